"""The tasks lab in the kernel: what it shows is what the models do, and what is wrong is said in a line."""

from dataclasses import replace

import pytest
import torch
from pages import drawings, of_class, words

from course_lib.chapters.ch11_applications.own_task import OwnTask
from course_lib.chapters.ch11_applications.tasks_lab import compute, pictures
from course_lib.chapters.ch11_applications.tasks_lab.lab import NOISES
from course_lib.chapters.labs import TasksLab
from course_lib.decoding import translate
from course_lib.kit.heat import number
from course_lib.language import pick


@pytest.fixture(scope="module")
def trained():
    def backwards(chance):
        word = "".join(chance.choice("abcd") for _ in range(chance.randint(1, 4)))
        return word, word[::-1]

    return OwnTask.made(backwards, count=600).train(steps=60)


@pytest.mark.parametrize("task", ["numbers", "dates"])
def test_an_answer_is_what_the_model_writes_and_where_it_looks(task, language):
    for typed in compute.EXAMPLES[task]:
        found = compute.read(task, typed)
        model, source_vocab, target_vocab, *_ = compute.bundle(task, language)
        assert translate(model, source_vocab, target_vocab, [found_text(found, source_vocab)]) == [found.text]
        assert found.source[-1] == found.output[-1] == "EOS"
        if found.weights is not None:
            assert found.weights.shape == (len(found.output), len(found.source))
            torch.testing.assert_close(found.weights.sum(1), torch.ones(len(found.output)))
    assert found.expected is not None


def found_text(found, vocab):
    return (" " if vocab.unit == "word" else "").join(found.source[:-1]).replace("␣", " ")


def test_every_task_has_its_answer_and_every_token_its_row(language, trained):
    lab = TasksLab(own=trained)
    assert lab.task.options[0][1] == lab.task.value == "own"
    for task in ("own", "numbers", "dates"):
        lab.task.value = task
        assert "✓" in lab.out.value or "✗" in lab.out.value
        assert lab.grid.layout.display == "" and lab.heard.layout.display == "none"
        for at in range(lab.strip.slider.max):
            lab.strip.slider.value = at + 1
            if "<svg" in lab.looked.value:
                (grid,) = drawings(lab.looked.value)
                assert len(of_class(grid, "now")) == 1
    lab.task.value = "own"
    found = compute.read("own", lab.typed.value, trained)
    lab.strip.slider.value = 1
    row = found.weights[0].tolist()
    assert f"<b>{found.source[row.index(max(row))]}</b>" in lab.looked.value
    assert f"{max(row):.2f}" in lab.looked.value or number(max(row)) in lab.looked.value
    before = lab.typed.value
    lab.another.click()
    assert lab.typed.value != before


def test_speech_is_heard_and_seen(language):
    lab = TasksLab("speech")
    assert lab.heard.layout.display == "" and lab.grid.layout.display == "none"
    assert "407" in lab.out.value and lab.player.value[:4] == b"RIFF" and lab.box.value[:4] == b"\x89PNG"
    quiet = lab.player.value
    lab.noise.value = "louder"
    assert lab.player.value != quiet
    for _, voice in lab.voice.options:
        lab.put(voice=voice, noise="none", typed="3")
        assert pick("The model writes: ", "模型写的是：") in lab.out.value
    assert {*NOISES} == {*compute.NOISE} and lab.picture().alt
    parts = {part for part, _ in compute.speakers(language)}
    assert parts == {"held out", "flite"} if language == "en" else {"held out"}


@pytest.mark.parametrize(
    ("task", "typed"),
    [("speech", one) for one in ("", "x", "4.5", "123456789", "四", "-1")]
    + [("numbers", one) for one in ("", "-3", "<b>")]
    + [("dates", one) for one in ("", "你好", "May " * 20)]
    + [("pictures", one) for one in ("", "0", "401", "red", "1.5", "²")]
    + [("own", one) for one in ("", "   ", "a" * 41)],
)
def test_what_cannot_be_read_is_one_kind_line(task, typed, language, trained):
    lab = TasksLab(task, own=trained)
    lab.typed.value = typed
    assert words(lab.out.value) and "Error" not in lab.out.value and "<b>" not in lab.out.value
    assert lab.bench.layout.display == "none"
    lab.another.click()
    assert lab.bench.layout.display == "" and words(lab.out.value)


def test_a_model_that_does_not_tell_where_it_looks_still_answers(trained, language):
    four = type("Four", (), {})()
    for verb in ("encode", "start", "advance", "project"):
        setattr(four, verb, getattr(trained.bundle.model, verb))
    lab = TasksLab(own=replace(trained, bundle=trained.bundle._replace(model=four)))
    assert pick("does not tell where it looks", "没有说它看了哪里") in lab.looked.value
    lab.put(typed="abc")
    assert f"<b>{compute.read('own', 'abc', trained).text}</b>" in lab.out.value


def test_another_name_of_a_task_is_one_line():
    with pytest.raises(ValueError, match="no task 'chat'; there are speech, pictures, numbers, dates"):
        TasksLab("chat")
    with pytest.raises(ValueError, match="no task 'own'"):
        TasksLab("own")


def test_pictures_are_captioned_as_the_page_does_it(language):
    lab = TasksLab("pictures")
    assert lab.picture().alt and lab.grid.layout.display == ""
    inputs, lengths, _ = pictures.PAGE.batch(pictures.PAGE.HELD_OUT[:20])
    said = pictures.PAGE.greedy(pictures.reader(language), inputs, lengths, 12)
    right = 0
    for n, ids in enumerate(said):
        found = pictures.read(str(n + 1), language)
        assert found.output[:-1] == [pictures.PAGE.TARGET[i] for i in ids] and found.output[-1] == "EOS"
        assert found.weights.shape == (len(found.output), 36)
        torch.testing.assert_close(found.weights.sum(1), torch.ones(len(found.output)))
        right += found.text == found.expected
    assert right >= 15 and pictures.PAGE.LANGUAGE == "en"  # the lab leaves the page as it was
    for at in range(lab.strip.slider.max):
        lab.strip.slider.value = at + 1
        (drawn,) = drawings(lab.looked.value)
        shares = [float(one.get("fill-opacity")) for one in of_class(drawn, "share")]
        row = pictures.read(lab.typed.value, language).weights[at]
        assert len(shares) == 36 and shares.index(max(shares)) == int(row.argmax())
