"""Commands: what `python -m course_lib` does, one module or package each, with a `run(options)`."""

import torch


class UsageError(ValueError):
    """The call asks for what can't be done; one line that says what to do instead."""


def prepare(model: torch.nn.Module, hidden: int) -> None:
    """Move the model to a GPU where there is one; else give a small model one thread.

    Below about 256 hidden units, sharing the work between threads costs more than it brings.
    """
    if torch.cuda.is_available():
        model.cuda()
    elif hidden < 256:
        torch.set_num_threads(1)
