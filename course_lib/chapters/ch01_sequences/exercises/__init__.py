"""Chapter 01, sequences: three core exercises, a stretch, a question in words, a quiz."""

from .ids import encode_line
from .merging import merge_once
from .padding import pad_and_mask
from .questions import average, quiz
from .waste import wasted_share
