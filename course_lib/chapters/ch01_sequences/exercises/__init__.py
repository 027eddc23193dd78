"""Chapter 01, sequences: three core exercises, a stretch, a question in words, a quiz."""

from .ids import encode_line
from .merging import merge_once
from .padding import pad_and_mask
from .waste import wasted_share
from .words import average, quiz

__all__ = ["average", "encode_line", "merge_once", "pad_and_mask", "quiz", "wasted_share"]
