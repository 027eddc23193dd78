"""`train`: a corpus, or the user's own files, into a model folder that `--resume` goes on with."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_lib.data.corpora.corpus import Corpus, Pair
from course_lib.data.tokenization import tokenize
from course_lib.decoding import decode_pairs
from course_lib.language import pick
from course_lib.metrics import closest_references, error_rate, exact_match, scores
from course_lib.metrics.errors import tokenizer_for
from course_lib.models import architecture_of, build
from course_lib.training import (
    Report,
    adam,
    checkpoint,
    forced_loss,
    parallel,
    schema,
    steps_per_epoch,
    train,
)
from course_lib.training.checkpoint import Bundle
from course_lib.training.loop import Diverged
from course_lib.training.weights import ModelError

from .. import UsageError, device, recipes
from ..chinese import spoken
from .data import Data, corpus_of, tell_unknown
from .folder import HOW, opened, settings_of


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
    architecture, config, weights, state, pairs, how = parallel.shared()
    model = build(architecture, **config)
    device.prepare(model, options.device, options.precision)
    model.load_state_dict(weights)
    optimizer = adam(model)
    optimizer.load_state_dict(state)
    for _ in train(model, pairs, optimizer=optimizer, **how):
        pass


def _lead(options: argparse.Namespace) -> None:
    """What the first process does, or the only one: all that is read, written and said."""
    corpus = corpus_of(options)
    tokenizer = bleu_tokenizer(corpus, options.score_tokenize)
    settings = settings_of(options, corpus)
    folder = Path(options.out)
    with opened(folder, options.resume, corpus, settings) as (bundle, data):
        try:
            _train(options, corpus, settings, folder, bundle, data, tokenizer)
        except Diverged as problem:
            remedy = f"--learning-rate below {options.learning_rate:g}, --out another folder"
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
    progress = checkpoint.resume(folder, model, optimizer)
    if progress is None:
        progress = {"step": 0, "best": None}
        checkpoint.save_training(folder, model, optimizer, progress)
    elif progress["step"] > steps or (progress["best"] is None) != (progress["step"] < per_epoch):
        raise ModelError(f"{folder / checkpoint.TRAINING}: its step is damaged; train into another folder")
    weights = sum(p.numel() for p in model.parameters())
    told = f"{len(data.train)} pairs, {weights / 1e6:.1f} million weights, {steps} steps"
    print(spoken(f"{corpus.name}: {told}"), flush=True)
    if parallel.size() > 1:
        print(spoken(f"{parallel.size()} processes, each with its part of every batch"), flush=True)
    tell_unknown(data, corpus.target_unit)
    if progress["step"] == steps:
        print(spoken("all steps were done before; nothing is left to do"))
    saved = time.monotonic()
    how = {name: settings[name] for name in ("pool", *HOW)} | {"steps": steps, "done": progress["step"]}
    what = (architecture_of(model), model.config, model.state_dict(), optimizer.state_dict(), data.train, how)
    parallel.shared(what)
    reports = train(model, data.train, optimizer=optimizer, **how)
    for report in _with_bar(reports, progress["step"], steps):
        progress["step"] = report.step
        ends_epoch = report.step % per_epoch == 0
        if ends_epoch:
            loss = forced_loss(model, data.valid)
            if not schema.PROGRESS["best"].fits(loss):
                found = f"step {report.step}: the loss on held-out pairs is {loss:.3g}"
                raise Diverged(f"{found}, so the training has diverged; take a lower learning rate")
            if progress["best"] is None or loss < progress["best"]:
                progress["best"] = loss
                checkpoint.save_best(folder, model)
            line = f"epoch {report.step // per_epoch}  valid: loss {loss:.3f} (gold prefix given), alone: "
            print(spoken(line + score_line(bundle, corpus, corpus.valid, tokenizer)), flush=True)
            if options.also_test and corpus.test:
                tested = score_line(bundle, corpus, corpus.test, tokenizer)
                print(spoken(f"         test, alone: {tested}"), flush=True)
        if ends_epoch or time.monotonic() - saved >= options.save_every:
            checkpoint.save_training(folder, model, optimizer, progress)
            saved = time.monotonic()


def _with_bar(reports: Iterator[Report], done: int, steps: int) -> Iterator[Report]:
    """The reports, with a progress bar on standard error where that is a terminal."""
    from tqdm import tqdm

    bar = tqdm(
        total=steps, initial=done, disable=not sys.stderr.isatty(), unit=pick("step", "步"), leave=False
    )
    with bar:
        for report in reports:
            bar.update()
            if report.step % 20 == 0:
                bar.set_postfix_str(pick("loss", "损失") + f" {report.loss:.2f}")
            yield report


def bleu_tokenizer(corpus: Corpus, chosen: str) -> str:
    """The tokenizer of BLEU: the one that was chosen, or with "auto" what the references' script asks for.

    Raises UsageError when one was chosen for a task that BLEU does not score.
    """
    if chosen == "auto":
        return tokenizer_for(target for _, target in corpus.valid)
    if not recipes.is_text(corpus):
        raise UsageError("--score-tokenize is for BLEU, which scores sentences: --unit text-word or subword")
    return chosen


def score_line(bundle: Bundle, corpus: Corpus, pairs: list[Pair], tokenizer: str) -> str:
    """What the model says alone, scored: as text, and for toy tasks as whole answers and tokens."""
    sources = [bundle.source_vocab.encode(source) for source, _ in pairs]
    said = decode_pairs(bundle.model, sources, max_length=bundle.limits(sources))
    outputs = [bundle.target_vocab.decode(ids) for ids in said]
    unit = corpus.target_unit
    if recipes.is_text(corpus):
        references = [target for _, target in pairs]
        found = scores(outputs, references, ("BLEU", "chrF"), tokenizer, lowercase=unit == "text-word")
        return "  ".join(f"{name} {one['score']:.2f} ({one['signature']})" for name, one in found.items())
    tokens = [tokenize(text, unit) for text in outputs]
    answers = [[tokenize(text, unit) for text in corpus.answers(pair)] for pair in pairs]
    closest = closest_references(tokens, answers)
    return (
        f"exact match {exact_match(tokens, closest):.3f}  token error rate {error_rate(tokens, closest):.3f}"
    )
