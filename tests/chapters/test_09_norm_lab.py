"""The gradients lab in the kernel: what it computes, what it draws, and what it says about it."""

from statistics import mean

import pytest
import torch
from pages import drawings, of_class, words

from course_lib.analysis.gradients import by_layer
from course_lib.chapters.ch09_norm.figures import label
from course_lib.chapters.ch09_norm.gradients_lab import cards
from course_lib.chapters.ch09_norm.gradients_lab import drawings as drawn_by
from course_lib.chapters.ch09_norm.gradients_lab.compute import (
    NORMS,
    PLACES,
    RATES,
    WARMUPS,
    Start,
    Trained,
    compute,
    law,
    recorded,
    trained,
)
from course_lib.chapters.ch09_norm.gradients_lab.drawings import BASE, HIGH
from course_lib.chapters.ch09_norm.gradients_lab.lab import plot
from course_lib.chapters.labs import GradientsLab
from course_lib.kit import records
from course_lib.language import pick


def start(placement: str = "post", norm: str = "layer", sizes: tuple[float, ...] = (2.0, 4.0)) -> Start:
    return Start(placement, norm, len(sizes), 0, sizes)


# ---- what is computed ----


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("placement", PLACES)
def test_it_computes_what_the_library_does(placement, norm):
    threads = torch.get_num_threads()
    found = compute(placement, norm, 3, 1)
    assert torch.get_num_threads() == threads
    assert list(found.gradients) == pytest.approx(by_layer(placement, norm, 3, seed=1), rel=1e-3)
    assert found.other.placement != placement and found.other.other is found
    assert (found.other.norm, found.other.layers, found.other.seed) == (norm, 3, 1)
    assert found.slope == found.gradients[0] / found.gradients[-1]


def test_live_and_recorded_are_the_same_stacks():
    record = records.load("placement")
    for place in PLACES:
        sizes = {
            n: [row[-1] for row in record.values("gradients", placement=place, layers=n)] for n in (2, 4)
        }
        assert compute(place, "layer", 4, 2).gradients[-1] == pytest.approx(sizes[4][2], rel=0.01)
        assert recorded()[place][4][2] == pytest.approx(sizes[4][2] / mean(sizes[2]))
        assert mean(recorded()[place][2]) == pytest.approx(1)


def test_the_theorem_speaks_of_ratios():
    assert law("post", 2) == law("post", 16) == law("pre", 2) == 1
    assert law("pre", 8) == pytest.approx(0.5)
    found = compute("pre", "layer", 8, 0)
    assert found.shallow == compute("pre", "layer", 2, 0).gradients[-1]
    assert found.ratio == found.gradients[-1] / found.shallow


def test_trainings_are_those_recorded():
    record = records.load("warmup")
    for rate in RATES:
        for warmup in WARMUPS:
            for where, one in trained(rate, warmup).items():
                rows = record.where(placement=where, learning_rate=rate, warmup=warmup)
                assert one.held_out == [row["held_out"] for row in rows] and len(rows) == 3
                assert one.losses == [row["losses"] for row in rows]


@pytest.mark.parametrize("wrong", [{"layers": 1}, {"layers": 17}, {"norm": "none"}, {"placement": "middle"}])
def test_what_cannot_be_had(wrong):
    with pytest.raises(ValueError):
        compute(**wrong)
    with pytest.raises(ValueError):
        GradientsLab(**wrong)


# ---- what is drawn ----


def test_bars_are_as_high_as_their_numbers(language):
    found = compute("post", "layer", 5, 0)
    drawn = drawn_by.layers(found)
    (svg,) = drawings(drawn)
    bars = of_class(svg, "bar")
    scale = float(bars[0].get("height")) / found.gradients[0]
    for bar, size in zip(bars, found.gradients, strict=True):
        assert float(bar.get("height")) == pytest.approx(size * scale, abs=0.2)
        assert float(bar.get("y")) + float(bar.get("height")) == pytest.approx(BASE, abs=0.2)
    assert max(float(bar.get("height")) for bar in bars) <= HIGH
    (other,) = of_class(svg, "other")
    heights = [BASE - float(point.split(",")[1]) for point in other.get("points").split()]
    assert heights == pytest.approx([size * scale for size in found.other.gradients], abs=0.2)
    assert all(f"{size:.1f}" in svg.get("aria-label") for size in found.gradients)


@pytest.mark.parametrize("placement", PLACES)
@pytest.mark.parametrize(("norm", "layers"), [("layer", 2), ("batch", 16)])
def test_no_drawing_leaves_its_field(placement, norm, layers):
    for drawn in (drawn_by.layers, drawn_by.depths):
        (svg,) = drawings(drawn(compute(placement, norm, layers, 0)))
        heights = [float(one.get(side)) for one in svg.iter() for side in ("y1", "y2", "cy") if one.get(side)]
        lines = [one.get("points").split() for one in svg.iter() if one.get("points")]
        heights += [float(point.split(",")[1]) for line in lines for point in line]
        heights += [float(bar.get("y")) for bar in of_class(svg, "bar")]
        assert all(BASE - HIGH <= y <= BASE for y in heights)


