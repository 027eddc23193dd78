"""The site's engine says what PyTorch and sacrebleu say, in Chromium, from file:// and from loopback."""

import json
import random

import pytest
import torch
from browser import page
from live import given_model, labs, run, served
from sacrebleu.metrics import BLEU

from course_lib.data.batching import pad_sources
from course_lib.data.corpora import load
from course_lib.data.corpora.numbers import LIMIT, chinese, english
from course_lib.data.vocab import BOS
from course_lib.decoding import trace
from course_lib.kit import records
from course_lib.kit.typed_input import read_number
from course_lib.metrics.bleu import SMOOTH_VALUES, bleu_d2l
from course_lib.models.seq2seq import next_logits

MODELS = {  # of every kind that the engine runs -> the corpus whose sources it reads
    ("translator", "language", "en"): "numbers-en-digits",
    ("translator", "language", "zh"): "numbers-zh-digits",
    ("halfway", "task", "sentences-zh"): "sentences-zh",
    ("alignments", "attention", "additive"): "dates-en-iso",
    ("alignments", "attention", "dot"): "dates-en-iso",
    ("alignments", "attention", "general"): "dates-en-iso",
}
ODD = ("", " ", "☃", "x ☃ é é", "seven ☃ dozen", "七打", "Dec 31, 1999 ☃", "一")
GOLDEN = """(given, texts) => {
    const model = new Seq2Seq(given.about, readSafetensors(given.weights));
    const vocab = new Vocab(given.about.source_vocab), named = new Vocab(given.about.target_vocab);
    return texts.map((text) => {
        const ids = vocab.encode(text), steps = trace(model, ids), planted = trace(model, ids, { 1: 5 });
        const memory = model.encode([...ids, EOS, PAD, PAD]);
        const first = nextToken(model, BOS, model.start(memory), memory);
        return {
            ids, tokens: steps.map((step) => step.token), text: named.decode(steps.map((step) => step.token)),
            planted: planted.map((step) => step.token), final: [...memory.final],
            probabilities: steps.map((step) => step.probabilities), padded: first.probabilities,
            weights: steps[0].weights, padded_weights: first.weights,
        };
    });
}"""
BLEUS = """(corpora) => corpora.map(({ candidates, references, ...settings }) => {
    const words = (line) => tokenize(line, "word");
    const all = bleu(candidates.map(words), references.map((some) => some.map(words)), settings);
    return { ...all, d2l: bleuD2l(words(candidates[0]), words(references[0][0]), settings.maxOrder) };
})"""
ERRORS = {  # what is broken -> (script, what stands there, what takes its place)
    "gates swapped": ("gru", "reset = sigmoid(fromInput[i]", "reset = sigmoid(fromInput[size + i]"),
    "mask dropped": ("attention", "if (!mask[place]) return -Infinity;", ""),
    "bias lost": ("linear", "let sum = bias ? bias.data[row] : 0;", "let sum = 0;"),
    "order reversed": ("greedy", "[...ids, EOS]", "[...ids.reverse(), EOS]"),
    "smoothing wrong": ("bleu", "half = half / 2", "half / 2"),
}


def inputs(corpus: str, model) -> list[str]:
    """Fifty texts: ordinary ones, the longest three times over, and odd ones."""
    found = load(corpus)
    sources = [source for source, _ in (found.test + found.valid)[:41]]
    longest = max((source for source, _ in found.train), key=len)
    join = " " if model.source_vocab.unit == "word" else ""
    return [*(sources * 41)[: 49 - len(ODD)], *ODD, join.join([longest] * 3)]


