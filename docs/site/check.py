"""What is wrong with a folder of HTML pages: links that lead nowhere, and parts fetched from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {  # tags whose address a browser fetches by itself
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}
NOT_FETCHED = {"canonical", "next", "prev", "author", "search", "index", "alternate"}  # kinds of <link>
IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")

BESIDE = re.compile(r"""url\(\s*["']?(?!data:|[a-z]+:|/|\#)([^"')\s?#]+)""")


class Page(HTMLParser):
    """The names that links can lead to, the links, and what the page fetches."""

    def __init__(self, text: str):
        super().__init__()
        self.names, self.links, self.fetched = set(), [], IN_STYLES.findall(text)
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.names |= {attributes.get("id"), attributes.get("name")}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        address = attributes.get(FETCHED.get(tag))
        if address and (tag != "link" or not NOT_FETCHED & set((attributes.get("rel") or "").split())):
            self.fetched.append(address)


def problems(folder: Path) -> list[str]:
    """One line for each link to a missing file or place, and for each part from outside the folder."""
    folder = folder.resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        name = path.relative_to(folder).as_posix()
        for address in page.fetched:
            if urlsplit(address).netloc:
                found.append(f"{name}: fetches {address}")
        for address in page.links + page.fetched:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or folder not in target.parents:
                found.append(f"{name}: no such file: {address}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names:
                found.append(f"{name}: no such place: {address}")
    for path in sorted(folder.rglob("*.css")):
        name, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        found += [f"{name}: fetches {address}" for address in IN_STYLES.findall(text)]
        for address in BESIDE.findall(text):
            if not (path.parent / unquote(address)).is_file():
                found.append(f"{name}: no such file: {address}")
    return found
