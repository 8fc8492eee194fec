"""Train by the Trainer of Hugging Face: ``train_huggingface.py FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainerState, TrainingArguments

import reportgen as rg
from reportgen.bridges.huggingface import ReportgenCallback

OUT = Path(sys.argv[1]).absolute()
QUIET = {"console": False, "code": False, "system": False}


class Rows(torch.utils.data.Dataset):
    """32 short texts, which begin with their class."""

    def __len__(self) -> int:
        return 32

    def __getitem__(self, n):
        if n >= len(self):
            raise IndexError(n)
        return {"input_ids": torch.tensor([n % 2 + 1, n, 3]), "labels": torch.tensor(n % 2)}


class Failing(Trainer):
    """Fails at its third step."""

    def training_step(self, *arguments, **named):
        if self.state.global_step == 2:
            raise ValueError("no more")
        return super().training_step(*arguments, **named)


def trainer(kind: type[Trainer], name: str, **more) -> Trainer:
    """Return a trainer of a tiny model."""
    torch.manual_seed(1)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    model = BertForSequenceClassification(BertConfig(vocab_size=40, **sizes))
    arguments = TrainingArguments(
        output_dir=str(OUT / name), run_name=name, num_train_epochs=2, logging_steps=2, eval_strategy="epoch",
        save_strategy="epoch", per_device_train_batch_size=8, disable_tqdm=True, use_cpu=True, seed=1,
        metric_for_best_model="eval_loss", load_best_model_at_end=True, **more,
    )  # fmt: skip
    return kind(model, arguments, train_dataset=Rows(), eval_dataset=Rows())


def main() -> None:
    """Train in each way in which the callback can be had."""
    whole = trainer(Trainer, "whole")
    ours = ReportgenCallback(project="texts", dir=OUT, log_model="checkpoint", watch="gradients", settings=QUIET)
    whole.add_callback(ours)
    whole.train()
    whole.predict(Rows())
    whole.save_state()

    named = trainer(Trainer, "named", report_to="reportgen")
    named.train()

    own = rg.init(name="own", dir=OUT, settings=QUIET)
    inside = trainer(Trainer, "inside")
    inside.add_callback(ReportgenCallback(project="not this"))
    inside.train()
    own.log({"after": 1})
    own.finish()

    for number, rate in enumerate((0.1, 0.2)):  # what a search does, without its library
        trial = TrainerState(is_hyper_param_search=True, trial_name=f"trial-{number}", trial_params={"rate": rate})
        if not number:
            searched = ReportgenCallback(project="search", dir=OUT, settings=QUIET)
        searched.on_train_begin(whole.args, trial, None, model=whole.model)
        searched.on_log(whole.args, trial, None, logs={"loss": rate, "eval_loss": rate})
    other = TrainerState(is_world_process_zero=False)
    second = ReportgenCallback(project="second process", dir=OUT, settings=QUIET)
    second.on_train_begin(whole.args, other, None, model=whole.model)
    second.on_log(whole.args, other, None, logs={"loss": 1.0})
    assert second.run is None

    failing = trainer(Failing, "fails")
    failing.add_callback(ReportgenCallback(project="texts", dir=OUT, settings=QUIET))
    failing.train()


if __name__ == "__main__":
    main()
