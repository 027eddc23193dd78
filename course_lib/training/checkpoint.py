"""Checkpoint: a model and its vocabularies in a folder, without pickle, never half-written.

    model.json              what the model is: sizes, vocabularies, the settings of its training
    best.safetensors        the weights with the lowest loss on held-out pairs: what `load` gives
    training.safetensors    the latest weights, Adam's state and the step: a killed training goes on from it

Each file is replaced as a whole, so that a kill at any moment leaves the old one or the new one. What is
written is held to the same limits as what is read: those of `schema`.
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from course_lib.data.ranges import told
from course_lib.data.vocab import Vocab
from course_lib.decoding.lengths import Lengths, length_limit
from course_lib.disk import reading, write_whole
from course_lib.models import EncoderDecoder, architecture_of, build

from . import schema, weights
from .average import Average
from .weights import ModelError

FORMAT = "seq2seq-course model 1"
ABOUT, BEST, TRAINING = "model.json", "best.safetensors", "training.safetensors"
FILES = {ABOUT, BEST, TRAINING}
MAX_ABOUT = 64 * 10**6  # bytes of model.json
_RENAMED = {"inner": "d_ff"}  # what earlier versions called an argument of a model
_AGAIN = "train again, into another folder"
_MOST_STEPS = 2**24  # that Adam counts: in float32, one more is no more


class Bundle(NamedTuple):
    """A model that can be used on text, with what is known of it."""

    model: EncoderDecoder
    source_vocab: Vocab
    target_vocab: Vocab
    settings: dict[str, Any]  # of its training
    lengths: Lengths | None = None  # of the pairs of its training

    def limits(self, sources: list[list[int]]) -> Tensor:
        """(N,) tokens at which the outputs for N sources of ids are cut: the `max_length` of decoding."""
        lengths = torch.tensor([len(source) + 1 for source in sources], dtype=torch.long)  # EOS ends each
        if not sources:
            return lengths
        return self.lengths.limits(lengths) if self.lengths else length_limit(lengths)


def create(folder: Path, bundle: Bundle) -> None:
    """Make the folder if need be, and write what never changes of the model.

    Raises ValueError for what `describe` would refuse, and OSError.
    """
    about = {
        "format": FORMAT,
        "architecture": architecture_of(bundle.model),
        "config": bundle.model.config,
        "source_vocab": bundle.source_vocab.to_json(),
        "target_vocab": bundle.target_vocab.to_json(),
        "settings": bundle.settings,
    }
    if bundle.lengths:
        about["lengths"] = bundle.lengths._asdict()
    data = json.dumps(about, ensure_ascii=False, indent=1).encode()
    if len(data) > MAX_ABOUT:
        raise ValueError(f"the vocabularies are too large: {ABOUT} would pass {MAX_ABOUT // 10**6} MB")
    _parts(schema.parse(data))
    _check_count(bundle.model)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / ABOUT, data)


def save_best(folder: Path, model: nn.Module) -> None:
    """Keep the model's present weights as its best. Raises Diverged and OSError as `weights.write` does."""
    weights.write(folder / BEST, model.state_dict())


def save_training(
    folder: Path,
    model: EncoderDecoder,
    optimizer: torch.optim.Adam,
    progress: dict,
    average: Average | None = None,
) -> None:
    """Keep all that a training needs to go on; `progress` is {"step": steps done, "best": loss or None}.

    "best_step", when that loss was, may stand in it too. Of an `average` the mean and its count are kept.
    Raises Diverged and OSError as `weights.write` does.
    """
    if average and average.count:
        progress = progress | {"averaged": average.count}
    schema.check(progress, schema.PROGRESS, schema.LATER)
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for i, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{i}.{name}": tensor for name, tensor in state.items()}
    if "averaged" in progress and average:
        tensors |= {f"average.{name}": tensor for name, tensor in average.tensors.items()}
    weights.write(folder / TRAINING, tensors, {"progress": json.dumps(progress)})


def describe(folder: Path) -> Bundle:
    """The model of a folder with its first weights, those before any training. Raises ModelError."""
    path = folder / ABOUT
    try:
        with reading(path) as stream:
            data = stream.read(MAX_ABOUT + 1)
        if len(data) > MAX_ABOUT:
            raise ValueError(f"larger than {MAX_ABOUT // 10**6} MB")
        about = schema.parse(data)
    except (FileNotFoundError, NotADirectoryError):
        raise ModelError(f"{folder}: no {ABOUT} here; give a folder that train wrote") from None
    except (OSError, ValueError) as problem:
        raise weights.unreadable(path, problem) from None
    if type(about) is not dict or about.get("format") != FORMAT:
        raise ModelError(f"{path}: not a model of this course; give a folder that `course_lib train` wrote")
    try:
        architecture, config, *rest = _parts(about)
        return Bundle(build_within(architecture, **config), *rest)
    except (TypeError, ValueError) as problem:
        raise ModelError(f"{path}: damaged or edited ({told(problem)}); train the model again") from None


