"""Settings: what decides the weights that come out; by options, else as a training began, else fitted."""

import argparse
from pathlib import Path
from typing import Any

from course_lib.data.corpora.corpus import Corpus
from course_lib.data.ranges import shown
from course_lib.training import checkpoint, schema
from course_lib.training.weights import ModelError

from .. import UsageError, recipes

HOW = (
    "batch_size",
    "learning_rate",
    "warmup",
    "cooldown",
    "label_smoothing",
    "teacher_forcing",
    "coin",
    "seed",
)  # what `course_lib.training.train` is told, by its names


def begin(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that the folder's training began with, when it is to go on; else none.

    With `unit` and `vocabulary`. Release 1 knew fewer settings: the others are what it did without being
    told. Raises ModelError for a folder that can't be read.
    """
    folder = Path(options.out)
    if not (options.resume and (folder / checkpoint.ABOUT).is_file()):
        return {}
    bundle = checkpoint.describe(folder)
    for name, kind in schema.SETTINGS.items():
        if name in bundle.settings and not kind.fits(bundle.settings[name]):
            wrong = f"{name} must be {kind.words}, not {shown(bundle.settings[name], quoted=True)}"
            raise ModelError(
                f"{folder / checkpoint.ABOUT}: damaged or edited ({wrong}); train the model again"
            )
    if bundle.settings.get("model", recipes.MODEL) not in list(recipes.MODELS):
        raise ModelError(f"{folder / checkpoint.ABOUT}: damaged or edited (model); train the model again")
    return recipes.PLAIN | bundle.settings | {"unit": bundle.source_vocab.unit}


def settings_of(options: argparse.Namespace, corpus: Corpus, begun: dict[str, Any]) -> dict[str, Any]:
    """What decides the weights that come out: kept with the model, and compared when a training goes on.

    An option that is given counts; one that is not is as in `begun`, or fits the corpus where nothing has
    begun. Raises UsageError for an option that the model does not take.
    """
    model = options.model or begun.get("model") or recipes.MODEL
    sizes = recipes.sizes(corpus, model)
    given = begun | {name: value for name, value in vars(options).items() if value is not None}
    if options.embedding is not None and "embedding" not in sizes:
        raise UsageError(f"--model {model} takes no --embedding: --hidden is its width everywhere")
    if options.vocabulary is not None and corpus.target_unit != "subword":
        raise UsageError("--vocabulary is the number of subwords: it goes with --unit subword")
    sizes = sizes | {name: given[name] for name in sizes if name in given}  # the recipe's own stay
    how = recipes.training(corpus, model, {name: given[name] for name in recipes.PLAIN if name in given})
    if corpus.target_unit != "subword":
        del how["vocabulary"]
    made = {"corpus": corpus.name, "recipe": corpus.recipe, "model": model} | sizes
    return made | {"pool": recipes.pool(corpus)} | how
