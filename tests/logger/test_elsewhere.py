"""Scripts that were written for another tracker run with one line changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import reportgen as wandb
from reportgen.native.history import RunLogs
from reportgen.readers.native.run import NativeRun


class Handle:
    def __init__(self, hooks: list, hook) -> None:
        self.hooks, self.hook = hooks, hook

    def remove(self) -> None:
        self.hooks.remove(self.hook)


class Parameter(np.ndarray):
    """A parameter that takes hooks, as PyTorch's do."""

    hooks: list

    def register_hook(self, hook) -> Handle:
        self.hooks.append(hook)
        return Handle(self.hooks, hook)


class Model:
    def __init__(self) -> None:
        self.weight = np.linspace(0, 1, 50).view(Parameter)
        self.weight.hooks = []

    def named_parameters(self):
        yield "layer.weight", self.weight

    def backward(self, scale: float) -> None:
        for hook in self.weight.hooks:
            hook(np.asarray(self.weight) * scale)


def test_a_script_of_another_tracker(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"weights")
    (tmp_path / "train.py").write_text("print(1)\n")
    assert wandb.login(key="x")
    settings = wandb.Settings(console=False, code=False, system=False, start_method="thread")
    run = wandb.init(project="p", entity="team", reinit=True, settings=settings, config={"epochs": 2})
    wandb.run.name = "renamed"
    run.tags = ["late"]
    run.notes = "what it is"
    model = Model()
    wandb.watch(model, log="all", log_freq=2)
    for epoch in range(4):
        model.backward(1 / (epoch + 1))
        wandb.log({"epoch": epoch, "loss": 1 / (epoch + 1)})
    wandb.unwatch(model)
    model.backward(1)
    assert [Path(path).name for path in wandb.save("*.bin")] == ["model.bin"]
    run.log_code(".")
    wandb.alert(title="Low", text="accuracy", level=wandb.AlertLevel.WARN)
    assert run.url is None
    assert run.entity == ""
    assert run.project_name() == "p"
    wandb.teardown()
    assert wandb.run is None
    found = NativeRun(RunLogs(Path(run.dir)))
    assert (found.meta.name, found.meta.tags, found.meta.notes) == ("renamed", ("late",), "what it is")
    assert [one.step for one in found.media("gradients/layer.weight")] == [1, 3]
    assert len(found.media("parameters/layer.weight")) == 2
    assert (Path(run.dir) / "files" / "model.bin").read_bytes() == b"weights"
    assert found.code().files == {"train.py": "print(1)\n"}
    assert "WARN: Low" in "".join(piece.text for piece in found.console())


@pytest.mark.parametrize(("call", "said"), [
    (lambda: wandb.watch(3), "models: a int came"), (lambda: wandb.watch(Model(), log="x"), "log: 'x' came"),
    (lambda: wandb.watch(Model(), log_freq=0), "log_freq: 0 came"),
])  # fmt: skip
def test_misuse_of_watch(tmp_path, call, said):
    run = wandb.init(dir=tmp_path, settings={"console": False, "code": False, "system": False})
    with pytest.raises(wandb.Error) as caught:
        call()
    run.finish()
    assert said in str(caught.value)


def test_watch_before_init():
    with pytest.raises(wandb.UsageError, match="watch: there is no run"):
        wandb.watch(Model())
