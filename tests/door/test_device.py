"""`--device` and `--precision`: one line where this machine lacks it, and no mark of either in a folder."""

import io
import sys

import pytest
import tiny
import torch
from safetensors.torch import load_file

from course_lib.__main__ import main
from course_lib.cli import device
from course_lib.cli import train as train_command
from course_lib.cli.options import parse
from course_lib.decoding import beam_search, greedy
from course_lib.training import train
from course_lib.training.checkpoint import ABOUT, BEST, TRAINING

CALL = ["train", "copy", "--out", "X", "--epochs", "2", "--hidden", "8", "--embedding", "8", "--model"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def in_software(monkeypatch):
    """PyTorch computes bf16 on every processor, if slowly: tests need no better one."""
    monkeypatch.setitem(device.BF16, "cpu", lambda: True)


@pytest.mark.parametrize("call", [[*CALL, "gru"], ["translate", "X"]], ids=["train", "translate"])
@pytest.mark.parametrize(
    ("options", "table", "says"),
    [
        (["--device", "cuda"], device.DEVICES, "--device cuda: this machine has none"),
        (["--device", "mps"], device.DEVICES, "--device mps: this machine has none"),
        (["--precision", "bf16"], device.BF16, "--precision bf16: cpu of this machine does not compute"),
    ],
    ids=["cuda", "mps", "bf16"],
)
def test_what_this_machine_lacks_is_one_line(here, capsys, monkeypatch, call, options, table, says):
    for name in table:
        monkeypatch.setitem(table, name, lambda: False)
    assert main([*call, *options]) == 2
    said = capsys.readouterr().err
    assert says in said and said.endswith("leave it out\n") and said.count("\n") == 1
    assert not list(here.iterdir())


def test_every_device_that_may_be_named_is_known():
    for name in device.DEVICES:
        assert parse(["translate", "X", "--device", name]).device == name
        assert isinstance(device.DEVICES[name](), bool)
    assert device.BF16.keys() == device.DEVICES.keys()
    assert isinstance(device.BF16["cpu"](), bool)
    assert (parse(["translate", "X"]).device, parse(["translate", "X"]).precision) == ("cpu", "float32")


@pytest.mark.parametrize("architecture", ["recurrent", "transformer"])
def test_bf16_learns_and_decodes_nearly_as_float32(architecture):
    more = {"attention": "general"} if architecture == "recurrent" else {}
    batch, losses = tiny.batch(), {}
    pairs = [([4, 5, 6], [5, 6]), ([6, 7], [4, 4, 7])] * 4
    for precision in ("float32", "bf16"):
        model = tiny.model(architecture=architecture, **more).float()
        device.prepare(model, "cpu", precision)
        losses[precision] = [report.loss for report in train(model, pairs, steps=20, batch_size=4)]
        memory = model.encode(batch.source, batch.source_lengths)
        hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
        assert model.project(hidden).dtype == torch.float32
        assert {weight.dtype for weight in model.parameters()} == {torch.float32}
        assert len(greedy(model, batch.source, batch.source_lengths)) == len(batch.source)
        assert all(beam_search(model, batch.source, batch.source_lengths, 3))
    assert losses["bf16"] != losses["float32"]
    assert losses["bf16"] == pytest.approx(losses["float32"], abs=0.05)


def test_a_folder_has_no_mark_of_precision_and_goes_on_in_another(here, capsys, monkeypatch):
    in_software(monkeypatch)
    call = [*CALL, "gru", "--batch-size", "1024", "--save-every", "0"]

    def stopped(*arguments, **options):
        yield next(train(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(train_command, "train", stopped)
    assert main([*call, "--precision", "bf16"]) == 130
    monkeypatch.setattr(train_command, "train", train)
    begun = (here / "X" / ABOUT).read_bytes()
    assert b"bf16" not in begun and b"device" not in begun and b"precision" not in begun
    assert {tensor.dtype for tensor in load_file(here / "X" / TRAINING).values()} == {torch.float32}
    assert main([*call, "--resume"]) == 0
    assert "the model is in X" in capsys.readouterr().out
    assert {tensor.dtype for tensor in load_file(here / "X" / BEST).values()} == {torch.float32}
    for more in ([], ["--precision", "bf16"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a b c\n")))
        assert main(["translate", "X", *more]) == 0
        assert capsys.readouterr().out.count("\n") == 1
