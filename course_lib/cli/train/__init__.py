"""`train`: a corpus, or the user's own files, into a model folder that `--resume` goes on with."""

import argparse
import time
from pathlib import Path
from typing import Any

from course_lib.data.corpora.corpus import Corpus
from course_lib.models import architecture_of, build
from course_lib.training import adam, checkpoint, parallel, steps_per_epoch, train
from course_lib.training.checkpoint import Bundle
from course_lib.training.loop import Diverged
from course_lib.training.weights import ModelError

from .. import UsageError, device, recipes
from ..chinese import spoken
from .data import Data, corpus_of, tell_unknown
from .epochs import Epochs, tell_stopped
from .folder import opened
from .progress import Clock, with_bar
from .scoring import bleu_tokenizer, score_line
from .settings import HOW, begin, settings_of


def run(options: argparse.Namespace) -> None:
    """A corpus by name, or four files, into a model folder that `--resume` goes on with."""
    device.check(options.device, options.precision)
    with parallel.joined(options.device) as rank:
        try:
            _follow(options) if rank else _lead(options)
        except parallel.Lost as problem:
            remedy = "the same call with --resume goes on from the last checkpoint"
            raise UsageError(f"{problem}; {remedy}") from None


def _follow(options: argparse.Namespace) -> None:
    """What the other processes of a training do: its steps, and nothing else."""
    architecture, config, weights, state, pairs, how, pause = parallel.shared()
    model = build(architecture, **config)
    device.prepare(model, options.device, options.precision)
    model.load_state_dict(weights)
    optimizer = adam(model)
    optimizer.load_state_dict(state)
    for report in train(model, pairs, optimizer=optimizer, **how):
        if pause and report.step % pause == 0 and parallel.shared():
            break  # the first process has seen enough


def _lead(options: argparse.Namespace) -> None:
    """What the first process does, or the only one: all that is read, written and said."""
    begun = begin(options)
    corpus = corpus_of(options, begun)
    tokenizer = bleu_tokenizer(corpus, options.score_tokenize)
    settings = settings_of(options, corpus, begun)
    folder = Path(options.out)
    with opened(folder, options.resume, corpus, settings) as (bundle, data):
        try:
            _train(options, corpus, settings, folder, bundle, data, tokenizer)
        except Diverged as problem:
            remedy = f"--learning-rate below {settings['learning_rate']:g}, --out another folder"
            raise UsageError(f"{problem}: {remedy}") from None
    print(spoken(f"the model is in {folder}"))


def _train(
    options: argparse.Namespace,
    corpus: Corpus,
    settings: dict[str, Any],
    folder: Path,
    bundle: Bundle,
    data: Data,
    tokenizer: str,
) -> None:
    """All epochs that are not done yet, each scored on held-out pairs; checkpoints on the way."""
    model = bundle.model
    device.prepare(model, options.device, options.precision)
    optimizer = adam(model)
    per_epoch = steps_per_epoch(data.train, settings["batch_size"])
    steps = per_epoch * settings["epochs"]
    epochs = Epochs(folder, settings, per_epoch, model)
    progress = checkpoint.resume(folder, model, optimizer, epochs.average)
    if progress is None:
        progress = {"step": 0, "best": None}
        checkpoint.save_training(folder, model, optimizer, progress)
    elif not epochs.fits(progress):
        raise ModelError(f"{folder / checkpoint.TRAINING}: its step is damaged; train into another folder")
    weights = sum(p.numel() for p in model.parameters())
    told = f"{len(data.train)} pairs, {weights / 1e6:.1f} million weights, {steps} steps"
    print(spoken(f"{corpus.name}: {told}"), flush=True)
    if parallel.size() > 1:
        print(spoken(f"{parallel.size()} processes, each with its part of every batch"), flush=True)
    tell_unknown(data, corpus.target_unit)
    if progress["step"] == steps:
        print(spoken("all steps were done before; nothing is left to do"))
    stopped = epochs.is_worn(progress)
    how = {name: settings[name] for name in ("pool", *HOW)}
    how |= {"steps": progress["step"] if stopped else steps, "done": progress["step"]}
    pause = per_epoch if settings["patience"] else 0
    what = (architecture_of(model), model.config, model.state_dict(), optimizer.state_dict(), data.train, how)
    parallel.shared((*what, pause))
    saved, clock = time.monotonic(), Clock(progress["step"], steps)
    reports = train(model, data.train, optimizer=optimizer, **how)
    for report in with_bar(reports, progress["step"], steps):
        progress["step"] = report.step
        clock.tell_early(report.step)
        ends_epoch = report.step % per_epoch == 0
        if ends_epoch:
            with epochs.ended(progress, data.valid) as told:
                line = f"epoch {report.step // per_epoch}  valid: {told} (gold prefix given), alone: "
                line += score_line(bundle, corpus, corpus.valid, tokenizer)
                print(spoken(line + clock.told(report.step)), flush=True)
                if options.also_test and corpus.test:
                    tested = score_line(bundle, corpus, corpus.test, tokenizer)
                    print(spoken(f"         test, alone: {tested}"), flush=True)
            stopped = epochs.is_worn(progress)
        if ends_epoch or time.monotonic() - saved >= options.save_every:
            checkpoint.save_training(folder, model, optimizer, progress, epochs.average)
            saved = time.monotonic()
        if ends_epoch and pause and parallel.shared(stopped):
            break
    if stopped:
        tell_stopped(progress, per_epoch, settings["patience"])
    if recipes.is_text(corpus) and epochs.losses:
        print(spoken(epochs.advice(progress, data.unknown)), flush=True)
