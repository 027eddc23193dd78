"""Model folders: what is saved comes back, a failure leaves the old file, nothing foreign is trusted."""

import json
import os
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from course_lib import disk
from course_lib.data.ranges import shown
from course_lib.data.tokenization import UNITS
from course_lib.data.vocab import Vocab
from course_lib.decoding.lengths import Lengths
from course_lib.models import Seq2Seq, Transformer
from course_lib.training import adam, checkpoint, schema, train
from course_lib.training.checkpoint import ABOUT, BEST, TRAINING, Bundle, ModelError
from course_lib.training.loop import Diverged

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


def test_weights_kept_in_16_bits_come_back_in_32(folder):
    model = checkpoint.load(folder).model
    size = (folder / BEST).stat().st_size
    rounded = {name: tensor.half().float() for name, tensor in model.state_dict().items()}
    assert any(not torch.equal(tensor, rounded[name]) for name, tensor in model.state_dict().items())
    checkpoint.save_best(folder, model.half())
    assert (folder / BEST).stat().st_size < 0.9 * size
    found = checkpoint.load(folder).model.state_dict()
    assert all(
        found[name].dtype == torch.float32 and torch.equal(found[name], rounded[name]) for name in rounded
    )


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float64, torch.int64])
def test_weights_of_no_other_kind_come_back(folder, kind):
    save_file({name: tensor.to(kind) for name, tensor in load_file(folder / BEST).items()}, folder / BEST)
    with pytest.raises(ModelError, match=r"but model\.json says"):
        checkpoint.load(folder)


def test_a_weight_that_16_bits_do_not_hold_is_never_written(folder):
    model = checkpoint.load(folder).model
    with torch.no_grad():
        model.output.bias[5] = 1e5  # the largest number of 16 bits is 65,504
    with pytest.raises(Diverged, match=r"output\.bias has numbers that are not finite"):
        checkpoint.save_best(folder, model.half())


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
    "no seed": (lambda f: edit(f, lambda a: a["config"].update(seed=None)), "seed must be a whole number"),
    "text for a seed": (lambda f: edit(f, lambda a: a["config"].update(seed="x")), "seed must be a whole"),
    "half a seed": (lambda f: edit(f, lambda a: a["config"].update(seed=1.5)), "seed must be a whole number"),
    "yes for true": (
        lambda f: edit(f, lambda a: a["config"].update(bidirectional="yes")),
        "bidirectional must be true or false",
    ),
    "an object for true": (
        lambda f: edit(f, lambda a: a["config"].update(reverse={})),
        "reverse must be true or false",
    ),
    "a list for a cell": (
        lambda f: edit(f, lambda a: a["config"].update(cell=["gru"])),
        "must be a text",
    ),
    "true for a size": (lambda f: edit(f, lambda a: a["config"].update(layers=True)), "whole number from 1"),
    "a dropout of 2": (
        lambda f: edit(f, lambda a: a["config"].update(dropout=2)),
        "must be a number",
    ),
    "no lengths": (lambda f: edit(f, lambda a: a.update(lengths={"longest": 0, "ratio": 1})), "longest must"),
    "a ratio that is none": (
        lambda f: edit(f, lambda a: a.update(lengths={"longest": 9, "ratio": float("nan")})),
        "can't be read .NaN is no number",
    ),
    "an unknown part": (lambda f: edit(f, lambda a: a.update(colour="red")), "'colour' is unknown here"),
    "settings of no kind": (
        lambda f: edit(f, lambda a: a.update(settings=[1])),
        "must be an object",
    ),
    "a number of 10,000 digits": (lambda f: (f / ABOUT).write_text("9" * 10**4), "can't be read"),
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


def change(folder, name, tensors=(), progress=None, metadata=None):
    """Rewrite a file of tensors with some of them replaced (None: left out), and with another progress."""
    held = load_file(folder / name) | dict(tensors)
    if progress is None:
        progress = json.dumps({"step": 2, "best": 0.5})
    metadata = {"progress": progress} if metadata is None else metadata
    save_file({key: tensor for key, tensor in held.items() if tensor is not None}, folder / name, metadata)


def poisoned(folder, name, key, value):
    tensor = load_file(folder / name)[key].clone()
    tensor.view(-1)[0] = value
    change(folder, name, {key: tensor})