@torch.inference_mode()
def golden(bundle, texts: list[str]) -> list[dict]:
    """What PyTorch says of the texts, as GOLDEN returns it."""
    found, model = [], bundle.model
    for text in texts:
        ids = bundle.source_vocab.encode(text)
        steps = trace(model, ids)
        source, lengths = pad_sources([ids, [*ids, BOS, BOS]])  # the second makes the first have padding
        memory = model.encode(source, lengths)
        hidden, _ = model.advance(torch.tensor([[BOS], [BOS]]), model.start(memory), memory)
        tokens = [step.token for step in steps]
        one = {"ids": ids, "tokens": tokens, "text": bundle.target_vocab.decode(tokens)}
        one["planted"] = [step.token for step in trace(model, ids, {1: 5})]
        one["final"] = memory.final[0][0, 0].tolist()
        one["probabilities"] = [step.probabilities.tolist() for step in steps]
        one["padded"] = next_logits(model, hidden)[0].softmax(-1).tolist()
        looked = model.decoder.attention is not None
        weights = model.alignment(torch.tensor([[BOS], [BOS]]), memory)[0, 0].tolist() if looked else None
        one |= {"padded_weights": weights, "weights": weights and weights[:-2]}
        found.append(one)
    return found


def corpora() -> list[dict]:
    """Five hundred random corpora: empty lines among them, several references, every setting."""
    chance, found = random.Random(0), []
    for _ in range(500):
        line = lambda: " ".join(chance.choices("abcd", k=chance.choice([0, 1, 2, 3, 5, 8, 13])))  # noqa: E731
        size, references = chance.randint(1, 4), chance.randint(1, 3)
        found.append(
            {
                "candidates": [line() for _ in range(size)],
                "references": [[line() for _ in range(references)] for _ in range(size)],
                "maxOrder": chance.randint(1, 5),
                "smooth": chance.choice(sorted(SMOOTH_VALUES)),
                "effectiveOrder": chance.random() < 0.5,
            }
        )
    return found


def sacrebleus(corpora: list[dict]) -> list[dict]:
    """What sacrebleu says of the corpora, and the course's Python of d2l's formula, as BLEUS returns it."""
    found = []
    for one in corpora:
        settings = {"smooth_method": one["smooth"], "effective_order": one["effectiveOrder"]}
        metric = BLEU(tokenize="none", max_ngram_order=one["maxOrder"], **settings)
        said = metric.corpus_score(one["candidates"], [*map(list, zip(*one["references"], strict=True))])
        lengths = {"candidateLength": said.sys_len, "referenceLength": said.ref_len}
        first = one["candidates"][0].split(), one["references"][0][0].split()
        d2l = bleu_d2l(*first, one["maxOrder"])
        shares = [p / 100 for p in said.precisions]
        found.append({"score": said.score, "precisions": shares, "penalty": said.bp, "d2l": d2l, **lengths})
    return found


def differences(found, wanted, close: float, at: str = "") -> list[str]:
    """Where two nested structures differ: numbers by more than `close`, anything else at all."""
    if isinstance(wanted, dict):
        parts = [(key, found[key], one) for key, one in wanted.items()]
    elif isinstance(wanted, list):
        if found is None or len(found) != len(wanted):
            return [f"{at}: {found} is not {wanted}"]
        parts = [(str(i), *pair) for i, pair in enumerate(zip(found, wanted, strict=True))]
    elif isinstance(wanted, float):
        return [] if abs(found - wanted) <= close else [f"{at}: {found} is not {wanted}"]
    else:
        return [] if found == wanted else [f"{at}: {found} is not {wanted}"]
    return [line for key, a, b in parts for line in differences(a, b, close, f"{at}/{key}")]


@pytest.fixture(params=["file", "loopback"])
def address(request, tmp_path):
    if request.param == "file":
        yield tmp_path.as_uri()
    else:
        with served(tmp_path) as url:
            yield url


@pytest.fixture
def tab(chromium):
    with page(chromium) as opened:
        yield opened
        assert not [one for one in opened.outside if not one.startswith("file:")]


def compare(tab, address, tmp_path, key, engine: str) -> list[str]:
    """Where the engine differs from PyTorch, for one of MODELS."""
    name, setting, value = key
    bundle = records.load(name).model(**{setting: value})
    texts = inputs(MODELS[key], bundle)
    assert len(texts) == 50
    found = run(tab, address, tmp_path, engine, GOLDEN, given_model.recorded(name, **{setting: value}), texts)
    return differences(found, golden(bundle, texts), 1e-5)


