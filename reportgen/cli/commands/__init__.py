"""The commands: a module each, whose click command bears the module's name (``import_wandb``: ``import-wandb``)."""
