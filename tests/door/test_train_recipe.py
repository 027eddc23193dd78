"""What `train` chooses where nothing is said: by corpus, script and model; and what a training began with."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from stopping import interrupt

from course_lib.__main__ import main
from course_lib.chapters.ch11_applications.experiments import translated
from course_lib.cli import UsageError, recipes
from course_lib.cli.options import parse
from course_lib.cli.train import progress
from course_lib.cli.train.data import corpus_of
from course_lib.cli.train.epochs import Epochs
from course_lib.cli.train.settings import begin, settings_of
from course_lib.data.corpora import facts
from course_lib.data.corpora.corpus import Corpus
from course_lib.training import checkpoint
from course_lib.training.checkpoint import BEST, TRAINING

RELEASE_1 = Path(__file__).resolve().parents[1] / "release_1"  # stopped by Ctrl-C after step 7 of 12
TEXTS = {
    "a.txt": ["one cat", "two dogs", "a bird", "red fish", "blue sea", "old tree"],
    "b.txt": ["eins katze", "zwei hunde", "ein vogel", "roter fisch", "blaue see", "alter baum"],
    "c.txt": ["one dog", "blue fish"],
    "d.txt": ["ein hund", "blauer fisch"],
}
FILES = ["--source", "a.txt", "--target", "b.txt", "--valid-source", "c.txt", "--valid-target", "d.txt"]
TRANSFORMER = ["train", *FILES, "--model", "transformer"]
TINY = [*TRANSFORMER, "--hidden", "8", "--layers", "1", "--batch-size", "3", "--save-every", "0"]
MULTI30K = Corpus.of(facts("multi30k-de-en"), [("zwei Hunde laufen", "two dogs run")] * 29_000, [], [])


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The four files, in the folder in which every call is made."""
    monkeypatch.chdir(tmp_path)
    for name, lines in TEXTS.items():
        Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tmp_path


def chosen(arguments):
    """The settings of a call."""
    options = parse([*arguments, "--out", "X"])
    begun = begin(options)
    return settings_of(options, corpus_of(options, begun), begun)


def same(one, two):
    """Both folders have the same files of weights."""
    for name in (BEST, TRAINING):
        first, second = load_file(Path(one) / name), load_file(Path(two) / name)
        assert first.keys() == second.keys()
        assert all(torch.equal(first[key], second[key]) for key in first), name
    return True


# ---- what is chosen ----


def test_the_recipe_for_multi30k_is_the_recorded_one():
    assert recipes.sizes(MULTI30K, "transformer") == translated.SIZES
    corpus = replace(MULTI30K, source_unit="subword", target_unit="subword")
    wanted = translated.HOW | {"epochs": translated.EPOCHS, "average": translated.AVERAGED, "patience": 5}
    wanted |= {"vocabulary": translated.SUBWORDS, "seed": translated.SETTINGS[0]["seed"]}
    found = recipes.training(corpus, "transformer", {}) | {"pool": recipes.pool(corpus)}
    assert {name: found[name] for name in wanted} == wanted
    assert recipes.min_count(corpus) == translated.MIN_COUNT
    assert recipes.unit_for(MULTI30K.train, "transformer") == "subword"


@pytest.mark.parametrize("model", [model for model in recipes.MODELS if model != "transformer"])
def test_other_models_are_trained_as_in_release_1(model):
    assert recipes.training(MULTI30K, model, {}) == recipes.PLAIN
    assert recipes.unit_for(MULTI30K.train, model) == "text-word" == MULTI30K.target_unit
    found = chosen(["train", *FILES, "--model", model])
    plain = {"epochs": 8, "learning_rate": 2e-3, "warmup": 0, "cooldown": 0.3, "label_smoothing": 0}
    assert {name: found[name] for name in plain} == plain and "vocabulary" not in found


def test_a_transformer_on_a_task_that_code_makes_is_trained_as_in_release_1():
    found = chosen(["train", "copy", "--model", "transformer"])
    assert {name: found[name] for name in recipes.PLAIN if name != "vocabulary"} == {
        name: value for name, value in recipes.PLAIN.items() if name != "vocabulary"
    }
    assert (found["hidden"], found["layers"], found["dropout"]) == (128, 2, 0)


def test_few_pairs_are_read_more_often_and_the_rest_follows():
    found = chosen(TRANSFORMER)
    wanted = {"epochs": 60, "warmup": 7, "patience": 15, "average": 5, "vocabulary": 1000}
    assert {name: found[name] for name in wanted} == wanted
    assert [chosen([*TRANSFORMER, "--epochs", n])["average"] for n in "29"] == [1, 2]


OPTIONS = {"epochs": 9, "learning_rate": 0.5, "warmup": 3, "cooldown": 0.1, "label_smoothing": 0.0}
OPTIONS |= {"average": 1, "patience": 0, "vocabulary": 500, "dropout": 0.0, "hidden": 64, "layers": 1}


