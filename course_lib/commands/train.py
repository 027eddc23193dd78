"""`train`: a corpus, or the user's own files, into a model folder that `--resume` goes on with."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import checkpoint, recipes
from ..batching import encode_pairs
from ..corpora import Corpus, load
from ..corpora.files import load_files
from ..decoding import translate
from ..metrics import closest_references, error_rate, exact_match, scores
from ..models import build
from ..tokenization import tokenize
from ..training import Report, adam, forced_loss, steps_per_epoch, train
from ..vocab import Vocab
from . import UsageError, check_links, prepare


def run(options: argparse.Namespace) -> None:
    """A corpus by name, or four files, into a model folder that `--resume` goes on with."""
    corpus = _corpus(options)
    folder = Path(options.out)
    settings = _settings(options, corpus)
    bundle = _open_folder(folder, options.resume, corpus, settings)
    model = bundle.model
    prepare(model, settings["hidden"])
    train_pairs = encode_pairs(corpus.train, bundle.source_vocab, bundle.target_vocab)
    valid_pairs = encode_pairs(corpus.valid, bundle.source_vocab, bundle.target_vocab)
    optimizer = adam(model)
    progress = {"step": 0, "best": None} | checkpoint.resume(folder, model, optimizer)
    per_epoch = steps_per_epoch(train_pairs, settings["batch_size"])
    steps = per_epoch * settings["epochs"]
    weights = sum(p.numel() for p in model.parameters())
    print(
        f"{corpus.name}: {len(train_pairs)} pairs, {weights / 1e6:.1f} million weights, {steps} steps",
        flush=True,
    )
    saved = time.monotonic()
    reports = train(
        model,
        train_pairs,
        steps=steps,
        batch_size=settings["batch_size"],
        pool=settings["pool"],
        learning_rate=settings["learning_rate"],
        warmup=settings["warmup"],
        label_smoothing=settings["label_smoothing"],
        teacher_forcing=settings["teacher_forcing"],
        coin=settings["coin"],
        seed=settings["seed"],
        optimizer=optimizer,
        done=progress["step"],
    )
    for report in _with_bar(reports, progress["step"], steps):
        progress["step"] = report.step
        ends_epoch = report.step % per_epoch == 0
        if ends_epoch:
            loss = forced_loss(model, valid_pairs)
            if progress["best"] is None or loss < progress["best"]:
                progress["best"] = loss
                checkpoint.save_best(folder, model)
            line = f"epoch {report.step // per_epoch}  valid: loss {loss:.3f} (gold prefix given), alone: "
            print(line + _score_line(bundle, corpus, corpus.valid), flush=True)
            if options.also_test and corpus.test:
                print(f"         test, alone: {_score_line(bundle, corpus, corpus.test)}", flush=True)
        if ends_epoch or time.monotonic() - saved >= options.save_every:
            checkpoint.save_training(folder, model, optimizer, progress)
            saved = time.monotonic()
    print(f"the model is in {folder}")


def _corpus(options: argparse.Namespace) -> Corpus:
    files = [options.source, options.target, options.valid_source, options.valid_target]
    if options.name and not any(files):
        return load(options.name)
    if all(files) and not options.name:
        return load_files(*files, unit=options.unit)
    raise UsageError(
        "give either the name of a corpus or all of --source, --target, --valid-source and --valid-target"
    )


def _settings(options: argparse.Namespace, corpus: Corpus) -> dict[str, Any]:
    """What decides the weights that come out: kept with the model, and compared when a training goes on."""
    sizes = recipes.sizes(corpus, options.model)
    given = {name: getattr(options, name) for name in recipes.SMALL}
    chosen = {name: size for name, size in given.items() if size is not None}
    if chosen.keys() - sizes.keys():
        raise UsageError(f"--model {options.model} takes no --embedding: --hidden is its width everywhere")
    return {
        "corpus": corpus.name,
        "recipe": corpus.recipe,
        "model": options.model,
        **sizes,
        **chosen,
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "pool": recipes.pool(corpus),
        "learning_rate": options.learning_rate,
        "warmup": options.warmup,
        "label_smoothing": options.label_smoothing,
        "teacher_forcing": options.teacher_forcing,
        "coin": options.coin,
        "seed": options.seed,
    }


def _open_folder(folder: Path, resume: bool, corpus: Corpus, settings: dict[str, Any]) -> checkpoint.Bundle:
    """The model to train: a new one in an empty folder, or the one whose training is to go on."""
    check_links(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; give --out a folder")
    held = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    halves = {f".{name}.half" for name in checkpoint.FILES}  # what a kill left of a write
    if held - checkpoint.FILES - halves:
        raise UsageError(f"{folder} holds other files; give --out a new or an empty folder")
    if checkpoint.ABOUT in held:
        if not resume:
            raise UsageError(
                f"{folder} holds a model; add --resume to go on with it, or choose another folder"
            )
        bundle = checkpoint.describe(folder)
        for name, value in settings.items():
            if bundle.settings.get(name) != value:
                old = bundle.settings.get(name)
                raise UsageError(
                    f"{folder} was started with {name} {old}, not {value}; resume it as it began"
                )
        return bundle
    source_vocab = _vocab(corpus, 0, corpus.source_unit)
    target_vocab = _vocab(corpus, 1, corpus.target_unit)
    model = build(
        source_size=len(source_vocab),
        target_size=len(target_vocab),
        **{name: settings[name] for name in recipes.SMALL if name in settings},
        **recipes.MODELS[settings["model"]],
        seed=settings["seed"],
    )
    bundle = checkpoint.Bundle(model, source_vocab, target_vocab, settings)
    checkpoint.create(folder, bundle)
    return bundle


def _vocab(corpus: Corpus, side: int, unit: str) -> Vocab:
    return Vocab.build((pair[side] for pair in corpus.train), unit, recipes.min_count(corpus))


def _with_bar(reports: Iterator[Report], done: int, steps: int) -> Iterator[Report]:
    """The reports, with a progress bar on standard error where that is a terminal."""
    from tqdm import tqdm

    bar = tqdm(total=steps, initial=done, disable=not sys.stderr.isatty(), unit="step", leave=False)
    with bar:
        for report in reports:
            bar.update()
            if report.step % 20 == 0:
                bar.set_postfix_str(f"loss {report.loss:.2f}")
            yield report


def _score_line(bundle: checkpoint.Bundle, corpus: Corpus, pairs: list[tuple[str, str]]) -> str:
    """What the model says alone, scored: as text, and for toy tasks as whole answers and tokens."""
    outputs = translate(*bundle[:3], [source for source, _ in pairs])
    unit = corpus.target_unit
    if recipes.is_text(corpus):
        references = [target for _, target in pairs]
        found = scores(outputs, references, ("BLEU", "chrF"), lowercase=unit == "text-word")
        return "  ".join(f"{name} {one['score']:.2f} ({one['signature']})" for name, one in found.items())
    tokens = [tokenize(text, unit) for text in outputs]
    answers = [[tokenize(text, unit) for text in corpus.answers(pair)] for pair in pairs]
    closest = closest_references(tokens, answers)
    return (
        f"exact match {exact_match(tokens, closest):.3f}  token error rate {error_rate(tokens, closest):.3f}"
    )
