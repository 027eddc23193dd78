"""Chat: conversations are cleaned and split, replies are found and compared; and what the record says."""

import json
import re

import pytest

from course_lib.chapters.ch11_applications import conversations
from course_lib.chapters.ch11_applications.replies import Nearest, alike
from course_lib.data.corpora.corpus import CorpusError


def talk(*messages: str) -> dict:
    """A conversation as it is in the file."""
    return {"messages": [[{"text": text, "sender": "an id", "timestamp": "a time"}] for text in messages]}


def test_what_one_person_typed_is_one_message_in_small_letters():
    assert conversations.clean(["Hello!", "How’s it going?"]) == "hello ! how ' s it going ?"
    assert conversations.clean([" ".join(["well"] * conversations.LONGEST)])
    assert not conversations.clean([" ".join(["well"] * (conversations.LONGEST + 1))])
    assert not conversations.clean([]) and not conversations.clean(["...", "?!"])


@pytest.mark.parametrize(
    "text",
    [
        "write to me@example.org",
        "it is www.example.org",
        "see https://example.org",
        "call 555-0199",
        "call 555 0199 now",
        "my code is 84321",
        "I'm at <place>",
        "nice 😀",
        "what the f" + "uck",
    ],
)
def test_a_message_with_something_personal_or_an_oath_is_left_out(text):
    assert conversations.clean([text]) == ""
    assert conversations.clean(["call me in 2018"]) == "call me in 2018"


def test_pairs_are_neighbours_of_usual_words_and_no_prompt_is_in_two_parts():
    usual = [talk("hi there", "hello", "how are you") for _ in range(80)]
    asked = [talk(f"what is {a} {b}", "hello") for a in "abcdefghij" for b in "abcdefghij"]
    rare = [talk("hi there", "i am Xerxes", "hello")]
    broken = [talk("hi there", "call 555-0199", "hello")]
    parts = conversations.split(usual + asked + rare + broken)
    told = set(parts.train + parts.valid + parts.test)
    assert {("hi there", "hello"), ("hello", "how are you")} <= set(parts.train)
    assert not any("xerxes" in text for pair in told for text in pair)
    assert ("hi there", "how are you") not in told  # what stood between is not jumped over
    prompts = [{prompt for prompt, _ in part} for part in parts]
    held = len(parts.valid) + len(parts.test)
    assert held > 5 and not prompts[0] & (prompts[1] | prompts[2]) and not prompts[1] & prompts[2]
    assert held == len(prompts[1]) + len(prompts[2])  # each once
    assert parts == conversations.split(usual + asked + rare + broken)


def test_who_lacks_the_data_reads_in_one_line_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setattr(conversations, "find_spec", lambda name: None)
    monkeypatch.delenv("COURSE_DATA", raising=False)
    with pytest.raises(
        CorpusError, match=r"^no conversations: pip install chitchat-dataset==0\.9\.0"
    ) as said:
        conversations.load()
    assert "\n" not in str(said.value)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "chitchat").mkdir()
    (tmp_path / "chitchat" / "dataset.json").write_text(json.dumps({"1": talk("a", "b")}))
    with pytest.raises(CorpusError, match=re.escape(str(tmp_path)) + ".*another version"):
        conversations.load()


def test_the_nearest_prompt_shares_the_rare_words():
    old = [("do you like music", "yes"), ("do you like old dogs", "I have two"), ("what is new", "not much")]
    nearest = Nearest(old)
    assert nearest.reply("are you fond of dogs") == "I have two"
    assert nearest.reply("what else is new") == "not much"
    assert nearest.reply("do you like music") == "yes"
    assert nearest.reply("quite unheard") == "yes"  # no word in common: the first
    assert nearest.weights[2] == pytest.approx(dict.fromkeys(("what", "is", "new"), 3**-0.5))


def test_a_rare_word_counts_more_than_three_common_ones():
    common = [(f"do you like {thing}", "yes") for thing in "abcdefghij"]
    assert Nearest([*common, ("here are dogs", "two of them")]).reply("do you like dogs") == "two of them"


def test_replies_that_are_alike():
    found = alike(["yes", "yes", "i am at home", "i am at work"])
    assert found == {"distinct": 0.75, "most": 0.5, "beginnings": 0.5, "tokens": 2.5}
    with pytest.raises(ValueError, match="no replies"):
        alike([])
