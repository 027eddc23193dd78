"""Chapter 01, sequences: three core exercises, a stretch, a question in words, a quiz."""

from .ids import encode_line, merge_once
from .padding import pad_and_mask, wasted_share
from .questions import average, quiz
