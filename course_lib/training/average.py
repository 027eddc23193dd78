"""Average: the mean of a model's weights at several moments of its training.

After Polyak and Juditsky 1992; over checkpoints as in Vaswani et al. 2017. One model, no slower than others.
Late in a training the weights move about the place where the loss is low; their mean may be nearer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Average:
    """A running mean of what `state_dict` holds. `tensors` and `count` are all of its state."""

    def __init__(self) -> None:
        self.count = 0
        self.tensors: dict[str, Tensor] = {}

    @torch.no_grad()
    def add(self, model: nn.Module) -> None:
        """Take the model's present weights into the mean. Of counters the last ones count."""
        self.count += 1
        for name, tensor in model.state_dict().items():
            if self.count == 1 or not tensor.is_floating_point():
                self.tensors[name] = tensor.clone()
            else:
                self.tensors[name] += (tensor - self.tensors[name]) / self.count

    @contextmanager
    def within(self, model: nn.Module) -> Iterator[None]:
        """Inside, the model has the mean's weights; afterwards it has its own again."""
        own = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        model.load_state_dict(self.tensors)
        try:
            yield
        finally:
            model.load_state_dict(own)
