"""How fast the course's own training and decoding are, against the plain way: `python -m benchmarks`."""
