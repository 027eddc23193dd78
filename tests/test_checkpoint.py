"""Model folders: what is saved comes back, a failure leaves the old file, nothing foreign is trusted."""

import json
import pickle

import pytest
import torch
from safetensors.torch import load_file, save_file

from course_lib import checkpoint
from course_lib.checkpoint import ABOUT, BEST, TRAINING, Bundle, ModelError
from course_lib.seq2seq import Seq2Seq
from course_lib.training import adam, train
from course_lib.vocab import Vocab

PAIRS = [([4, 5], [5, 4]), ([5], [5]), ([4], [4])]


@pytest.fixture
def folder(tmp_path):
    """A model folder as `train` leaves it after two steps."""
    vocab = Vocab(["a", "b"], "char")
    bundle = Bundle(Seq2Seq(6, 6, embedding=4, hidden=8, attention="dot"), vocab, vocab, {"epochs": 1})
    optimizer = adam(bundle.model)
    list(train(bundle.model, PAIRS, steps=2, optimizer=optimizer))
    checkpoint.create(tmp_path / "model", bundle)
    checkpoint.save_best(tmp_path / "model", bundle.model)
    checkpoint.save_training(tmp_path / "model", bundle.model, optimizer, {"step": 2, "best": 0.5})
    return tmp_path / "model"


def test_what_is_saved_comes_back(folder):
    bundle = checkpoint.load(folder)
    assert bundle.source_vocab.names[4:] == ["a", "b"] and bundle.settings == {"epochs": 1}
    assert not bundle.model.training
    for name, tensor in load_file(folder / BEST).items():
        assert torch.equal(bundle.model.state_dict()[name], tensor)
    fresh = checkpoint.describe(folder).model
    optimizer = adam(fresh)
    assert checkpoint.resume(folder, fresh, optimizer) == {"step": 2, "best": 0.5}
    assert all(float(state["step"]) == 2 for state in optimizer.state_dict()["state"].values())
    assert {path.name for path in folder.iterdir()} == checkpoint.FILES


def test_a_failing_write_leaves_the_old_file_and_no_half(folder, monkeypatch):
    before = (folder / BEST).read_bytes()
    monkeypatch.setattr(checkpoint.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        checkpoint.save_best(folder, Seq2Seq(6, 6, embedding=4, hidden=8, seed=9, attention="dot"))
    assert (folder / BEST).read_bytes() == before
    assert {path.name for path in folder.iterdir()} == checkpoint.FILES


def edit(folder, change):
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    change(about)
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def reshape(folder, name):
    tensors = load_file(folder / BEST)
    tensors[name] = tensors[name][:-1].contiguous()
    save_file(tensors, folder / BEST)


DAMAGES = {
    "no model.json": (lambda f: (f / ABOUT).unlink(), r"no model\.json here"),
    "no weights": (lambda f: (f / BEST).unlink(), "missing"),
    "cut JSON": (lambda f: (f / ABOUT).write_text('{"format": "se'), "can't be read"),
    "binary JSON": (lambda f: (f / ABOUT).write_bytes(b"\xff\x00\x80"), "can't be read"),
    "deep JSON": (lambda f: (f / ABOUT).write_text("[" * 10**5), "can't be read"),
    "foreign JSON": (
        lambda f: (f / ABOUT).write_text('{"model_type": "bert"}'),
        "not a model of this course",
    ),
    "a list": (lambda f: (f / ABOUT).write_text("[1]"), "not a model of this course"),
    "other format": (lambda f: edit(f, lambda a: a.update(format="x 2")), "not a model of this course"),
    "no vocabulary": (lambda f: edit(f, lambda a: a.pop("source_vocab")), "source_vocab is missing"),
    "edited vocabulary": (
        lambda f: edit(f, lambda a: a["source_vocab"]["tokens"].append("a")),
        "damaged or edited",
    ),
    "longer vocabulary": (
        lambda f: edit(f, lambda a: a["source_vocab"]["tokens"].append("c")),
        "sizes are not",
    ),
    "huge size": (lambda f: edit(f, lambda a: a["config"].update(hidden=10**12)), "whole number from 1"),
    "large size": (
        lambda f: edit(f, lambda a: a["config"].update(hidden=16000)),
        "damaged or edited|weights",
    ),
    "negative size": (lambda f: edit(f, lambda a: a["config"].update(layers=-1)), "whole number from 1"),
    "text for a number": (lambda f: edit(f, lambda a: a["config"].update(hidden="8")), "whole number from 1"),
    "unknown cell": (lambda f: edit(f, lambda a: a["config"].update(cell="qrnn")), "damaged or edited"),
    "unknown option": (lambda f: edit(f, lambda a: a["config"].update(depth=3)), "damaged or edited"),
    "other model": (lambda f: edit(f, lambda a: a["config"].update(attention=None)), "other weights"),
    "wider model": (lambda f: edit(f, lambda a: a["config"].update(embedding=5)), "but model.json says"),
    "cut weights": (lambda f: (f / BEST).write_bytes((f / BEST).read_bytes()[:-50]), "damaged, or not"),
    "empty weights": (lambda f: (f / BEST).write_bytes(b""), "damaged, or not"),
    "a pickle in disguise": (lambda f: (f / BEST).write_bytes(pickle.dumps({"w": 1})), "damaged, or not"),
    "a folder as weights": (lambda f: ((f / BEST).unlink(), (f / BEST).mkdir()), "can't be read"),
    "wrong shape": (lambda f: reshape(f, "output.bias"), "output.bias is"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_folder_is_refused_in_one_line(folder, damage):
    do, says = DAMAGES[damage]
    do(folder)
    with pytest.raises(ModelError, match=says) as refused:
        checkpoint.load(folder)
    assert str(folder) in str(refused.value) and "\n" not in str(refused.value)


def test_a_pickle_is_never_run(folder, tmp_path):
    class Harm:
        def __reduce__(self):
            return (open, (str(tmp_path / "harmed"), "w"))

    for name in (BEST, TRAINING):
        torch.save({"w": Harm()}, folder / name)
    with pytest.raises(ModelError):
        checkpoint.load(folder)
    model = checkpoint.describe(folder).model
    with pytest.raises(ModelError):
        checkpoint.resume(folder, model, adam(model))
    assert not (tmp_path / "harmed").exists()


@pytest.mark.parametrize("part", ["progress", "weights", "adam"])
def test_a_damaged_checkpoint_is_refused(folder, part):
    tensors = load_file(folder / TRAINING)
    metadata = {"progress": json.dumps({"step": 2})}
    if part == "progress":
        metadata = {"progress": '{"step": "two"}'}
    elif part == "weights":
        tensors.pop("model.output.bias")
    else:
        tensors.pop("adam.0.exp_avg")
    save_file(tensors, folder / TRAINING, metadata)
    model = checkpoint.describe(folder).model
    with pytest.raises(ModelError, match=r"training\.safetensors"):
        checkpoint.resume(folder, model, adam(model))