ONE = torch.zeros(1)
MOMENT, SQUARE, STEP = "adam.0.exp_avg", "adam.0.exp_avg_sq", "adam.0.step"
OTHERS, ADAM = "other weights", "Adam's state is damaged"
CHECKPOINTS = {
    "a weight too few": (lambda f: change(f, TRAINING, {"model.output.bias": None}), OTHERS),
    "a state too few": (lambda f: change(f, TRAINING, {MOMENT: None}), OTHERS),
    "a state of no weight": (lambda f: change(f, TRAINING, {"adam.94.exp_avg": ONE}), OTHERS),
    "a state of no number": (lambda f: change(f, TRAINING, {"adam.x.": ONE}), OTHERS),
    "a key without a point": (lambda f: change(f, TRAINING, {"adam.14exp_avg": ONE}), OTHERS),
    "a key that is no word": (lambda f: change(f, TRAINING, {"adam.": ONE}), OTHERS),
    "another shape": (lambda f: change(f, TRAINING, {MOMENT: ONE}), "but model.json says"),
    "another kind": (lambda f: change(f, TRAINING, {STEP: torch.tensor(2)}), "but model.json says"),
    "a NaN weight": (lambda f: poisoned(f, TRAINING, "model.output.bias", float("nan")), "not finite"),
    "a NaN moment": (lambda f: poisoned(f, TRAINING, MOMENT, float("nan")), "not finite"),
    "a weight beyond all measure": (
        lambda f: poisoned(f, TRAINING, "model.output.bias", -3e38),
        "beyond 1e[+]15",
    ),
    "an infinite square": (lambda f: poisoned(f, TRAINING, SQUARE, float("inf")), "not finite"),
    "a negative square": (lambda f: poisoned(f, TRAINING, SQUARE, -1.0), ADAM),
    "a negative step of Adam": (lambda f: poisoned(f, TRAINING, STEP, -2.0), ADAM),
    "another step of Adam": (lambda f: poisoned(f, TRAINING, STEP, 3.0), ADAM),
    "no progress": (lambda f: change(f, TRAINING, metadata={}), "progress is damaged"),
    "no best weights": (lambda f: (f / BEST).unlink(), "missing, so the best weights so far are lost"),
    "damaged best weights": (lambda f: (f / BEST).write_bytes(b"x"), "best.safetensors: damaged"),
    "NaN among the best": (lambda f: poisoned(f, BEST, "output.bias", float("nan")), "not finite"),
    "best weights alone": (lambda f: (f / TRAINING).unlink(), "missing, so this training can't go on"),
}
PROGRESSES = [
    *("two", "[]", "null", "", "[" * 10**5, '{"step":' * 10**4, "9" * 10**4, '{"step": 2}'),
    *(f'{{"step": {step}, "best": 1}}' for step in ("-1", "10000000000000", "2.0", '"2"', "true", "null")),
    *(f'{{"step": 2, "best": {best}}}' for best in ("NaN", "1e999", "-1", '"x"', "[]", "false")),
    '{"step": 2, "best": 1, "more": 1}',
]
CHECKPOINTS |= {
    text[:40]: (lambda f, text=text: change(f, TRAINING, progress=text), "progress is damaged")
    for text in PROGRESSES
}


@pytest.mark.parametrize("damage", CHECKPOINTS)
def test_a_damaged_checkpoint_is_refused_in_one_line(folder, damage):
    do, says = CHECKPOINTS[damage]
    do(folder)
    model = checkpoint.describe(folder).model
    with pytest.raises(ModelError, match=says) as refused:
        checkpoint.resume(folder, model, adam(model))
    assert str(folder) in str(refused.value) and "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300 + len(str(folder))


def test_before_the_first_step_adam_has_no_state(folder):
    fresh = checkpoint.describe(folder).model
    optimizer = adam(fresh)
    checkpoint.save_training(folder, fresh, optimizer, {"step": 0, "best": None})
    assert checkpoint.resume(folder, fresh, optimizer) == {"step": 0, "best": None}
    list(train(fresh, PAIRS, steps=2, optimizer=optimizer))
    assert all(
        torch.equal(tensor, fresh.state_dict()[name]) for name, tensor in load_file(folder / BEST).items()
    )


