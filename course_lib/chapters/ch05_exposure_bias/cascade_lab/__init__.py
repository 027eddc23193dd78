"""The cascade lab: what follows a wrong token: it goes on wrong, or it is right again."""

from .lab import CascadeLab

__all__ = ["CascadeLab"]
