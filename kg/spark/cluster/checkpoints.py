"""Stages kept on the cluster's disk: what a stage made is read from there by all that follows.

So an executor that is lost costs the partitions that it was working on, not the stages before; and a build that was
stopped goes on with the stages that were whole. The folder is named by all that the result depends on, so a build of
other files, of another version or with other options begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.spark.cluster.cluster_files import ClusterFolder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_WHOLE = "_SUCCESS"  # the file that Spark writes last into the folder of a stage


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The stages of one build.

    Attributes:
        folder: where they are kept. reused: hears the name of each stage that an earlier run made.
    """

    session: SparkSession
    folder: ClusterFolder
    reused: Callable[[str], None] = lambda name: None

    def keep(self, name: str, frame: DataFrame, *, by: str | None = None) -> DataFrame:
        """Write a frame, unless it is there, and return it as it is read back.

        Args:
            by: a column of few values by which the rows are kept apart, so that those of one are read alone.
        """
        place = self.folder.at(name)
        if self.is_whole(name):
            self.reused(name)
        else:
            writer = frame.write.mode("overwrite")
            (writer.partitionBy(by) if by else writer).parquet(place)
        return self.session.read.schema(frame.schema).parquet(place)

    def is_whole(self, name: str) -> bool:
        """Tell whether a stage is there to its end."""
        return self.folder.exists(f"{name}/{_WHOLE}")
