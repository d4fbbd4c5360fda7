"""The folder that a build on a cluster writes: parts of text, tables, and a manifest that says what they are.

1. All is written into a folder beside it (``.NAME.building``): the stages, which a later run may go on with, and the
   result.
2. When everything is there, the manifest is written; then the result takes the name. Killed in between, the next run
   finishes the move.
3. A folder that no build on a cluster made is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kg.atlas.manifest import InputFile
from kg.ground.errors import OutputError
from kg.ground.files.integrity import MANIFEST, sealed, unsealed
from kg.spark.cluster.cluster_files import ClusterFolder
from kg.spark.cluster.text_parts import part_files

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ENGINE = "spark"
_FORM = 1  # of the manifest
_RESULT = "result"


@dataclass(frozen=True, slots=True)
class PartsManifest:
    """What a build on a cluster made.

    Attributes:
        versions, base, inputs, counts, assert_above: as in the manifest of a local build.
        parts: the parts of each file, in their order, with the size of each in bytes.
    """

    versions: Mapping[str, str]
    base: str
    assert_above: float
    inputs: tuple[InputFile, ...]
    counts: Mapping[str, int]
    parts: Mapping[str, Mapping[str, int]]

    def count_rows(self) -> list[tuple[str, int]]:
        """Return the counts as rows of a table; as for the manifest of a local build."""
        return list(self.counts.items())

    def text(self) -> bytes:
        """Write the manifest as JSON."""
        return sealed({"engine": ENGINE, "form": _FORM, **asdict(self)})


@dataclass(frozen=True, slots=True)
class SparkFolder:
    """The folder of a build, and the one beside it in which it is made."""

    target: ClusterFolder
    building: ClusterFolder
    result: ClusterFolder

    @classmethod
    def opened(cls, session: SparkSession, address: str) -> SparkFolder:
        """Begin a build; a move that was not finished is.

        Raises:
            OutputError: the folder holds something else.
        """
        parent, _, name = address.rstrip("/").rpartition("/")
        building = ClusterFolder(session, f"{parent}/.{name}.building")
        folder = cls(ClusterFolder(session, address), building, ClusterFolder(session, building.at(_RESULT)))
        if folder.result.exists(MANIFEST):
            folder._move()
        folder._check_target()
        building.remove(_RESULT)
        building.make()
        return folder

    def _check_target(self) -> None:
        if not self.target.is_there() or self.target.is_empty():
            return
        if not self.target.exists(MANIFEST) or engine_of_manifest(self.target.read(MANIFEST)) != ENGINE:
            remedy = "name another folder with -o"
            raise OutputError("the folder holds what no build on a cluster made", where=self.target.address,
                              remedy=remedy)  # fmt: skip

    def stages(self, fingerprint: str) -> ClusterFolder:
        """Return the folder of the stages of a build; those of other builds are removed."""
        own = f"stages-{fingerprint}"
        for name in self.building.names():
            if name.startswith("stages-") and name != own:
                self.building.remove(name)
        return self.building.inside(own)

    def finish(
        self,
        versions: Mapping[str, str],
        base: str,
        assert_above: float,
        inputs: tuple[InputFile, ...],
        counts: Mapping[str, int],
    ) -> PartsManifest:
        """Write the manifest, and let the result take its place."""
        parts: dict[str, dict[str, int]] = {}
        for name in self.result.names():
            inside = self.result.inside(name)
            if inside.is_folder():
                parts[name] = {file.name: file.size for file in part_files(inside)}
        manifest = PartsManifest(versions, base, assert_above, inputs, counts, parts)
        self.result.write(MANIFEST, manifest.text())
        self._move()
        return manifest

    def _move(self) -> None:
        """Let the result take its place; the last build is kept until it has."""
        self.building.remove("last")
        if self.target.is_there():
            self.target.rename(self.building.at("last"))
        self.result.rename(self.target.address)
        self.building.remove("")


def engine_of_manifest(text: bytes) -> str | None:
    """Return the engine that made a folder, by its manifest; None where it is no manifest, or does not say."""
    try:
        engine = unsealed(text).get("engine")
    except ValueError:
        return None
    return engine if isinstance(engine, str) else None
