"""The diagram of docs/architecture.md: the folders of course_lib, and who imports whom."""

from .imports import FLOORS, between_floors
from .pen import BLUE, GREEN, INK, ORANGE, Diagram

COLOURS = {"chapters": ORANGE, "kit": ORANGE, "cli": INK, "disk": GREEN, "language": GREEN}  # else the core
WIDE, HIGH, STEP, ROW = 88, 34, 96, 52  # a box; from one box to the next


def plan_of_the_house(language: str) -> Diagram:
    """A staircase: whoever imports another folder is joined with it by a line to the right and down."""
    folders = ["cli", *reversed(FLOORS)]
    uses = between_floors()

    def told(between: str, nothing: str) -> str:
        named = {name: [other for other in folders if other in uses[name]] for name in folders}
        return between.join(f"{name}: {', '.join(others) or nothing}" for name, others in named.items())

    d = Diagram(
        language,
        len(folders) * STEP + 30,
        len(folders) * ROW + 60,
        ("Who imports whom in course_lib", "course_lib 里谁引用谁"),
        (
            f"The folders as a staircase, each with those it imports. {told('; ', 'none')}.",
            f"各文件夹排成阶梯，各自引用的是：{told('；', '无')}。",
        ),
    )
    places = {name: (65 + STEP * i, 40 + ROW * i) for i, name in enumerate(folders)}
    for name in folders:
        x, y = places[name]
        to_the_right = [places[other][0] for other in folders if other in uses[name]]
        if to_the_right:
            d.line(x + WIDE / 2, y, max(to_the_right), y, COLOURS.get(name, BLUE), 1.8)
        above = [places[other][1] for other in folders if name in uses[other]]
        if above:
            d.arrow((x, min(above)), (x, y - HIGH / 2))
    for name in folders:
        x, y = places[name]
        for other in folders:
            if other in uses[name]:
                d.square(places[other][0] - 5, y - 5, 10, COLOURS.get(name, BLUE))
        d.box(x, y, WIDE, HIGH, name, COLOURS.get(name, BLUE), 15)
    d.text(
        d.size[0] / 2,
        d.size[1] - 14,
        d.say(
            "A square: the folder at the left of its line imports the one below it.",
            "方块：这一行左端的文件夹，引用了它下方的那个。",
        ),
        15,
    )
    return d
