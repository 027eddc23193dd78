"""The tree of a beam search: the search it shows is the one that `beam_search` makes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import SOURCE_SIZE
from tiny import model as tiny_model

from course_lib.data.batching import pad_sources
from course_lib.data.vocab import EOS
from course_lib.decoding import beam_search, greedy
from course_lib.decoding.beam import length_penalty
from course_lib.decoding.beam_tree import beam_tree

MODELS = {
    "gru": {},
    "lstm": {"cell": "lstm", "layers": 2, "attention": "general", "bidirectional": True},
    "input feeding": {"attention": "additive", "input_feeding": True, "context": "every step"},
}
SOURCE = st.lists(st.integers(3, SOURCE_SIZE - 1), max_size=6)


@settings(max_examples=60)
@given(SOURCE, st.integers(0, 30), st.sampled_from(sorted(MODELS)), st.integers(1, 5), st.floats(0, 3))
def test_the_winner_is_that_of_beam_search(source, seed, name, beam, alpha):
    model = tiny_model(seed, sharpen=3.0, **MODELS[name])
    for longest in (None, 1, 5):
        found = beam_search(model, *pad_sources([source]), beam, alpha, longest)[0][0]
        tree = beam_tree(model, source, beam, alpha, longest)
        assert tree.tokens == [*found.tokens, *[EOS] * found.ended]
        assert tree.last.log_prob == pytest.approx(found.log_prob, abs=1e-10)
        assert tree.last.score == pytest.approx(found.score, abs=1e-10)


@settings(max_examples=40)
@given(SOURCE, st.integers(0, 30), st.sampled_from(sorted(MODELS)))
def test_every_step_keeps_the_best_and_remembers_the_next_best(source, seed, name):
    model = tiny_model(seed, sharpen=3.0, **MODELS[name])
    tree = beam_tree(model, source, beam=3, alpha=0.6, max_length=6, dropped=4)
    live, before = {0: 0.0}, [0]
    for length, nodes in enumerate(tree.steps, start=1):
        falling = [node.log_prob for node in nodes]
        assert falling == sorted(falling, reverse=True)
        assert [node.kept for node in nodes] == [place < 3 for place in range(len(nodes))]
        for node in nodes:
            assert node.parent in live and node.log_prob <= live[node.parent]
            ended = node.token == EOS or length == 6
            assert (node.score is not None) is (node.kept and ended)
            if node.score is not None:
                assert node.score == pytest.approx(node.log_prob / length_penalty(length, 0.6))
        before = [place for place, node in enumerate(nodes) if node.kept and node.score is None]
        live = {place: nodes[place].log_prob for place in before}


def test_a_beam_of_one_is_greedy_and_leaves_the_mode_alone():
    model = tiny_model(1, sharpen=3.0).train()
    tree = beam_tree(model, [4, 5, 6], beam=1, dropped=0)
    said = greedy(model, *pad_sources([[4, 5, 6]]))[0]
    assert [token for token in tree.tokens if token != EOS] == said
    assert model.training and all(len(nodes) == 1 for nodes in tree.steps)


@pytest.mark.parametrize("wrong", [{"beam": 0}, {"alpha": -0.1}, {"dropped": -1}, {"max_length": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"at least [01]|from 0 to 10"):
        beam_tree(tiny_model(), [4], **wrong)
