"""Weights: named tensors in one safetensors file; what does not belong there is refused before it is read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from course_lib.data.ranges import told
from course_lib.disk import reading, write_whole

from .loop import Diverged

_KINDS = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}  # of weights and of counters
_HALF = "F16"  # in which a record keeps a model that would be too large for it
_LARGEST = 1e15  # with larger weights a sum or a product would soon be infinite
_WILD = f"has numbers that are not finite, or beyond {_LARGEST:g}"


class ModelError(ValueError):
    """One line that names the file of a model folder, what is wrong with it, and the remedy."""


def write(path: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None) -> None:
    """Write the file as a whole. Raises Diverged for numbers that no training can go on with, and OSError."""
    for name, tensor in tensors.items():
        if _is_wild(tensor):
            raise Diverged(f"{name} {_WILD}: the training has diverged; take a lower learning rate")
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_whole(path, save(plain, metadata))


@contextmanager
def opened(path: Path, when_missing: str) -> Iterator[safe_open]:
    """The open file, for `metadata` and `read`. Raises ModelError, when it is damaged further inside too."""
    try:
        with reading(path), safe_open(path, "pt") as stored:
            yield stored
    except FileNotFoundError:
        raise ModelError(f"{path}: missing; {when_missing}") from None
    except OSError as problem:
        raise unreadable(path, problem) from None
    except SafetensorError as problem:
        what = f"damaged, or not a safetensors file ({told(problem)})"
        raise ModelError(f"{path}: {what}; train the model again") from None


def read(stored: safe_open, expected: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The tensors of the file: those that are expected, with their shapes and kinds, none out of range.

    A tensor that is expected in 32 bits may be there in 16, and comes out in 32. Raises ModelError for any
    other, before it is in memory.
    """
    if set(stored.keys()) != expected.keys():
        raise ModelError(f"{path}: has other weights than model.json says; both must come from one training")
    tensors = {}
    for name, own in expected.items():
        part = stored.get_slice(name)
        here = (tuple(part.get_shape()), part.get_dtype())
        there = (tuple(own.shape), _KINDS[own.dtype])
        halved = own.dtype == torch.float32 and here == (there[0], _HALF)
        if here != there and not halved:
            raise ModelError(f"{path}: {name} is {here}, but model.json says {there}; train the model again")
        tensors[name] = stored.get_tensor(name).to(own.dtype)
        if _is_wild(tensors[name]):
            raise ModelError(f"{path}: {name} {_WILD}; train the model again")
    return tensors


def _is_wild(tensor: Tensor) -> bool:
    if tensor.dtype == torch.float16:  # in which _LARGEST would be infinite itself
        tensor = tensor.float()
    return not (tensor.abs() <= _LARGEST).all()  # NaN is not below anything either


def unreadable(path: Path, problem: Exception) -> ModelError:
    """What to say of a file that is there and can't be read."""
    if isinstance(problem, PermissionError):
        return ModelError(f"{path}: you may not read it; change its permissions")
    why = getattr(problem, "strerror", None) or told(problem)
    return ModelError(f"{path}: can't be read ({why}); train the model again")
