"""Each experiment, cut short: what comes out still has the form of what is recorded, and so is shown."""

import json
from inspect import signature
from typing import Any

import pytest
from torch import nn

from course_lib.chapters import experiment
from course_lib.chapters.ch05_exposure_bias.experiments import risk, translation
from course_lib.chapters.ch07_attention_preview.experiments import alignments
from course_lib.chapters.ch10_vision_transformer.experiments import strips
from course_lib.chapters.ch11_applications import conversations
from course_lib.chapters.ch11_applications.experiments import ladder, translated
from course_lib.chapters.record import rounded
from course_lib.data.corpora.corpus import Corpus, Facts
from course_lib.kit import records, tasks
from course_lib.training.checkpoint import Bundle

RECORDED = sorted(path.stem for path in records.FOLDER.glob("*.json"))
SHORT: dict[str, dict[str, Any]] = {  # else "steps", where there are some
    "step_cost": {"rounds": 1, "steps": 1},
    "race": {"lengths": (1, 2)},
    "oracle": {"at": (1, 2)},
    "translation": {"epochs": 1},
    "translated": {"epochs": 1},
    "ladder": {"epochs": 2},
    "risk": {"begin": 2, "steps": 1, "longer": 1},
    "layer_times": {"rounds": 1, "lengths": (64,), "written": (64,), "batches": (1,)},
    "model_times": {"rounds": 1, "lengths": (64,)},
    "spoken": {"steps": 2, "asked": 4},
    "spoken_by_hand": {"asked": 4},
    "spoken_quiet": {"steps": 2, "asked": 4},
}
# Where the first settings do not tell it all.
MORE = {
    "reversal": [{"task": "numbers", "reverse": True}],
    "copying": [{"context": "first 32"}, {"context": "layers 32"}, {"target": "reversed"}],
    "padding": [{"bug": True}],
    "recall": [{"cell": "lstm, forget gate open", "distance": 5}],
    "halfway": [{"task": "copy"}],
    "step_cost": [{"task": "numbers"}],
    "learning_rates": [{"teacher_forcing": "linear"}, {"task": "phonemes"}],
    "race": [{"teacher_forcing": "linear"}],
    "race_other_tasks": [{"task": "numbers"}],
    "planted_word": [{"language": "zh"}],
    "planted_others": [{"language": "zh"}],
    "story": [{"choice": "smoothing"}],
    "data_efficiency": [{"pictures": "shifted"}, {"pictures": "scrambled", "kind": "gru over patches"}],
    "strips": [{"target": "chinese"}],
    "spoken": [{"language": "zh"}, {"seed": 1}],
    "spoken_by_hand": [{"language": "zh"}, {"distance": "nearest, templates in noise"}],
    "alignments": [{"attention": "general, both ways"}, {"task": "numbers"}],
}
LINES = [(f"ein hund {n} läuft im park .", f"a dog {n} runs in the green park .") for n in range(12)]


def form(value: Any) -> Any:
    """Names and kinds of JSON data: numbered entries, and those of a list, are as the first one."""
    if isinstance(value, dict):
        first = next(iter(value), "")
        return {"#": form(value[first])} if first.isdecimal() else {key: form(v) for key, v in value.items()}
    if isinstance(value, list):
        return [form(value[0])] if value and isinstance(value[0], dict) else []
    return float if isinstance(value, int | float) else type(value)


def chosen(name: str) -> list[dict[str, Any]]:
    settings = experiment(name).SETTINGS
    wanted = ({}, *MORE.get(name, ()))
    return [next(one for one in settings if one | other == one) for other in wanted]


def test_a_trained_model_is_ready_to_be_asked():
    made = tasks.task(LINES, LINES)
    model = made.model(embedding=4, hidden=4)
    tasks.through(model, made.train, 1)
    assert not model.training


@pytest.fixture
def small(monkeypatch) -> None:
    """What no argument makes smaller."""
    monkeypatch.setattr(risk, "AT", (1,))
    monkeypatch.setattr(tasks, "EACH", 10)
    monkeypatch.setattr(alignments, "ASKED", 10)
    monkeypatch.setattr(strips, "ASKED", 10)
    strict = alignments.agreement  # of a model that has learned nothing, no step is decisive
    monkeypatch.setattr(alignments, "agreement", lambda found: strict(found, decisive=-1e9))
    facts = Facts("tiny", (len(LINES), 2, 2 * len(LINES)), "text-word", "text-word", "", "")
    sentences = Corpus.of(facts, LINES, LINES[:2], LINES * 2)
    for module in (translation, translated, ladder):
        monkeypatch.setattr(module, "load", lambda name: sentences)  # the real ones are downloaded
    talk = conversations.Parts(LINES, LINES[:2], LINES[2:])
    monkeypatch.setattr(conversations, "load", lambda: talk)


@pytest.mark.parametrize(
    ("name", "settings"),
    [pytest.param(n, s, id=f"{n}-{i}") for n in RECORDED for i, s in enumerate(chosen(n))],
)
def test_an_experiment_gives_what_is_recorded(name, settings, small):
    (recorded,) = records.load(name).where(**settings)
    run = experiment(name).run
    steps = {"steps": 2} if "steps" in signature(run).parameters else {}
    found = run(**settings | SHORT.get(name, steps))
    model = found.pop("model", None)
    assert isinstance(model, Bundle | nn.Module | None) and (model is None) is ("model" not in recorded)
    wanted = {key: value for key, value in recorded.items() if key not in {*settings, "model"}}
    assert form(json.loads(json.dumps(rounded(found)))) == form(wanted)
