"""The stepper lab: decode by hand, token by token, and see what follows."""

from .lab import StepperLab

__all__ = ["StepperLab"]
