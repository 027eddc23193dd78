"""Progress: `from course_lib.chapters.progress import progress`, then `progress()`."""

from course_lib import chapters
from course_lib.kit.practice.progress import Progress

progress = Progress(chapters.exercise_modules)
