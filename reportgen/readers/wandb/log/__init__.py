"""The ``.wandb`` log: its framing and records, history and summary, and the logs of one resumed run."""
