"""The one kind of error that a user's files, folders and downloads can cause."""


class CorpusError(ValueError):
    """One line that names the file, the line where there is one, and the remedy."""
