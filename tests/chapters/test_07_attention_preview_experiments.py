"""The experiments of the chapter on attention: what they measure with, on small things, and what came out."""

import pytest
import torch

from course_lib.chapters.ch07_attention_preview.experiments import (
    alignments,
    bottleneck,
    layer_times,
    page_lines,
)
from course_lib.data.corpora.numbers import lists, spoken
from course_lib.kit import records, tasks, timing
from course_lib.models.attention import Attention


def test_attention_opens_the_bottleneck_up_to_the_trained_length():
    """What the chapter claims, with margin, of every seed."""
    record = records.load("bottleneck")
    for score in bottleneck.SCORES[1:]:
        for wide in (64, 128):
            for found in record.values("numbers", attention=score, hidden=wide, steps=bottleneck.STEPS):
                assert found["6"]["exact"] > 0.9 and found["12"]["exact"] < 0.9
    for found in record.values("numbers", attention="none", hidden=128, steps=bottleneck.STEPS):
        assert found["2"]["exact"] > 0.9 and found["6"]["exact"] < 0.2


def test_attention_points_less_well_than_it_translates():
    for run in records.load("alignments").where(task="dates", attention="general"):
        assert run["exact"] > 0.9 and run["agreement"]["same"] < 0.95
        assert run["right"]["shuffled"] < 0.7 < run["right"]["own"]  # and yet the weights are used


def test_the_gradient_sides_with_the_weights_more_often_than_the_replacement_does():
    """On average over the seeds; and a hyphen does without good weights, where a digit does not."""
    for kind in ("dot", "additive", "general, both ways"):
        runs = records.load("alignments").where(task="dates", attention=kind)
        beside, same = (
            [run[a][b] for run in runs] for a, b in (("gradient", "as the weight"), ("agreement", "same"))
        )
        assert sum(beside) > sum(same) + 0.05 * len(runs)
        assert all(
            run["right"]["shuffled, marks"] > run["right"]["shuffled"] for run in runs if kind == "dot"
        )


def test_with_attention_the_page_writes_what_the_first_could_not():
    """Of every seed, on lines of three numbers; the page is the course's but for its constant."""
    record = records.load("page_lines")
    second = record.values("score", page="2_attention", numbers=3, steps=page_lines.STEPS)
    first = record.values("score", page="1_seq2seq", numbers=3, steps=page_lines.STEPS)
    assert min(second) >= 0.9 and max(first) <= 0.5 and len(first) == len(second) == 3
    made = page_lines.with_numbers("2_attention", 2)
    assert made.NUMBERS == 2 and {len(line) for line in made.HELD_OUT} == {2}


def test_lists_of_numbers_are_distinct_and_leave_out_what_is_held():
    held = set(lists(20, 1, 1, seed=1)) | set(lists(50, 3, 3, seed=3))
    made = lists(2000, 1, 3, without=held)
    assert len(set(made)) == 2000 and not held & set(made)
    assert made == lists(2000, 1, 3, without=held) != lists(2000, 1, 3, seed=1, without=held)
    assert {source.count(",") for source, _ in made} == {0, 1, 2}
    assert sum("," not in source for source, _ in made) == 80  # all single numbers that are left
    assert spoken([42, 7]) == ("forty two, seven", "quarante-deux, sept")
    for wrong in ((81, 1, 1), (1, 0, 1), (1, 3, 2), (-1, 1, 1)):
        with pytest.raises(ValueError, match="new lists"):
            lists(*wrong, without=set(lists(20, 1, 1)))


def test_the_course_of_the_bottleneck_holds_out_every_length():
    made = tasks.number_lists(300)
    count = tasks.numbers_in(made)
    sizes = [count(pair) for pair in made.valid]
    assert [sizes.count(n) for n in range(1, 13)] == [20] + [200] * 11
    assert {count(pair) for pair in made.train} == set(range(1, 9))
    assert not {tuple(source) for source, _ in made.train} & {tuple(source) for source, _ in made.valid}


def test_groups_are_scored_apart(monkeypatch):
    made = tasks.task(
        [("one two three four", "a b c d"), ("one", "a")],
        [("one two three four", "a b c d"), ("one", "a"), ("two", "b")],
        "text-word",
        "text-word",
    )
    answers = {4: made.valid[0][1], 1: made.valid[1][1]}  # says "a" to every single word
    monkeypatch.setattr(tasks, "decode_pairs", lambda model, sources: [answers[len(s)] for s in sources])
    found = tasks.scores_by(None, made, lambda pair: len(pair[0]))
    assert found[4] == {"rows": 1, "exact": 1.0, "bleu": pytest.approx(100)}
    assert found[1] == {"rows": 2, "exact": 0.5, "bleu": 0.0}


