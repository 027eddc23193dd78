"""Normalization: four ways to keep vectors at one size, and which numbers each of them looks at."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice


class LayerNorm(nn.Module):
    """gain * (x - mean) / sqrt(variance + eps) + bias, over the d numbers of one token (Ba et al. 2016).

    Each token is normalized alone: neither batch nor length nor padding matters. Equal to torch's LayerNorm.
    """

    def __init__(self, width: int, eps: float = 1e-5):
        super().__init__()
        self.eps = eps
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """x (..., d) -> (..., d); the mask is not looked at."""
        return nn.functional.layer_norm(x, self.gain.shape, self.gain, self.bias, self.eps)


class RMSNorm(nn.Module):
    """gain * x / sqrt(mean(x^2) + eps) over one token: nothing is subtracted (Zhang and Sennrich 2019)."""

    def __init__(self, width: int, eps: float = 1e-5):
        super().__init__()
        self.eps = eps
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """x (..., d) -> (..., d); the mask is not looked at."""
        return nn.functional.rms_norm(x, self.gain.shape, self.gain, self.eps)


class BatchNorm(nn.Module):
    """gain * (x - mean) / sqrt(variance + eps) + bias, over all real tokens (Ioffe and Szegedy 2015).

    Each of the d numbers has a mean and a variance of its own.

    In training the statistics are the batch's own, and a running mean of them, with `momentum`, is kept for
    use. Padding is left out. A token so depends on its neighbours, in a decoder even on later ones.
    """

    def __init__(self, width: int, eps: float = 1e-5, momentum: float = 0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))
        self.mean: Tensor
        self.variance: Tensor
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("variance", torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """x (..., d), mask (...) True where a token is real, None for everywhere -> (..., d)."""
        mean, variance = self.mean, self.variance
        if self.training:
            real = tokens_of(x, mask)  # (N, d)
            mean, variance = real.mean(0), real.var(0, correction=0)
            with torch.no_grad():
                self.mean.lerp_(mean, self.momentum)
                unbiased = variance * len(real) / max(len(real) - 1, 1)
                self.variance.lerp_(unbiased, self.momentum)
        return (x - mean) * torch.rsqrt(variance + self.eps) * self.gain + self.bias


class PowerNorm(nn.Module):
    """gain * x / psi + bias, psi each number's root mean square over real tokens (Shen et al. 2020).

    `running` False is the paper's PN-V: in training psi is the batch's own, and gradients flow through it.
    `running` True is PN's forward pass: psi is the running quadratic mean of the batches before this one, in
    training, too. It counts as a constant here; the paper's approximate backward pass is not built.
    """

    def __init__(self, width: int, eps: float = 1e-5, momentum: float = 0.1, running: bool = True):
        """`momentum` is the paper's 1 - alpha: the newest batch's share in the running quadratic mean."""
        super().__init__()
        self.eps, self.momentum, self.running = eps, momentum, running
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))
        self.square: Tensor
        self.register_buffer("square", torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """x (..., d), mask (...) True where a token is real, None for everywhere -> (..., d)."""
        square = self.square.clone()  # of the batches before: the buffer moves on below
        if self.training:
            own = tokens_of(x, mask).square().mean(0)  # (d,)
            with torch.no_grad():
                self.square.lerp_(own, self.momentum)
            square = square if self.running else own
        return x * torch.rsqrt(square + self.eps) * self.gain + self.bias


def tokens_of(x: Tensor, mask: Tensor | None) -> Tensor:
    """The real tokens of x (..., d), in a row: (N, d)."""
    return x.reshape(-1, x.size(-1)) if mask is None else x[mask]


NORMS: dict[str, Callable[[int, float], nn.Module]] = {
    "layer": LayerNorm,
    "rms": RMSNorm,
    "batch": BatchNorm,
    "power": PowerNorm,
    "power-v": lambda width, eps: PowerNorm(width, eps, running=False),
}


def norm(name: str, width: int, eps: float = 1e-5) -> nn.Module:
    """A normalization of d = `width` numbers, called with x and a mask. ValueError for an unknown name."""
    choice("norm", name, NORMS)
    return NORMS[name](width, eps)
