"""The list of checksums of a folder's files, as ``sha256sum -c`` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CHECKSUMS = "SHA256SUMS"


def write_checksums(folder: Path, sums: Mapping[str, str]) -> None:
    """Write the list into the folder, sorted by name.

    Args:
        sums: file name to SHA-256, hexadecimal.
    """
    lines = (f"{sums[name]}  {name}\n" for name in sorted(sums))
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def checksummed_names(folder: Path) -> frozenset[str] | None:
    """Read which files the list of a folder names; None where there is no list that can be read."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return frozenset(line.partition("  ")[2] for line in lines)
