"""Checkpoint: a model and its vocabularies in a folder, without pickle, never half-written.

    model.json              what the model is: sizes, vocabularies, the settings of its training
    best.safetensors        the weights with the lowest loss on held-out pairs: what `load` gives
    training.safetensors    the latest weights, Adam's state and the step: a killed training goes on from it

Each file is replaced as a whole, so that a kill at any moment leaves the old one or the new one.
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from .models import architecture_of, build
from .seq2seq import EncoderDecoder
from .vocab import Vocab

FORMAT = "seq2seq-course model 1"
ABOUT, BEST, TRAINING = "model.json", "best.safetensors", "training.safetensors"
FILES = {ABOUT, BEST, TRAINING}
_LIMITS = {"source_size": 10**6, "target_size": 10**6, "layers": 64, "heads": 2**10}
_LIMITS |= dict.fromkeys(("embedding", "hidden", "inner"), 2**16)


class ModelError(ValueError):
    """One line that names the file of a model folder, what is wrong with it, and the remedy."""


class Bundle(NamedTuple):
    """A model that can be used on text, with what is known of it."""

    model: EncoderDecoder
    source_vocab: Vocab
    target_vocab: Vocab
    settings: dict[str, Any]  # of its training


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, either the old or the new one is there. Raises OSError."""
    half = path.with_name(f".{path.name}.half")
    try:
        with open(half, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(half, path)
    except BaseException as problem:
        half.unlink(missing_ok=True)
        if isinstance(problem, OSError) and problem.filename is None:  # a full disk does not say where
            problem.filename = str(path)
        raise


def create(folder: Path, bundle: Bundle) -> None:
    """Make the folder if need be, and write what never changes of the model. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "format": FORMAT,
        "architecture": architecture_of(bundle.model),
        "config": bundle.model.config,
        "source_vocab": bundle.source_vocab.to_json(),
        "target_vocab": bundle.target_vocab.to_json(),
        "settings": bundle.settings,
    }
    write_whole(folder / ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode())


def save_best(folder: Path, model: nn.Module) -> None:
    """Keep the model's present weights as its best. Raises OSError."""
    write_whole(folder / BEST, save(_plain(model.state_dict())))


def save_training(folder: Path, model: EncoderDecoder, optimizer: torch.optim.Adam, progress: dict) -> None:
    """Keep all that a training needs to go on; `progress` is plain data, "step" among it. Raises OSError."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for i, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{i}.{name}": tensor for name, tensor in state.items()}
    write_whole(folder / TRAINING, save(_plain(tensors), {"progress": json.dumps(progress)}))


def describe(folder: Path) -> Bundle:
    """The model of a folder with its first weights, those before any training. Raises ModelError."""
    path = folder / ABOUT
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder}: no {ABOUT} here; give a folder that train wrote") from None
    except (OSError, ValueError, RecursionError) as problem:
        raise ModelError(f"{path}: can't be read ({_first_line(problem)}); train the model again") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ModelError(f"{path}: not a model of this course; give a folder that `course_lib train` wrote")
    try:
        source_vocab = Vocab.from_json(about["source_vocab"])
        target_vocab = Vocab.from_json(about["target_vocab"])
        config, settings = dict(about["config"]), dict(about["settings"])
        architecture = about.get("architecture", "recurrent")  # older folders hold nothing else
        for name in ("source_size", "target_size", "hidden", "layers"):
            config[name]  # a KeyError names the one that is missing
        for name in _LIMITS.keys() & config.keys():
            limit = _LIMITS[name]
            if type(config[name]) is not int or not 1 <= config[name] <= limit:
                raise ValueError(f"{name} must be a whole number from 1 to {limit}, not {config[name]!r}")
        if (config["source_size"], config["target_size"]) != (len(source_vocab), len(target_vocab)):
            raise ValueError("its sizes are not those of its vocabularies")
        with torch.device("meta"):  # only shapes: an edited size must not fill the memory
            shapes = {name: t.shape for name, t in build(architecture, **config).state_dict().items()}
        if sum(shape.numel() for shape in shapes.values()) > 10**9:
            raise ValueError("its sizes ask for more than a billion weights")
        return Bundle(build(architecture, **config), source_vocab, target_vocab, settings)
    except (KeyError, TypeError, ValueError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else _first_line(problem)
        raise ModelError(f"{path}: damaged or edited ({what}); train the model again") from None


def load(folder: Path) -> Bundle:
    """The best model of a folder, ready to translate. Raises ModelError."""
    bundle = describe(folder)
    load_best(folder, bundle.model)
    return bundle


def load_best(folder: Path, model: nn.Module) -> None:
    """Bring a model to the best weights of a folder, ready for use. Raises ModelError."""
    tensors, _ = _read(folder / BEST)
    _fill(model, tensors, folder / BEST)
    model.eval()


def resume(folder: Path, model: EncoderDecoder, optimizer: torch.optim.Adam) -> dict[str, Any]:
    """Bring model and optimizer to where the training was; its progress, {} before the first checkpoint.

    Raises ModelError.
    """
    path = folder / TRAINING
    if not path.exists():
        return {}
    tensors, metadata = _read(path)
    try:
        progress = json.loads(metadata["progress"])
        if type(progress["step"]) is not int:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise ModelError(f"{path}: its progress is damaged; train again, into another folder") from None
    _fill(model, {k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")}, path)
    states: list[dict[str, Tensor]] = [{} for _ in model.parameters()]
    for key, tensor in tensors.items():
        if key.startswith("adam."):
            _, i, name = key.split(".")
            states[int(i)][name] = tensor
    for weight, state in zip(model.parameters(), states, strict=True):
        shapes = {name: tensor.shape for name, tensor in state.items()}
        if shapes != {"step": (), "exp_avg": weight.shape, "exp_avg_sq": weight.shape}:
            raise ModelError(f"{path}: Adam's state does not fit the model; train again, into another folder")
    optimizer.load_state_dict(optimizer.state_dict() | {"state": dict(enumerate(states))})
    return progress


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    try:
        with safe_open(path, "pt") as stored:
            names = stored.keys()
            return {name: stored.get_tensor(name) for name in names}, stored.metadata() or {}
    except FileNotFoundError:
        raise ModelError(f"{path}: missing; was the training stopped before its first epoch ended?") from None
    except (OSError, SafetensorError, ValueError) as problem:
        what = f"damaged, or not a safetensors file ({_first_line(problem)})"
        raise ModelError(f"{path}: {what}; train the model again") from None


def _fill(model: nn.Module, tensors: dict[str, Tensor], path: Path) -> None:
    own = model.state_dict()
    if own.keys() != tensors.keys():
        raise ModelError(f"{path}: has other weights than {ABOUT} says; both must come from one training")
    for name, tensor in tensors.items():
        if tensor.shape != own[name].shape or tensor.dtype != own[name].dtype:
            here, there = (f"{tuple(t.shape)} {t.dtype}" for t in (tensor, own[name]))
            raise ModelError(f"{path}: {name} is {here}, but {ABOUT} says {there}; train the model again")
    model.load_state_dict(tensors)


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
