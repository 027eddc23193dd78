"""Exercises: tasks with a check that teaches, quizzes, questions in words, and the learner's progress.

from course_lib.exercises import ch01, progress
"""

from .progress import progress

__all__ = ["progress"]
