"""Dropout: numbers are set to 0 by chance in training (Srivastava et al. 2014), with masks that are quick."""

import torch
from torch import Tensor, nn
from torch.nn.functional import dropout

STEPS = 2**16  # a share is rounded to one of so many: to the nearest .000015


class Dropout(nn.Dropout):
    """As torch's own, but on a CPU the masks come from 16 random bits a number.

    PyTorch draws them one by one on a single thread, which takes a Transformer's training as long as some of
    its matrix products. Chance comes from torch's default generator: the same seed, the same masks.
    """

    def forward(self, x: Tensor) -> Tensor:
        """x of any shape -> in training, each number 0 with probability p, else divided by 1 - p; else x."""
        if not self.training or self.p == 0:
            return x
        if x.device.type != "cpu":
            return dropout(x, self.p)
        return x * mask(x, self.p)


def mask(x: Tensor, p: float) -> Tensor:
    """0 with probability p, else 1 / (1 - p), independently for each number of x."""
    count, dropped = x.numel(), round(p * STEPS)
    bits = torch.empty(-(-count // 4), dtype=torch.int64).random_(-(2**63), None)
    keep = bits.view(torch.int16)[:count].view(x.shape) >= dropped - STEPS // 2
    return keep.to(x.dtype).mul_(STEPS / (STEPS - dropped))