def test_shuffled_weights_are_the_same_weights_elsewhere():
    plain = Attention("general", 4, 4).double()
    shuffled = Attention("general", 4, 4).double()
    shuffled.load_state_dict(plain.state_dict())
    shuffled.__class__ = alignments.Shuffled
    query, outputs = torch.randn(3, 6, 4).double(), torch.randn(3, 5, 4).double()
    mask = torch.arange(5) < torch.tensor([5, 1, 3])[:, None]
    _, before = plain(query, outputs, mask)
    context, after = shuffled(query, outputs, mask)
    assert torch.equal(before.sort(-1).values, after.sort(-1).values) and not torch.equal(before, after)
    assert (after[~mask[:, None].expand_as(after)] == 0).all()
    torch.testing.assert_close(context, after @ outputs)


@pytest.mark.parametrize(
    ("kind", "same", "other"),
    [
        (alignments.date_kind, ("12", "ab", "AB", " ,'"), "1aA "),
        (alignments.number_kind, (["two", "seven"], ["forty", "ninety"], ["zero", "ten", "nineteen"]), None),
    ],
)
def test_kinds(kind, same, other):
    groups = [{kind(token) for token in group} for group in same]
    assert all(len(group) == 1 for group in groups)
    assert len(set.union(*groups)) == len(groups)
    if other:
        assert len({kind(token) for token in other}) == 4
    else:
        assert kind(",") == ","


def test_pointing_measures_a_model_that_knows_nothing():
    pairs = [("may 3", "5-3"), ("jun 12", "6-12"), ("jul 9", "7-9")]
    made = tasks.task(pairs, pairs)
    model = made.model(embedding=8, hidden=8, attention="dot")
    with torch.no_grad():
        for one in model.parameters():
            one *= 12  # strong opinions, so that some step depends on the source
    found = alignments.pointing(model.eval(), made, "dates")
    assert found["agreement"]["steps"] > 0
    assert set(found["right"]) == {"own", "own, marks", "shuffled", "shuffled, marks"}
    assert all(0 <= share <= 1 for share in (*found["gradient"].values(), *found["right"].values()))
    assert [len(row) for row in found["looks"]] == [4, 5, 4]


def test_cached_attention_writes_what_it_reads():
    torch.manual_seed(0)
    layer, inputs = layer_times.SelfAttention(8, 2), torch.randn(2, 5, 8)
    whole, kept = layer(inputs)
    _, cache = layer(inputs[:, :4])
    last, grown = layer(inputs[:, 4:], cache)  # the last position looks at all, cached or not
    torch.testing.assert_close(last[:, 0], whole[:, 4])
    torch.testing.assert_close(grown, kept)
    named = dict(layer.named_parameters())
    outside = torch.nn.functional.multi_head_attention_forward(
        *[inputs.transpose(0, 1)] * 3, 8, 2, named["project.weight"], named["project.bias"], None, None,
        False, 0.0, named["mix.weight"], named["mix.bias"], need_weights=False,
    )[0]  # fmt: skip
    torch.testing.assert_close(outside.transpose(0, 1), whole)


def test_what_can_be_counted():
    assert layer_times.multiplications("gru", 10, 4) == 6 * 10 * 16
    assert layer_times.multiplications("attention", 10, 4) == 4 * 10 * 16 + 2 * 100 * 4
    for d in (4, 128):  # they cost the same where the length equals the width
        assert layer_times.multiplications("gru", d, d) == layer_times.multiplications("attention", d, d)
    assert (layer_times.waits("gru", 9), layer_times.waits("attention", 9)) == (9, 1)


def test_calls_take_turns_and_the_first_round_does_not_count():
    said = []
    calls = {
        ("a", timing.LONG): lambda: said.append("a"),
        ("b", timing.LONG // 2): lambda: said.append("b"),
    }
    taken = timing.in_turns(calls, 2)
    assert "".join(said) == "abb" * 3
    assert [len(seconds) for seconds in taken.values()] == [2, 2]
    found = timing.ratios({"u": [2.0, 1.0, 3.0], "v": [1.0, 9.0, 4.0]}, "u")
    assert found["v"] == {"times": 2.0, "low": 0.5, "high": 4.5} and found["u"]["times"] == 1


def test_a_short_race_has_every_entry():
    found = layer_times.run(0, rounds=1, lengths=(64, 8), written=(64, 4), batches=(1,))["times"]
    assert [(r["way"], r["kind"], r["length"], r["waits"]) for r in found] == [
        ("read", "gru", 64, 64),
        ("read", "attention", 64, 1),
        ("read", "gru", 8, 8),
        ("read", "attention", 8, 1),
        ("write", "gru", 64, 64),
        ("write", "attention", 64, 64),
        ("write", "gru", 4, 4),
        ("write", "attention", 4, 4),
    ]
    units = [r["times"] for r in found if (r["kind"], r["length"]) == ("gru", 64)]
    assert units == [1, 1] and all(r["times"] > 0 for r in found)
