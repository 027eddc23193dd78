"""Names that stay, and one line for names that have moved."""

import importlib
import re

import pytest

import course_lib
from course_lib.moved import PLACES

FIXED = """
from course_lib.metrics.bleu import bleu, bleu_d2l
from course_lib.data.corpora import load
from course_lib.data.tokenization import tokenize, join
from course_lib.data.vocab import Vocab
from course_lib.data.batching import collate, encode_pairs, batches
from course_lib.models import build, Seq2Seq, Transformer, VisionTransformer
from course_lib.training import train
from course_lib.training.teacher_forcing import unroll
from course_lib.decoding import greedy, beam_search, sample, translate, decode_pairs
from course_lib.cli.recipes import MODELS
"""


@pytest.mark.parametrize("line", FIXED.strip().splitlines())
def test_names_that_others_may_rely_on(line):
    found: dict[str, object] = {}
    exec(line, found)
    assert all(callable(found[name]) or name == "MODELS" for name in line.split(" import ")[1].split(", "))


@pytest.mark.parametrize("old", PLACES)
def test_an_old_name_is_one_line_with_the_new_one(old):
    with pytest.raises(ImportError) as told:
        importlib.import_module(f"course_lib.{old}")
    assert str(told.value) == f"course_lib.{old} is a name of release 1. It has moved to {PLACES[old]}"
    with pytest.raises(ImportError, match="has moved to"):
        exec(f"from course_lib import {old}", {})
    for new in re.findall(r"course_lib[\w.]*", PLACES[old]):
        importlib.import_module(new)


def test_folders_that_an_update_left_behind_are_no_modules(monkeypatch, tmp_path):
    (tmp_path / "labs" / "ratio" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(course_lib, "__path__", [*course_lib.__path__, str(tmp_path)])
    with pytest.raises(ImportError, match="has moved to"):
        importlib.import_module("course_lib.labs.ratio")


def test_what_never_was_is_missing_as_usual():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'course_lib\.nothing'"):
        importlib.import_module("course_lib.nothing")
