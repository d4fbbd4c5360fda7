"""The page of a release for people: what it is, how much, how it was made, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.release.parquet_tables import TABLES
from kg.release.release_files import DESCRIPTION, TITLE, Release


def release_readme(release: Release) -> str:
    """Write the README of a release, as Markdown."""
    return "\n".join(_lines(release)) + "\n"


def _lines(release: Release) -> Iterator[str]:
    yield from (f"# {TITLE}, data", "", DESCRIPTION, "")
    yield f"Version `{release.version}`" + (f", papers up to {release.date}." if release.date else ".")
    yield from ("", "## What is here", "", "| file | what | bytes |", "|---|---|---|")
    yield from (f"| `{each.name}` | {each.meaning} | {each.size:,} |" for each in release.files)
    yield from (
        "", "`dcat.ttl` (DCAT 3 and VoID), `croissant.json` (Croissant 1.0) and `ro-crate-metadata.json` (RO-Crate "
        "1.1) describe these files for machines. `sha256sum -c SHA256SUMS` checks that they are whole.", "",
    )  # fmt: skip
    yield from ("## How much", "", "| | |", "|---|---|")
    yield from (f"| {name} | {number:,} |" for name, number in release.manifest.count_rows())
    yield from ("", "## How it was made", "", "PaperAtlas read these files and linked what their papers name:", "")
    yield from (f"- `{_inline(each.name)}`, SHA-256 `{each.sha256}`" for each in release.manifest.inputs)
    versions = ", ".join(f"{name} `{version}`" for name, version in release.manifest.versions.items())
    yield from (
        "", f"Versions: {versions}. A link is stated as a fact from a confidence of {release.manifest.assert_above:g} "
        "on (`asserted`). The same files and versions give the same release, to the byte.", "",
    )  # fmt: skip
    yield from ("## Licence", "", f"{release.rights} The dedication: <{release.licence}>.", "", "## Tables", "")
    for table in TABLES:
        yield from (f"### {table.name}.parquet", "")
        yield from (f"Each of its {release.rows[table.name]:,} rows is {table.meaning}.", "")
        yield from ("| column | type | what |", "|---|---|---|")
        yield from (f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in table.columns)
        yield ""
    yield from (
        "```python", "import pandas", 'links = pandas.read_parquet("links.parquet")',
        'nodes = pandas.read_parquet("nodes.parquet").set_index("id")', "```",
    )  # fmt: skip


def _inline(text: str) -> str:
    """Write a name so that it can be Markdown code: in one line, without what would end it."""
    return text.replace("`", "'").replace("\n", " ")
