"""Settings: those of the whole process that a function may turn over, put back as they were."""

import os
import random
import signal
import sys
from contextlib import suppress

import numpy
import torch


def _set_device(device: torch.device) -> None:
    torch.set_default_device(None if device.type == "cpu" else device)  # one that is set costs time


_CHEAP = [  # what reads a setting, what sets it, and what every call begins with
    (torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    (torch.get_default_device, _set_device, torch.device("cpu")),
    (torch.is_grad_enabled, torch.set_grad_enabled, True),
    (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms, False),
    (torch.get_num_threads, torch.set_num_threads, None),
    (sys.getrecursionlimit, sys.setrecursionlimit, None),
    (os.getcwd, os.chdir, None),
]
_ALWAYS = [  # the same for what is set back unseen
    (random.getstate, random.setstate, lambda: random.seed(0)),
    (numpy.random.get_state, numpy.random.set_state, lambda: numpy.random.seed(0)),
    (torch.get_rng_state, torch.set_rng_state, lambda: torch.default_generator.manual_seed(0)),
    (
        lambda: signal.getsignal(signal.SIGINT),
        lambda handler: signal.signal(signal.SIGINT, handler),
        lambda: None,
    ),
]


class Settings:
    """As they are now. From then on those of chance and of torch are the same for every call."""

    def __init__(self) -> None:
        self._cheap, self._always = [], []
        for read, turn, standard in _CHEAP:
            with suppress(OSError):  # the folder is gone
                self._cheap.append((read, turn, read()))
                if standard is not None and read() != standard:
                    turn(standard)
        for read, turn, begin in _ALWAYS:
            self._always.append((turn, read()))
            begin()

    def put_back(self) -> None:
        """As they were."""
        for read, turn, before in self._cheap:
            with suppress(Exception):
                if read() != before:
                    turn(before)
        for turn, before in self._always:
            with suppress(ValueError, TypeError):  # of signals: not in this thread, not made in Python
                turn(before)
