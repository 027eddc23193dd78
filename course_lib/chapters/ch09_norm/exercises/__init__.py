"""Chapter 09, where the norm goes: three core exercises, a stretch, a question in words, a quiz."""

from .batch import batch_norm
from .layer import layer_norm
from .questions import after_each_layer, quiz
from .residual import layer_twice
from .running import power_norm