def build_within(architecture: str = "recurrent", **config: Any) -> EncoderDecoder:
    """A new model, if a folder may hold one so large. Raises ValueError for that, and as `build` does."""
    with torch.device("meta"):  # only shapes: an edited size must not fill the memory
        _check_count(build(architecture, **config))
    return build(architecture, **config)


def load(folder: Path) -> Bundle:
    """The best model of a folder, ready to translate. Raises ModelError."""
    bundle = describe(folder)
    load_best(folder, bundle.model)
    return bundle


def load_best(folder: Path, model: nn.Module) -> None:
    """Bring a model to the best weights of a folder, ready for use. Raises ModelError."""
    path = folder / BEST
    with weights.opened(path, "a training writes it when its first epoch ends") as stored:
        tensors = weights.read(stored, model.state_dict(), path)
    model.load_state_dict(tensors)
    model.eval()


def resume(
    folder: Path, model: EncoderDecoder, optimizer: torch.optim.Adam, average: Average | None = None
) -> dict[str, Any] | None:
    """Bring model, optimizer and average to where the training was; its progress, or None if it has none yet.

    Raises ModelError, for best weights that are lost too: the training would end without them.
    """
    path = folder / TRAINING
    if not os.path.lexists(path):
        if os.path.lexists(folder / BEST):
            raise ModelError(f"{path}: missing, so this training can't go on; {_AGAIN}")
        return None
    with weights.opened(path, _AGAIN) as stored:
        progress = _progress(stored.metadata(), path)
        states = [_adam_state(weight) if progress["step"] else {} for weight in model.parameters()]
        expected = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
        for i, state in enumerate(states):
            expected |= {f"adam.{i}.{name}": tensor for name, tensor in state.items()}
        averaged = progress.pop("averaged", 0)
        if averaged:
            expected |= {f"average.{name}": tensor for name, tensor in model.state_dict().items()}
        tensors = weights.read(stored, expected, path)
    if progress["best"] is not None:
        if not os.path.lexists(folder / BEST):
            raise ModelError(f"{folder / BEST}: missing, so the best weights so far are lost; {_AGAIN}")
        load_best(folder, model)
    for i, state in enumerate(states):
        state.update({name: tensors.pop(f"adam.{i}.{name}") for name in state})
        if state and (state["step"] != min(progress["step"], _MOST_STEPS) or state["exp_avg_sq"].min() < 0):
            raise ModelError(f"{path}: Adam's state is damaged; {_AGAIN}")
    kept = {name: tensors.pop(f"average.{name}") for name in model.state_dict() if averaged}
    if average and averaged:
        average.count, average.tensors = (
            averaged,
            {n: t.to(model.state_dict()[n].device) for n, t in kept.items()},
        )
    model.load_state_dict({name.removeprefix("model."): tensor for name, tensor in tensors.items()})
    optimizer.load_state_dict(optimizer.state_dict() | {"state": dict(enumerate(states))})
    return progress


def _parts(about: dict[str, Any]) -> tuple:
    """(architecture, configuration, then the last four of a Bundle) of model.json; ValueError if damaged."""
    schema.check(about, schema.MODEL, {"architecture", "lengths"})  # the oldest folders have neither
    config = {_RENAMED.get(name, name): value for name, value in about["config"].items()}
    schema.check(config, schema.CONFIG, schema.CONFIG.keys() - schema.EVERY_CONFIG)
    lengths = None
    if "lengths" in about:
        schema.check(about["lengths"], schema.LENGTHS)
        lengths = Lengths(**about["lengths"])
    vocabs = Vocab.from_json(about["source_vocab"]), Vocab.from_json(about["target_vocab"])
    if (config["source_size"], config["target_size"]) != tuple(map(len, vocabs)):
        raise ValueError("its sizes are not those of its vocabularies")
    return about.get("architecture", "recurrent"), config, *vocabs, about["settings"], lengths


def _check_count(model: nn.Module) -> None:
    count = sum(tensor.numel() for tensor in model.state_dict().values())
    if count > schema.MOST_WEIGHTS:
        raise ValueError(f"its sizes ask for {count:,} weights, more than {schema.MOST_WEIGHTS:,}")


def _progress(metadata: dict[str, str] | None, path: Path) -> dict[str, Any]:
    try:
        progress = schema.parse((metadata or {}).get("progress", ""))
        schema.check(progress, schema.PROGRESS, schema.LATER)
        return progress
    except ValueError as problem:
        raise ModelError(f"{path}: its progress is damaged ({told(problem)}); {_AGAIN}") from None


def _adam_state(weight: Tensor) -> dict[str, Tensor]:
    """What Adam keeps of a weight after its first step, in its shapes."""
    return {"step": torch.zeros(()), "exp_avg": weight, "exp_avg_sq": weight}