@pytest.mark.parametrize("name", [ABOUT, BEST, TRAINING])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_place_of_a_file_is_refused_at_once(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(ModelError, match=f"{name}: can't be read .a pipe or a device, not a file"):
        checkpoint.load(folder)
        model = checkpoint.describe(folder).model
        checkpoint.resume(folder, model, adam(model))


def test_a_file_without_end_is_not_read_to_its_end(folder):
    with open(folder / ABOUT, "wb") as stream:
        stream.truncate(checkpoint.MAX_ABOUT + 1)
    with pytest.raises(ModelError, match="larger than 64 MB"):
        checkpoint.load(folder)


@pytest.mark.parametrize("name", [ABOUT, BEST])
def test_what_may_not_be_read_is_not_called_missing(folder, name, monkeypatch):
    real = disk.os.open

    def refuse(path, *others):
        if str(path) == str(folder / name):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *others)

    monkeypatch.setattr(disk.os, "open", refuse)
    with pytest.raises(ModelError, match=f"{name}: you may not read it; change its permissions"):
        checkpoint.load(folder)


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), -3e38])
def test_weights_that_are_not_finite_are_never_written(folder, value):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    bundle = checkpoint.load(folder)
    with torch.no_grad():
        bundle.model.output.bias[5] = value
    with pytest.raises(Diverged, match=r"output\.bias has numbers that are not finite"):
        checkpoint.save_best(folder, bundle.model)
    with pytest.raises(Diverged):
        checkpoint.save_training(folder, bundle.model, adam(bundle.model), {"step": 0, "best": None})
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_may_be_written_is_what_may_be_read(tmp_path):
    """The largest sizes of the table, one at a time, and one more than that."""
    vocab = Vocab(["a"], "char")
    for name, most in {"layers": 64, "embedding": 2**16}.items():
        for size, fine in ((most, True), (most + 1, False)):
            sizes = {"embedding": 1, "hidden": 1, "layers": 1} | {name: size}
            bundle = Bundle(Seq2Seq(5, 5, **sizes), vocab, vocab, {}, Lengths(3, 1.5))
            place = tmp_path / f"{name}{size}"
            if not fine:
                with pytest.raises(ValueError, match=f"{name} must be a whole number from 1 to {most}"):
                    checkpoint.create(place, bundle)
                assert not place.exists()
                continue
            checkpoint.create(place, bundle)
            again = checkpoint.describe(place)
            assert again.model.config == bundle.model.config and again.lengths == bundle.lengths


def test_more_weights_than_may_be_are_neither_written_nor_made(folder, tmp_path, monkeypatch):
    bundle = checkpoint.describe(folder)
    monkeypatch.setattr(schema, "MOST_WEIGHTS", 100)
    with pytest.raises(ValueError, match="weights, more than 100"):
        checkpoint.create(tmp_path / "new", bundle)
    assert not (tmp_path / "new").exists()
    with pytest.raises(ModelError, match="weights, more than 100"):
        checkpoint.describe(folder)


def test_a_model_of_an_earlier_version_is_the_same_model(tmp_path):
    vocab = Vocab(["a"], "char")
    model = Transformer(5, 5, hidden=4, heads=2, d_ff=3, layers=1)
    checkpoint.create(tmp_path, Bundle(model, vocab, vocab, {}))
    path = tmp_path / ABOUT
    path.write_text(path.read_text(encoding="utf-8").replace('"d_ff"', '"inner"'), encoding="utf-8")
    assert checkpoint.describe(tmp_path).model.config == model.config


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1), st.sampled_from(UNITS))
def test_every_vocabulary_that_is_learnt_can_be_read_again(texts, unit):
    vocab = Vocab.build(texts, unit, size=100)
    assert Vocab.from_json(schema.parse(json.dumps(vocab.to_json()))).names == vocab.names


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def about(tmp_path_factory):
    """What model.json holds, as plain data; and a folder to put changed ones into."""
    vocab = Vocab(["a", "b", "ab"], "subword", [["a", "b"]])
    place = tmp_path_factory.mktemp("edited")
    model = Seq2Seq(7, 7, embedding=2, hidden=2, attention="dot")
    checkpoint.create(place, Bundle(model, vocab, vocab, {"epochs": 1}, Lengths(4, 2.0)))
    return place, json.loads((place / ABOUT).read_text(encoding="utf-8"))


@given(data=st.data(), value=JSON)
def test_an_edited_model_is_read_or_refused_in_one_line(about, data, value):
    folder, whole = about
    changed = json.loads(json.dumps(whole))
    part = changed
    while True:
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        if not isinstance(part[key], dict | list) or not part[key] or data.draw(st.booleans()):
            break
        part = part[key]
    if data.draw(st.booleans()):
        part[key] = value
    else:
        del part[key]
    (folder / ABOUT).write_text(json.dumps(changed), encoding="utf-8")
    try:
        bundle = checkpoint.describe(folder)
    except ModelError as refused:
        assert "\n" not in str(refused) and len(str(refused)) < 400 + len(str(folder))
    else:
        assert shown(bundle.settings) and len(bundle.limits([[4, 5], []])) == 2