@pytest.mark.parametrize("name", OPTIONS)
def test_what_is_given_counts(name):
    found = chosen([*TRANSFORMER, f"--{name.replace('_', '-')}", str(OPTIONS[name])])
    assert found[name] == OPTIONS[name] != chosen(TRANSFORMER)[name]


def test_a_number_of_subwords_without_subwords_is_refused():
    with pytest.raises(UsageError, match="--vocabulary is the number of subwords"):
        chosen([*TRANSFORMER, "--unit", "word", "--vocabulary", "500"])


UNITS = {
    "sentences": (["two dogs run", "a red fish"], ["zwei Hunde", "ein Fisch"], "subword", "text-word"),
    "chinese": (
        ["今天的天气真好", "我们一起去公园散步吧"],
        ["a fine day", "to the park"],
        "subword",
        "subword",
    ),
    "to japanese": (
        ["a fine day", "this is a pen"],
        ["きょうはいい天気", "これはペン"],
        "subword",
        "subword",
    ),
    "thai": (["วันนี้อากาศดี", "เราไปสวน"], ["a fine day", "to the park"], "subword", "subword"),
    "korean": (["오늘은 날씨가 좋다", "우리는 간다"], ["a fine day", "we go"], "subword", "text-word"),
    "chinese numbers": (["三百零五", "九十"], ["305", "90"], "char", "char"),
    "thai numbers": (["สิบ", "เก้า"], ["ten", "nine"], "char", "char"),
    "labels": (["a fine film", "what a bore"], ["good", "bad"], "subword", "text-word"),
    "single words": (["cat", "tree"], ["k ae t", "t r iy"], "char", "char"),
}


@pytest.mark.parametrize("what", UNITS)
def test_the_unit_is_by_script_and_model(what):
    source, target, transformer, other = UNITS[what]
    pairs = list(zip(source, target, strict=True))
    assert recipes.unit_for(pairs, "transformer") == transformer
    assert recipes.unit_for(pairs, "gru-attention") == other


def test_a_side_with_many_characters_has_more_subwords():
    han = "".join(chr(0x4E00 + i) for i in range(1500))
    corpus = replace(MULTI30K, train=[(han, "a"), (han, "a")])
    assert recipes.vocabulary(corpus) == 3000
    assert recipes.vocabulary(MULTI30K) == 4000


# ---- what is averaged and when it stops ----


def test_a_training_that_was_stopped_ends_with_the_same_average(capsys, monkeypatch):
    """Within the epochs that are averaged: 5 to 8 of 8, two steps each."""
    call = [*TINY, "--epochs", "8", "--average", "4", "--patience", "0"]
    assert main([*call, "--out", "whole"]) == 0
    said = capsys.readouterr().out
    assert re.findall("average of (.) epochs", said) == ["4"]
    for step in (9, 10, 13, 16):
        with monkeypatch.context() as patch:
            interrupt(patch, step)
            assert main([*call, "--out", f"cut {step}"]) == 130
        assert main([*call, "--out", f"cut {step}", "--resume"]) == 0
        assert same("whole", f"cut {step}")
    assert any(name.startswith("average.") for name in load_file(Path("whole", TRAINING)))


def test_the_average_on_disk_is_the_mean_of_the_epochs(monkeypatch):
    seen = []
    real = Epochs._loss

    def noting(self, step, valid):
        if not seen or seen[-1][0] != step:
            seen.append((step, {n: t.clone() for n, t in self.model.state_dict().items()}))
        return real(self, step, valid)

    monkeypatch.setattr(Epochs, "_loss", noting)
    assert main([*TINY, "--epochs", "6", "--average", "3", "--patience", "0", "--out", "X"]) == 0
    kept = load_file(Path("X", TRAINING))
    for name in seen[0][1]:
        mean = torch.stack([weights[name] for _, weights in seen[-3:]]).mean(0)
        torch.testing.assert_close(kept[f"average.{name}"], mean)


def test_it_stops_where_the_loss_falls_no_more_and_says_so(capsys):
    """At a rate of 0 the first epoch is the best."""
    call = [*TINY, "--learning-rate", "0", "--patience", "2", "--out", "X"]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert re.findall(r"epoch (\d+)  valid", said) == ["1", "2", "3"]
    assert "stopped: no better loss for 2 epochs; the weights of epoch 1 are kept" in said
    assert "learns by heart after epoch 1" in said
    before = {path.name: path.read_bytes() for path in Path("X").iterdir()}
    assert main([*call, "--resume"]) == 0
    said = capsys.readouterr().out
    assert "stopped: no better loss" in said and "epoch 4" not in said
    assert before == {path.name: path.read_bytes() for path in Path("X").iterdir()}


