"""Question: to be answered in words. Nobody judges; the learner compares."""

from course_lib.kit.chapter import Chapter
from course_lib.language import pick

from ..card import card
from .ledger import ledger
from .note import Note, Text, block, chosen, lines, plain, rich


class Question:
    """Evaluate it to read the question; then `answer("…")`."""

    kind = "question"

    def __init__(self, module: str, name: str, title: Text, statement: Text, good: Text):
        """`module` is the one it stands in; `good` is what a good answer contains."""
        self.chapter, self.name, self.title = Chapter.of(module), name, title
        self.id, self.call = f"{self.chapter.name}.{name}", f"ch{self.chapter.number}.{name}"
        self.statement, self.good = statement, good
        ledger.register(self)

    @property
    def parts(self) -> list[str]:
        """What the ledger keeps of it."""
        return [self.id]

    def _statement(self) -> str:
        head = pick("In your own words", "用自己的话说") + f" · {chosen(self.title)}"
        return lines(f"**{head}**", chosen(self.statement))

    def __repr__(self) -> str:
        return plain(self._statement())

    def _repr_html_(self) -> str:
        return card(rich(self._statement()))

    def answer(self, text: str) -> Note:
        """Keep the learner's answer, then show what a good answer contains."""
        if not isinstance(text, str) or not text.strip():
            ask = pick(
                f'**Write first.** Two sentences are enough: `{self.call}.answer("…")`. '
                "Then you will see what a good answer contains.",
                f'**先写下来。**两句话就够：`{self.call}.answer("…")`。写完就能看到好答案包含哪些要点。',
            )
            return Note(ask).show()
        notice = ledger.record(self.id, done=True, answer=text.strip())
        yours = pick("**Your answer**", "**你的回答**")
        ours = pick("**A good answer contains**", "**好的回答包含这些要点**")
        return Note(lines(yours, block(text.strip()), ours, chosen(self.good), notice)).show()
