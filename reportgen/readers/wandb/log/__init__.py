"""The ``.wandb`` log: its records, history and summary, and the logs of one resumed run."""
