"""Data: from pairs of texts to tensors with masks."""