@pytest.mark.parametrize("progress", [{"best_step": 3}, {"best_step": 18}, {"averaged": 1}])
def test_progress_that_can_not_be_is_refused(capsys, progress):
    """Best within an epoch, best after the last step, an average too early."""
    settings = {"epochs": 10, "average": 2, "patience": 3}
    epochs = Epochs(Path("X"), settings, 2, torch.nn.Linear(1, 1))
    fine = {"step": 7, "best": 1.0, "best_step": 4}
    assert epochs.fits(fine)
    epochs.average.count = progress.pop("averaged", 0)
    assert not epochs.fits(fine | progress)


ADVICE = {
    "fewer unknown tokens": ([2.0, 1.0], 2, 0.2),
    "learns by heart after epoch 1; .* --dropout 0.3": ([1.0, 2.0, 3.0], 1, 0),
    "still falling; --epochs 6": ([3.0, 2.0, 1.0], 3, 0),
    "--beam 5": ([3.0, 1.0, 0.995], 3, 0),
}


@pytest.mark.parametrize("says", ADVICE)
def test_the_advice_follows_from_how_it_went(says):
    losses, best, unknown = ADVICE[says]
    epochs = Epochs(Path("X"), {"epochs": 3, "dropout": 0.2}, 2, torch.nn.Linear(1, 1))
    epochs.losses = losses
    progress = {"step": 2 * len(losses), "best": min(losses), "best_step": 2 * best}
    told = epochs.advice(progress, {"valid source": unknown, "valid target": 0.0})
    assert re.search(says, told) and "\n" not in told


class Watch:
    """A clock that goes on when it is told to."""

    now = 50.0

    def monotonic(self):
        return self.now


def test_the_time_that_is_left_is_told_once_and_soon(monkeypatch, capsys):
    monkeypatch.setattr(progress, "time", watch := Watch())
    clock = progress.Clock(done=40, steps=100)
    for step in range(41, 64):
        watch.now += 3  # after 20 steps it is a minute, and 40 steps are left
        clock.tell_early(step)
    assert capsys.readouterr().out == "on this machine about 2 min left\n"
    assert clock.left(63) == 3 * (100 - 63) and clock.told(63) == "; about 2 min left"
    watch.now = clock.began + 45
    assert clock.left(60) == progress.LONG and clock.told(60) == ""


def test_a_training_tells_how_long_it_will_take(monkeypatch, capsys):
    monkeypatch.setattr(progress, "LONG", -1)
    monkeypatch.setattr(progress, "EARLY", 2)
    assert main([*TINY, "--epochs", "2", "--out", "X"]) == 0
    assert capsys.readouterr().out.count("on this machine about 0 min left") == 1


# ---- as it began ----


def test_a_training_goes_on_as_it_began_without_its_options(monkeypatch):
    more = ["--epochs", "3", "--seed", "5", "--dropout", "0.1", "--vocabulary", "300"]
    assert main([*TINY, *more, "--out", "whole"]) == 0
    with monkeypatch.context() as patch:
        interrupt(patch, 3)
        assert main([*TINY, *more, "--out", "cut"]) == 130
    assert main(["train", *FILES, "--out", "cut", "--resume"]) == 0
    assert same("whole", "cut")


def test_a_folder_of_release_1_goes_on_without_its_options(here, capsys):
    shutil.copytree(RELEASE_1, here / "old")
    assert main(["train", *FILES, "--out", "old", "--resume"]) == 0
    assert re.findall("epoch .", capsys.readouterr().out) == ["epoch 3", "epoch 4"]
    settings = checkpoint.load(here / "old").settings
    assert settings["epochs"] == 4 and "patience" not in settings
    assert main(["train", *FILES, "--out", "old", "--resume", "--cooldown", "0.3", "--average", "1"]) == 0
    assert main(["train", *FILES, "--out", "old", "--resume", "--cooldown", "0.5"]) == 2


@pytest.mark.parametrize("wrong", ['"epochs": "many"', '"hidden": -1', '"cooldown": 2', '"model": ["x"]'])
def test_damaged_settings_are_one_line(here, capsys, wrong):
    shutil.copytree(RELEASE_1, here / "old")
    about = here / "old" / "model.json"
    text = about.read_text(encoding="utf-8")
    name = wrong.partition(":")[0]
    head, tail = text.split('"settings": {')
    tail = re.sub(rf"\n *{name}: [^\n]*?(,?)\n", rf"\n{wrong}\1\n", tail)
    tail = tail if wrong in tail else f"\n{wrong},{tail}"
    about.write_text(f'{head}"settings": {{{tail}', encoding="utf-8")
    assert main(["train", *FILES, "--out", "old", "--resume"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "model.json: damaged or edited (" in told
