"""The text of a query from the bytes of a file or of standard input.

Programs on Windows put a byte order mark before UTF-8, and some write UTF-16 (Notepad's "Unicode", ``>`` of
PowerShell 5): both are read, and line ends stay as they are.
"""

from __future__ import annotations

import codecs

from kg.ground.errors import InputError

MARK = "\ufeff"  # a byte order mark, once it has been read as a character
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"),
)  # fmt: skip


def decode_query(data: bytes, where: str | None = None) -> str:
    """Decode the text of a query, in UTF-8 with or without a byte order mark, or in UTF-16 or UTF-32 with one.

    Args:
        where: what the fault calls the file.

    Raises:
        InputError: it is in another encoding, or binary.

    >>> decode_query(b"\\xef\\xbb\\xbfASK {}"), decode_query("ASK {}".encode("utf-16"))
    ('ASK {}', 'ASK {}')
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), _unmarked_encoding(data))
    try:
        return without_mark(data.decode(encoding))
    except UnicodeDecodeError as error:
        wanted = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        problem = f"the query is not {wanted} (byte {error.start + 1})"
        raise InputError(problem, where=where, remedy="save it as UTF-8") from error


def without_mark(text: str) -> str:
    """Drop a byte order mark at the beginning of a text.

    >>> without_mark("\\ufeffASK {}")
    'ASK {}'
    """
    return text.removeprefix(MARK)


def _unmarked_encoding(data: bytes) -> str:
    """Guess the encoding of bytes without a mark: each letter of SPARQL has a zero byte beside it in UTF-16."""
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" else "utf-8"
