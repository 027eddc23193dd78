"""The lab of this chapter."""

from .lab import StepperLab

__all__ = ["StepperLab"]
