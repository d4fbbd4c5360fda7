"""The folder that a build on a cluster writes: parts of text, tables, and a manifest that says what they are.

1. All is written into a folder beside it (``.NAME.building``): the stages, which a later run may go on with, and the
   result.
2. When everything is there, the manifest is written; then the result takes the name. Killed in between, the next run
   finishes the move.
3. A folder that no build on a cluster made is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ground.errors import OutputError
from kg.ground.files.integrity import MANIFEST
from kg.publish.parts_folder import PartsManifest, parse_parts_manifest
from kg.spark.cluster.cluster_files import ClusterFolder
from kg.spark.cluster.text_parts import part_files

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_RESULT = "result"


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
        if not self.target.exists(MANIFEST) or parse_parts_manifest(self.target.read(MANIFEST)) is None:
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

    def parts(self) -> dict[str, dict[str, int]]:
        """List the parts of each file of the result, in their order, with their sizes."""
        folders = {name: self.result.inside(name) for name in self.result.names()}
        return {
            name: {file.name: file.size for file in part_files(folder)}
            for name, folder in folders.items()
            if folder.is_folder()
        }

    def finish(self, manifest: PartsManifest) -> None:
        """Write the manifest, and let the result take its place."""
        self.result.write(MANIFEST, manifest.text())
        self._move()

    def _move(self) -> None:
        """Let the result take its place; the last build is kept until it has."""
        self.building.remove("last")
        if self.target.is_there():
            self.target.rename(self.building.at("last"))
        self.result.rename(self.target.address)
        self.building.remove("")
