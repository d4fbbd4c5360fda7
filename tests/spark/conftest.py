"""A Spark session for each file of tests; without Java and PySpark the tests are skipped, and say so."""

from __future__ import annotations

import importlib.util
import os
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kg.ground.errors import ClusterError
from kg.spark.cluster.session import check_java, spark_session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Of small inputs: few partitions, which are not joined to fewer, and little done by the compilers of Java.
QUICK = {
    "spark.sql.shuffle.partitions": "3", "spark.default.parallelism": "3", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g", "spark.executor.memory": "512m",
    "spark.sql.parquet.compression.codec": "uncompressed",
}  # fmt: skip


@pytest.fixture(scope="session")
def can_run() -> None:
    """Skips the tests that need Spark where it cannot run; with ``PAPERATLAS_SPARK`` set that is an error."""
    missing = [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]
    message = f"the engine spark was not tested: {', '.join(missing)} (pip install -e '.[spark]')"
    if not missing:
        try:
            check_java()
        except ClusterError as error:
            missing, message = ["Java"], f"the engine spark was not tested: {error}"
    if missing:
        if os.environ.get("PAPERATLAS_SPARK"):
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)


@pytest.fixture(scope="module")
def session(can_run: None) -> Iterator[SparkSession]:
    """Two workers in this process, which everything in a file of tests shares."""
    with spark_session("local[2]", QUICK) as made:
        yield made