def test_the_ring_stands_at_this_stack():
    for layers in (2, 16):
        found = compute("pre", "layer", layers, 0)
        (svg,) = drawings(drawn_by.depths(found))
        (ring,) = of_class(svg, "here")
        curve = of_class(svg, "theorem")[1].get("points").split()  # Pre-LN's
        x, y = map(float, curve[layers - 2].split(","))
        assert float(ring.get("cx")) == x
        assert (BASE - float(ring.get("cy"))) / (BASE - y) == pytest.approx(
            found.ratio / law("pre", layers), rel=0.02
        )


def test_losses_show_the_chosen_setting_and_the_other(language):
    chosen = {where: Trained(where, [[3.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]], []) for where in PLACES}
    without = {where: Trained(where, [[4.0, 3.0, 3.0, 3.0]], []) for where in PLACES}
    (svg,) = drawings(drawn_by.losses(chosen, without))
    assert len(of_class(svg, "chosen")) == len(of_class(svg, "thin")) == 2
    y = [float(point.split(",")[1]) for point in of_class(svg, "chosen")[0].get("points").split()]
    thin = [float(point.split(",")[1]) for point in of_class(svg, "thin")[0].get("points").split()]
    assert BASE - y[0] == pytest.approx((BASE - thin[0]) / 2, abs=0.2)  # the mean, 2, of what is 4 there
    assert "2.00, 1.00" in svg.get("aria-label") and "4.00" not in svg.get("aria-label")


# ---- what is said ----


@pytest.mark.parametrize(
    ("sizes", "en", "zh"),
    [
        ((9.0, 3.0), "3.0 times as much", "是 3.0 倍"),
        ((3.0, 9.0), "3.0 times less", "是前者的 0.33"),
        ((3.0, 3.1), "about equal", "差不多"),
    ],
)
def test_first_against_last(sizes, en, zh, language):
    assert pick(en, zh) in cards._road(start(sizes=sizes))


def test_the_theorem_is_claimed_of_layer_norm_only(language):
    for placement, en, zh in (("post", "does not shrink", "不变小"), ("pre", "1/sqrt(L)", "1/sqrt(L)")):
        assert pick(en, zh) in cards._last(compute(placement, "layer", 2, 0))
        other = cards._last(compute(placement, "batch", 2, 0))
        assert pick(en, zh) not in other and pick("only stands beside", "只是放在旁边") in other


@pytest.mark.parametrize(
    ("cold", "warm", "en", "zh"),
    [
        ([2.9, 2.8], [1.0, 2.7], "Warm-up helps", "都有帮助"),
        ([1.0, 2.7], [2.9, 2.8], "harm", "有害"),
        ([1.0, 2.0], [1.5, 1.6], "overlap", "重叠"),
    ],
)
def test_warm_up_is_judged_by_ranges(cold, warm, en, zh, language, monkeypatch):
    ends = dict(zip(sorted(WARMUPS), (cold, warm), strict=True))
    monkeypatch.setattr(cards, "trained", lambda rate, steps: {"post": Trained("post", [], ends[steps])})
    said = cards._compare(1e-3, "post")
    assert pick(en, zh) in said and f"{mean(cold):.2f}" in said and f"{max(warm):.2f}" in said


def test_the_recorded_story_is_told(language):
    """At the high rate Post-LN needs warm-up; Pre-LN does without."""
    said = words(cards.training(max(RATES), min(WARMUPS)))
    assert pick("Warm-up helps in every run", "每一次运行，预热都有帮助") in said
    assert pick("no warm-up", "无预热") in said
    assert pick("over 50 steps", "预热 50 步") in words(cards.training(max(RATES), max(WARMUPS)))


# ---- the shell ----


def test_every_control_shows(language):
    lab = GradientsLab()
    page, curves = lab.out.value, lab.training.value
    assert len(drawings(page)) == 2 and len(drawings(curves)) == 1
    assert label("post") in words(page)
    seen = {page}
    for control, value in ((lab.placement, "pre"), (lab.norm, "batch"), (lab.layers, 12), (lab.seed, 3)):
        control.value = value
        seen.add(lab.out.value)
    assert len(seen) == 5 and lab.training.value == curves
    assert pick("12 layers of width 64, seed 3", "12 层，宽 64，种子 3") in words(lab.out.value)
    lab.rate.value = min(RATES)
    slow = lab.training.value
    lab.warmup.value = max(WARMUPS)
    assert len({curves, slow, lab.training.value}) == 3 and lab.out.value not in (page, "")
    assert f"{min(RATES):g}" in words(lab.training.value)


def test_its_picture_holds_both_places(language):
    lab = GradientsLab(layers=3, seed=1)
    lab.layers.value = 5  # the picture stays what was asked for first
    alt = lab.picture().alt
    for one in (compute("post", "layer", 3, 1), compute("pre", "layer", 3, 1)):
        assert ", ".join(f"{size:.1f}" for size in one.gradients) in alt
    assert plot(compute("pre", "layer", 3, 1)).alt == alt == repr(lab)
    data, _ = lab._repr_mimebundle_()
    assert "image/png" in data and "application/vnd.jupyter.widget-view+json" in data
