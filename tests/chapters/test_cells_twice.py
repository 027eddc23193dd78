"""A cell may be run again, any number of times, without breaking a later one: every lesson, cell by cell."""

import random
import re
import sys
from pathlib import Path

import not_yet
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(NOTEBOOKS))

import build  # noqa: E402

SOURCES = {path.stem: path for path in sorted((NOTEBOOKS / "source").glob("[0-9][0-9]_*.py"))}
DEEPER = [name for name in SOURCES if name.endswith("_deeper")]
LESSONS = [name for name in SOURCES if name not in DEEPER]
# What stays after the cell, in every cell that follows, and in the learner's own.
SWITCHES = re.compile(
    r"set_(?:grad_enabled|default_\w+|num_interop_threads|printoptions|flush_denormal)\(|use_deterministic"
    r"|rcParams\[|filterwarnings\(|simplefilter\(|inference_mode\(True\)\.__enter__|(?m:^torch\.no_grad\(\))"
)


def run(source: Path, order: list[int]) -> None:
    """Run these code cells of a source, counted from 0, in this order, in a fresh kernel."""
    cells = build.read(source)
    nb, written = build.edition(cells, "en"), build.in_edition(cells, "en")
    code = [number for number, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    again = nb.copy()
    again.cells = [nb.cells[code[number]].copy() for number in order]
    build.execute(again, [written[code[number]] for number in order], NOTEBOOKS, source.name)


def number_of_cells(source: Path) -> int:
    return sum(cell.kind == "code" for cell in build.read(source))


def twice(name: str) -> None:
    source = SOURCES[name]
    run(source, [number for number in range(number_of_cells(source)) for _ in range(2)])


@pytest.mark.parametrize("name", not_yet.params("cells run twice in place", LESSONS))
def test_every_cell_runs_twice_in_place(name):
    twice(name)


@pytest.mark.long
@pytest.mark.parametrize("name", DEEPER)
def test_every_cell_of_a_deeper_notebook_runs_twice_in_place(name):
    twice(name)


@pytest.mark.long
@pytest.mark.parametrize("name", not_yet.params("cells run again at random", [*LESSONS, *DEEPER]))
def test_a_notebook_goes_on_after_earlier_cells_were_run_again(name):
    """Down to some cell, then three of those above it in any order, then the rest. The name is the seed."""
    rng, cells = random.Random(name), list(range(number_of_cells(SOURCES[name])))
    stop = rng.randrange(len(cells) // 2, len(cells))
    run(SOURCES[name], [*cells[:stop], *rng.sample(cells[:stop], min(3, stop)), *cells[stop:]])


def test_a_cell_that_cannot_be_run_twice_is_found(tmp_path):
    source = tmp_path / "00_words.py"
    source.write_text('# %%\nLANGUAGE = "en"\n\n# %%\nx = [1]\n\n# %%\nx = x[0]\n', encoding="utf-8")
    run(source, [0, 1, 2])
    run(source, [0, 0, 1, 1, 2])
    with pytest.raises(build.CellError, match="line 8: this cell failed"):
        run(source, [0, 1, 2, 2])


@pytest.mark.parametrize("name", not_yet.params("no global switches", SOURCES))
def test_no_cell_switches_anything_for_all_cells_to_come(name):
    code = [cell for cell in build.read(SOURCES[name]) if cell.kind == "code"]
    assert [line for cell in code for line in cell.text.splitlines() if SWITCHES.search(line)] == []
