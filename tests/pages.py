"""What the HTML of a lab says and draws, for tests."""

import re
from xml.etree import ElementTree


def words(page: str) -> str:
    """What it says outside its drawings and its style."""
    return re.sub("<[^>]*>", "", re.sub("(?s)<svg.*?</svg>|<style.*?</style>", "", page))


def drawings(page: str) -> list[ElementTree.Element]:
    """Its drawings; they must be well-formed."""
    return [ElementTree.fromstring(one) for one in re.findall("(?s)<svg.*?</svg>", page)]


def of_class(drawn: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The parts of a drawing that have this class."""
    return [one for one in drawn.iter() if name in one.get("class", "").split()]


def shade(part: ElementTree.Element) -> float:
    """How dark a cell of a map is, 0 to 1."""
    return float(re.search(r",([\d.]+)\)", part.get("fill"))[1])
