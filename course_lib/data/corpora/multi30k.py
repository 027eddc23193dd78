"""Multi30k, German to English: captions of photographs (Elliott et al. 2016), downloaded once and checked."""

import gzip
import logging
import os
from pathlib import Path

import pooch

from .corpus import Corpus, CorpusError, Facts, Pair
from .files import lines_of

URL = "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/"
SHA256 = {
    "train.de.gz": "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6",
    "train.en.gz": "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f",
    "val.de.gz": "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a",
    "val.en.gz": "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28",
    "test_2016_flickr.de.gz": "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8",
    "test_2016_flickr.en.gz": "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9",
}
FACTS = [
    Facts(
        "multi30k-de-en",
        (29_000, 1_014, 1_000),
        "text-word",
        "text-word",
        "that of Flickr30k, whose captions it translates: for research and teaching; not ours to pass on",
        "task 1 of github.com/multi30k/dataset: train, val and test_2016_flickr, raw lines and published "
        "parts as they are (one German sentence of val is in train too)",
        download="1.3 MB",
    )
]


def folder() -> Path:
    """Where the files are kept: multi30k/ in the folder that COURSE_DATA names, else in the user's cache."""
    return Path(os.environ.get("COURSE_DATA") or pooch.os_cache("seq2seq-course")) / "multi30k"


def load(name: str = "multi30k-de-en") -> Corpus:
    """The corpus of that name; the first call downloads what `folder` lacks.

    Raises CorpusError when a file can't be had or is not the one that its SHA-256 says.
    """
    return Corpus.of(FACTS[0], *(_pairs(part) for part in ("train", "val", "test_2016_flickr")))


def _pairs(part: str) -> list[Pair]:
    return list(zip(_lines(f"{part}.de.gz"), _lines(f"{part}.en.gz"), strict=True))


def _lines(file: str) -> list[str]:
    path = _fetch(file)
    with gzip.open(path, "rb") as stream:
        return list(lines_of(stream, str(path)))


def _fetch(file: str) -> Path:
    """The checked file, from the folder or else from its public address."""
    path = folder() / file
    if path.exists():
        if pooch.file_hash(str(path)) != SHA256[file]:
            raise CorpusError(f"{path}: damaged or another version (SHA-256 differs); delete it, try again")
        return path
    by_hand = (
        f"download {URL + file} by hand and put it into {path.parent}, "
        f"or let COURSE_DATA name a folder that has multi30k/{file}"
    )
    pooch.get_logger().setLevel(logging.ERROR)  # it would announce the download, in a line of its own
    try:
        downloader = pooch.HTTPDownloader(timeout=20)
        pooch.retrieve(URL + file, f"sha256:{SHA256[file]}", file, path.parent, downloader=downloader)
    except OSError as error:  # no network, no such page, a folder that can't be written, a full disk
        raise CorpusError(f"{path}: can't be downloaded ({_cause(error)}); {by_hand}") from None
    except ValueError:
        raise CorpusError(f"{URL + file}: not the expected file (SHA-256 differs); {by_hand}") from None
    return path


def _cause(error: OSError) -> str:
    """Why a download failed, in a few words."""
    from requests import exceptions

    response = getattr(error, "response", None)  # the server's, or a proxy's in its place
    refused = isinstance(error, exceptions.ProxyError)
    if (refused and " 407 " in str(error)) or (response is not None and response.status_code == 407):
        return "the proxy wants a name and a password, status 407: HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT"
    if response is not None:
        return f"the server answers {response.status_code} {response.reason}"
    if refused:
        return "the proxy that HTTPS_PROXY names does not let us through"
    if isinstance(error, exceptions.SSLError):
        return "no trusted connection; REQUESTS_CA_BUNDLE can name your network's own certificate"
    if isinstance(error, (exceptions.ConnectionError, exceptions.Timeout)):
        return "the network does not answer"
    return error.strerror or f"{type(error).__name__}: {error}"
