"""The widgets of the tasks lab."""

import ipywidgets as widgets
import torch

from course_lib.kit.card import card
from course_lib.kit.controls import TokenStrip, button, choice, fill, menu, named, picture_box, row, text_box
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from .. import figures
from ..own_task import Trained
from ..sound import RATE, sound, wav
from . import cards, pictures
from .answer import Answer
from .compute import EXAMPLES, NOISE, read, reader, say, speakers

NOISES = {
    "none": ("none", "没有"),
    "soft": ("soft", "轻"),
    "loud": ("loud", "响"),
    "louder": ("louder", "很响"),
}


class TasksLab(Lab):
    """Choose a task, type its input, and watch the output with attention beside it; speech can be heard.

    With `own`, what a learner's own task has trained, that task comes first.
    """

    title = ("tasks", "任务")

    def __init__(self, task: str | None = None, own: Trained | None = None):
        """The task that stands there at first: "speech", "pictures", "numbers", "dates" or "own"."""
        self._own, language = own, pick("en", "zh")
        names = {
            "own": pick("your own", "你自己的"),
            "speech": pick("speech", "语音"),
            "pictures": pick("pictures", "图片"),
            "numbers": pick("number words", "数词"),
            "dates": pick("dates", "日期"),
        }
        if own is None:
            names.pop("own")
        self._examples = EXAMPLES | ({} if own is None else {"own": own.examples()})
        self._at = dict.fromkeys(names, 0)
        first = task or next(iter(names))
        if first not in names:
            raise ValueError(f"no task {first!r}; there are {', '.join(names)}")
        self.task = choice([(name, key) for key, name in names.items()], first)
        self.typed = text_box(self._examples[first][0], "input", "输入")
        self.another = button(pick("Another example", "换一个例子"), self._another)
        voices = [
            (name if part != "flite" else f"{name} (flite)", (part, name))
            for part, name in speakers(language)
        ]
        self.voice = menu(voices, voices[0][1], "voice", "嗓音")
        self.noise = choice([(pick(*NOISES[name]), name) for name in NOISE], "none")
        silence = wav(torch.zeros(RATE // 10))  # a browser complains of an empty file
        self.player = widgets.Audio(value=silence, format="wav", autoplay=False, loop=False)
        self.box = picture_box("44em")
        self.heard = widgets.VBox(
            [row(self.voice), named("noise", "噪声", self.noise), self.player, self.box]
        )
        self.strip = TokenStrip("token", "词元")
        self.out, self.looked = widgets.HTML(), widgets.HTML()
        self.grid = widgets.VBox([self.strip.buttons, self.strip.slider, self.looked])
        self.bench = widgets.VBox([self.grid, self.heard])
        self.view = widgets.VBox([self.task, row(self.typed, self.another), self.out, self.bench])
        self.watch(self._example, self.task)
        self.watch(self.show, self.typed, self.voice, self.noise, self.strip.slider)
        self.show()

    def picture(self) -> Figure:
        return figures.listen(self._heard("407", "none"))

    def _another(self) -> None:
        self._at[self.task.value] += 1
        self._example()

    def _example(self) -> None:
        task = self.task.value
        self.put(typed=self._examples[task][self._at[task] % len(self._examples[task])])

    def _heard(self, typed: str, noise: str) -> figures.Heard:
        language = pick("en", "zh")
        return figures.compute(reader(language), say(typed, language, self.voice.value, noise))

    def draw(self) -> None:
        spoken = self.task.value == "speech"
        self.grid.layout.display = "none" if spoken else ""
        self.heard.layout.display = "" if spoken else "none"
        if spoken:
            self._draw_heard(self._heard(self.typed.value, self.noise.value))
        elif self.task.value == "pictures":
            self._draw_seen(pictures.read(self.typed.value, pick("en", "zh")))
        else:
            self._draw_read(read(self.task.value, self.typed.value, self._own))

    def _draw_heard(self, found: figures.Heard) -> None:
        self.out.value = card(cards.verdict(found.said, "".join(map(str, found.spoken.digits))))
        self.player.value = wav(sound(found.spoken.frames))
        fill(self.box, figures.listen(found).png())

    def _draw_read(self, found: Answer) -> None:
        self.out.value = card(cards.told(found))
        self.strip.show(found.output)
        self.looked.value = card(cards.looked(found, min(self.strip.at, len(found.output) - 1)))

    def _draw_seen(self, found: Answer) -> None:
        self.out.value = card(cards.verdict(found.text, found.expected))
        self.strip.show(found.output)
        at = min(self.strip.at, len(found.output) - 1)
        self.looked.value = card(pictures.looked(found, self.typed.value, at))
