"""Fetched pages as one file or one stream.

1. One page is that file as it came.
2. Several pages of JSON are one line each: line breaks between tokens become spaces, which changes no value (a string
   has none: RFC 8259, section 7).
3. Several files of XML or BibTeX stay files: no one file of them is what the service gave.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.ground.errors import OutputError
from kg.ground.files.standard_streams import output_name
from kg.ground.files.targets import open_target

#: What the names of files that are written end with; any other name is a folder.
SUFFIXES = (".xml", ".atom", ".json", ".jsonl", ".ndjson", ".bib", ".gz")
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


def pages_beside(target: Path) -> Path:
    """Return the folder in which the pages of a file are kept, for resuming.

    >>> pages_beside(Path("a/papers.json")).name
    '.papers.json.fetch'
    """
    return target.with_name(f".{target.name}.fetch")


def write_gathered(pages: Sequence[Path], target: Path) -> None:
    """Write pages as one file, or to standard output.

    Raises:
        OutputError: it cannot be written, there is no page, or they cannot be one file.
    """
    where = output_name(target)
    if not pages:
        raise OutputError("nothing was found, so nothing is written", where=where, remedy="ask for something else")
    if len(pages) > 1 and pages[0].suffix != ".json":
        problem = f"the answer has {len(pages)} files, which cannot be one"
        raise OutputError(problem, where=where, remedy="name a folder: -o FOLDER")
    with open_target(target) as file:
        for page in pages:
            if len(pages) == 1:
                with page.open("rb") as source:
                    shutil.copyfileobj(source, file)
            else:
                file.write(page.read_bytes().translate(_LINE_BREAKS).strip() + b"\n")
