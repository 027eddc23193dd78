"""Nature: what bytes that are no UTF-8 text in lines look like, so that an error can name the remedy."""

import re
import unicodedata

_PLAIN = "give a file of plain text"
_KINDS = {  # how files begin that are given by mistake
    rb"\x1f\x8b": "is a gzip file; unpack it first",
    rb"BZh[1-9]1AY&SY": "is a bzip2 file; unpack it first",
    rb"\xfd7zXZ\0": "is an xz file; unpack it first",
    rb"\x28\xb5\x2f\xfd": "is a zstd file; unpack it first",
    rb"7z\xbc\xaf\x27\x1c": "is a 7z file; unpack it first",
    rb"PK\x03\x04": f"is a zip file, as .docx, .xlsx and .odt are too; {_PLAIN}",
    rb"\xd0\xcf\x11\xe0": f"is an old Word or Excel file; {_PLAIN}",
    rb"{\\rtf": f"is an RTF file; {_PLAIN}",
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a": f"is a picture; {_PLAIN}",
    rb"%PDF-": f"is a PDF file; {_PLAIN}",
    rb"\xff\xfe\0\0|\0\0\xfe\xff": "looks like UTF-32; save the file as UTF-8",
    rb"\xff\xfe|\xfe\xff": "looks like UTF-16; save the file as UTF-8",
}


def nature(raw: bytes, number: int) -> str:
    """What is wrong with the bytes of line `number`, 1 the first, and the remedy; "" for what may be text."""
    if number == 1:
        for start, kind in _KINDS.items():
            if re.match(start, raw):
                return kind
    if b"\0" not in raw:
        old = number == 1 and not raw.endswith(b"\n") and b"\r" in raw.rstrip(b"\r")
        remedy = "save the file with Unix line ends (LF)"
        return f"its lines end with carriage returns, as on old Macs; {remedy}" if old else ""
    if len(raw) > 4 and not raw.strip(b"\0\r\n"):
        return "nothing but NUL bytes, so the file is damaged; copy or download it again"
    if wide := _wide(raw, number):
        return f"looks like {wide}; save the file as UTF-8"
    return f"byte {raw.index(0) + 1} is NUL, so this is no text file; {_PLAIN}"


def _wide(raw: bytes, number: int) -> str:
    """UTF-16 or UTF-32, if the line is text in it, else "".

    A line feed has zeros before it in big-endian, and in little-endian after it, which begin the next line.
    """
    for bits in (32, 16):
        width = bits // 8
        zeros = bytes(width - 1)
        readings = []
        if not raw.endswith(b"\n") or raw.endswith(zeros + b"\n"):
            readings.append((raw, "be"))
        if number == 1 or raw.startswith(zeros):
            readings.append((raw[0 if number == 1 else width - 1 :].removesuffix(b"\n"), "le"))
        for body, order in readings:
            text = body[: len(body) // width * width].decode(f"utf-{bits}-{order}", errors="replace")
            if text and all(map(_is_written, text)):
                return f"UTF-{bits}"
    return ""


def _is_written(character: str) -> bool:
    """Whether people write it: no control character, none that is not assigned, no sign of an error."""
    odd = character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co"}
    return character in "\t\r\n" or not odd
