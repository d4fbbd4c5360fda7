"""What every task of a build is told, and the linker that a Python worker loads once for all its tasks."""

from __future__ import annotations

from dataclasses import dataclass

from kg.catalogue.layer.own_layer import CatalogueLayer
from kg.graph.correction.corrections import Correction
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.corrector import Corrector
from kg.ground.errors import ClusterError
from kg.ground.imported_result import DescribedArtifact
from kg.linker.linker import Linker, load_layered_linker


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What decides what is made of the records.

    Attributes:
        base: the base IRI. assert_above: the confidence from which links are stated as facts.
        corrections: of people. described: what files say of artifacts. linker_version: of the driver's linker.
        layer: of the catalogue, where the driver's user has one.
    """

    base: str
    assert_above: float
    corrections: tuple[Correction, ...]
    described: tuple[DescribedArtifact, ...]
    linker_version: str
    layer: CatalogueLayer | None = None

    def linker(self) -> Linker:
        """Load the linker of this process, or return the one that is loaded.

        Raises:
            ClusterError: this machine has another version than the driver.
        """
        linker = load_layered_linker(self.described, self.layer)
        if linker.version != self.linker_version:
            remedy = "install the same wheel on the driver and on all workers"
            raise ClusterError("a worker of the cluster has another version of PaperAtlas", remedy=remedy)
        return linker

    def identity(self) -> PaperIdentity:
        """Make what merges records as people said."""
        return PaperIdentity(self.corrections, self.base)

    def corrector(self) -> Corrector:
        """Make what corrects readings as people said."""
        return Corrector(self.corrections, self.linker().catalogue, self.base)
