"""Set-up: what course.py says while it sets up, opens the chapters, and ends."""

SET_UP: dict[str, str] = {}
