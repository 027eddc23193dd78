"""Analysis: what is inside a trained model, and what goes wrong with it."""
