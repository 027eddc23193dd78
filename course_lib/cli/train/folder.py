"""Folder: where a training writes; begun anew, or gone on with as it began, by one process at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from course_lib.data.corpora.corpus import Corpus
from course_lib.data.ranges import shown
from course_lib.data.vocab import Vocab
from course_lib.decoding.lengths import Lengths
from course_lib.disk import InUse, is_half, locked
from course_lib.training import checkpoint, schema
from course_lib.training.checkpoint import Bundle

from .. import UsageError, check_links, recipes
from ..chinese import spoken
from .data import Data

LOCK = ".lock"  # stays in the folder, and says nothing: see `locks`


@contextmanager
def opened(
    folder: Path, resume: bool, corpus: Corpus, settings: dict[str, Any]
) -> Iterator[tuple[Bundle, Data]]:
    """The model to train and its data, while no other training has the folder.

    A new model in a new or empty folder, or with `resume` the one whose training is to go on. Raises
    UsageError for any other folder and for a training that began otherwise, ModelError, and OSError.
    """
    ready = None if _holds_training(folder, resume) else _new(corpus, settings)  # nothing is written before
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            alone = stack.enter_context(locked(folder / LOCK, wait=False))
        except InUse:
            remedy = "wait until it ends, or give --out another folder"
            raise UsageError(f"{folder}: another training writes there now; {remedy}") from None
        if not alone:
            told = f"warning: {folder}: no locks here; start no second training in it"
            print(spoken(told), file=sys.stderr)
        for half in filter(is_half, os.listdir(folder)):  # a kill left it
            (folder / half).unlink()
        if _holds_training(folder, resume):  # by now, perhaps
            yield _old(folder, corpus, settings)
        else:
            bundle, data = ready or _new(corpus, settings)
            checkpoint.create(folder, bundle)
            yield bundle, data


def _holds_training(folder: Path, resume: bool) -> bool:
    """Whether there is one to go on with. UsageError where none can be written."""
    check_links(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; give --out a folder")
    if os.fsencode(folder).decode(errors="replace") != str(folder):  # safetensors could not open it again
        raise UsageError(f"{folder}: its name is not UTF-8; give --out another name")
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if checkpoint.ABOUT in names:
        if not resume:
            raise UsageError(
                f"{folder} holds a model; add --resume to go on with it, or choose another folder"
            )
        return True
    if names & checkpoint.FILES:
        what = f"holds weights without their {checkpoint.ABOUT}"
        raise UsageError(f"{folder} {what}; give --out another folder, or delete them to begin anew")
    if {name for name in names if not is_half(name)} - {LOCK}:  # halves are what a kill may leave
        raise UsageError(f"{folder} holds other files; give --out a new or an empty folder")
    return False


def _new(corpus: Corpus, settings: dict[str, Any]) -> tuple[Bundle, Data]:
    """A model that has learnt nothing yet."""
    vocabs: list[Vocab] = []
    for side, unit in enumerate((corpus.source_unit, corpus.target_unit)):
        texts = (pair[side] for pair in corpus.train)
        size = settings.get("vocabulary", recipes.PLAIN["vocabulary"])  # of subwords alone
        vocabs.append(Vocab.build(texts, unit, recipes.min_count(corpus), size))
        if not schema.CONFIG["source_size"].fits(len(vocabs[side])):
            many = f"{len(vocabs[side]):,} different tokens on one side are more than a model may have"
            raise UsageError(f"{many}; cut them finer, with --unit subword")
    try:
        model = checkpoint.build_within(
            source_size=len(vocabs[0]),
            target_size=len(vocabs[1]),
            **{name: settings[name] for name in recipes.SMALL if name in settings},
            **recipes.MODELS[settings["model"]],
            seed=settings["seed"],
        )
    except ValueError as problem:
        raise UsageError(f"{problem}; give another --hidden, --embedding or --layers") from None
    source_vocab, target_vocab = vocabs
    data = Data.of(corpus, source_vocab, target_vocab)
    settings = settings | {"data": data.digest}
    return Bundle(model, source_vocab, target_vocab, settings, Lengths.of(data.train)), data


def _old(folder: Path, corpus: Corpus, settings: dict[str, Any]) -> tuple[Bundle, Data]:
    """The model of a training that began with these settings and data. UsageError if it did not."""
    bundle = checkpoint.describe(folder)
    begun = recipes.PLAIN | bundle.settings | {"unit": bundle.source_vocab.unit}
    for name, value in ({"corpus": None, "unit": corpus.source_unit} | settings).items():
        if name != "recipe" and begun.get(name) != value:  # a recipe has paths in it, which say little
            old, new = (shown(one, quoted=True) for one in (begun.get(name), value))
            raise UsageError(f"{folder} was started with {name} {old}, not {new}; resume it as it began")
    data = Data.of(corpus, bundle.source_vocab, bundle.target_vocab)
    mark = begun.get("data")
    # Release 1 kept no mark of the data, only how many pairs there were.
    same = mark == data.digest if mark else f", {len(data.train)} pairs" in str(begun.get("recipe"))
    if not same and (mark or corpus.name == "files"):
        raise UsageError(f"{folder} was started with other data; resume it with what it began with")
    if not mark:
        kept = bundle.settings | {"data": data.digest}
        bundle = bundle._replace(settings=kept, lengths=Lengths.of(data.train))
        checkpoint.create(folder, bundle)
    return bundle, data
