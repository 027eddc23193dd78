"""The tasks lab: words, dates, pictures, speech and a task of one's own, all read by the same four verbs."""

from .lab import TasksLab

__all__ = ["TasksLab"]
