"""The site as one archive, for groups that pass it on by chat or on a stick: unzip it, open index.html.

All stands in one folder, so that it does not spill over a desktop. Equal pages give an equal archive.
"""

import io
import zipfile
from pathlib import Path

from course_lib.disk import write_whole

FOLDER = "seq2seq-from-scratch"
FIRST = (
    "UNZIP-FIRST.txt"  # a browser that opens a page inside an archive finds neither its styles nor its labs
)
WORDS = """Unzip this file first, then open index.html in the folder that appears. No network is needed.
先解压，再打开解压出来的文件夹里的 zh/index.html。不需要联网。
"""
WHEN = (2026, 1, 1, 0, 0, 0)


def pack(site: Path, archive: Path) -> None:
    """Write the whole folder `site` to `archive`, which is there whole or not at all. Raises OSError."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr(_entry(FIRST), WORDS.replace("\n", "\r\n"))
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            made.writestr(_entry(path.relative_to(site).as_posix()), path.read_bytes())
    write_whole(archive, stream.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
