"""Chapter 09, where the norm goes: three core exercises, a stretch, a question in words, a quiz."""

from .batch import batch_norm, power_norm
from .layer import layer_norm, layer_twice
from .questions import after_each_layer, quiz