@pytest.mark.parametrize("key", MODELS, ids="-".join)
def test_the_engine_equals_pytorch(tab, address, tmp_path, key):
    assert not compare(tab, address, tmp_path, key, labs.text_of(*labs.ENGINE))
    assert not tab.console_errors


def test_the_engines_bleu_equals_sacrebleu(tab, address, tmp_path):
    given = corpora()
    found = run(tab, address, tmp_path, labs.text_of(*labs.ENGINE), BLEUS, given)
    assert not differences(found, sacrebleus(given), 1e-9)


@pytest.mark.parametrize("error", ERRORS)
def test_a_deliberate_error_is_seen(tab, tmp_path, error):
    name, right, wrong = ERRORS[error]
    engine = labs.text_of(*labs.ENGINE)
    assert engine.count(right) == 1 and right in labs.text_of(name)
    engine = engine.replace(right, wrong)
    if name == "bleu":
        given = corpora()
        found = run(tab, tmp_path.as_uri(), tmp_path, engine, BLEUS, given)
        assert differences(found, sacrebleus(given), 1e-9)
    else:
        key = ("alignments", "attention", "additive")
        assert compare(tab, tmp_path.as_uri(), tmp_path, key, engine)


def test_numbers_are_said_as_in_python(tab, tmp_path):
    chance = random.Random(0)
    numbers = [*range(1200), *(10**k + d for k in range(3, 12) for d in (-1, 0, 1, 20, 100, 1000)), LIMIT - 1]
    numbers += [chance.randrange(10 ** chance.randint(1, 12)) for _ in range(500)]
    says = "[english(n), chinese(n), readEnglish(english(n)), readChinese(chinese(n))]"
    work = f"(numbers) => numbers.map((n) => {says})"
    found = run(tab, tmp_path.as_uri(), tmp_path, labs.text_of(*labs.ENGINE), work, numbers)
    wanted = [[english(n), chinese(n), n if n < 10**9 else None, n] for n in numbers]
    assert found == wanted


TYPED = ["42", " 1,000,001 ", "007", "４２", "forty two", "Forty-Two", "three hundred five", "seven dozen"]
TYPED += ["", "  ", "9" * 200, "-5", "3.5", "1e3", "5 million", "-", "²"]
TYPED += ["三百零五", "两百零五", "七打", "一百二", "五 hundred"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_typed_is_read_as_in_python(tab, tmp_path, language):
    work = "(texts, language) => texts.map((text) => readNumber(text, language))"
    found = run(tab, tmp_path.as_uri(), tmp_path, labs.text_of(*labs.ENGINE), work, TYPED, language)
    for typed, one in zip(TYPED, found, strict=True):
        try:
            wanted = read_number(typed, language)
        except ValueError:
            assert "problem" in one, typed
        else:
            assert (one.get("text"), one.get("answer")) == wanted, typed


@pytest.mark.parametrize(
    ("name", "value"),
    [("cell", "lstm"), ("layers", 2), ("input_feeding", True), ("architecture", "transformer")],
)
def test_a_layer_that_the_engine_lacks_fails_the_build_in_one_line(tmp_path, name, value):
    folder = tmp_path / "odd"
    folder.mkdir()
    about = json.loads((records.FOLDER / "translator/en-0/model.json").read_text(encoding="utf-8"))
    if name == "architecture":
        about[name] = value
    else:
        about["config"][name] = value
    (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(given_model.LayerError, match=f"^odd: {name} is {value}; [^\n]+$"):
        given_model.model(folder)


def test_the_engine_stays_small():
    assert sum((labs.LIVE / f"{name}.js").read_text("utf-8").count("\n") for name in labs.ENGINE) <= 700
    for name in labs.LABS:
        assert (labs.LIVE / f"{name}.js").read_text("utf-8").count("\n") <= 300
