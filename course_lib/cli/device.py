"""Device: where a model works, and in which precision; a machine without it is told so in one line."""

from collections.abc import Callable

import torch

from course_lib.models import EncoderDecoder

from . import UsageError

DEVICES: dict[str, Callable[[], bool]] = {  # and whether this machine has it
    "cpu": lambda: True,
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
}
BF16: dict[str, Callable[[], bool]] = {  # where it is computed and not imitated
    "cpu": lambda: torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported(),
    "cuda": lambda: torch.cuda.is_bf16_supported(including_emulation=False),
    "mps": lambda: torch.backends.mps.is_macos_or_newer(14, 0),
}
VERBS = ("encode", "advance", "project")  # in which a model computes


def check(device: str, precision: str) -> None:
    """UsageError where this machine lacks the device, or the device computes no bf16."""
    if not DEVICES[device]():
        raise UsageError(f"--device {device}: this machine has none that PyTorch can use; leave it out")
    if precision == "bf16" and not BF16[device]():
        raise UsageError(f"--precision bf16: {device} of this machine does not compute in it; leave it out")


def prepare(model: EncoderDecoder, device: str, precision: str) -> None:
    """Move the model to the device; its batches follow it. On the CPU a small one gets one thread: below
    about 256 hidden units, sharing the work between threads costs more than it brings.

    In bf16 the matrix products are rounded and the weights are not, so that a checkpoint has no mark of
    either: a training goes on, and a model translates, wherever the next call says.
    """
    model.to(device)
    if device == "cpu" and model.config["hidden"] < 256:
        torch.set_num_threads(1)
    if precision == "bf16":
        for verb in VERBS:
            setattr(model, verb, torch.autocast(device, torch.bfloat16)(getattr(model, verb)))
        project = model.project
        model.project = lambda hidden: project(hidden).float()  # type: ignore[method-assign]
