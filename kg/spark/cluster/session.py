"""A Spark session, and what it needs: PySpark, and Java 17 or 21.

What is missing is said before anything is started, with what to do about it: Spark's own messages come from another
language and name neither.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ground.errors import ClusterError
from kg.ground.extras import require

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
JAVAS = (17, 21)  # https://spark.apache.org/docs/latest/: what Spark 4 runs on
_APPLICATION = "paperatlas"
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
_RAISED = re.compile(r"(?!org\.|java\.|py4j\.)[\w.]*(?:Error|Exception|Interrupt): ")
_TRIES = 60  # seconds that Java may take to say its version; on a loaded machine it takes three
# A linker's batch of papers takes some seconds; Spark's own 10,000 would keep a task silent for a minute.
_BATCH = "500"
# Of a master in this process, which nobody else has to reach.
_AT_HOME = {
    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false",
}  # fmt: skip


@contextmanager
def spark_session(master: str | None, settings: Mapping[str, str]) -> Iterator[SparkSession]:
    """Give a session, which is stopped at the end if it was made here.

    Args:
        master: where it runs, e.g. ``local[2]`` or ``spark://host:7077``; None leaves it to ``spark-submit`` or the
            notebook, else all cores of this machine.
        settings: of Spark, by their names.

    Raises:
        MissingExtraError: PySpark is not installed. ClusterError: there is no Java that Spark runs on, or the session
            cannot be made.
    """
    require("spark", "the engine spark needs PySpark, pyarrow and pandas", "pyspark", "pyarrow", "pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of pandas, of which nothing is used
        from pyspark.sql import SparkSession
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    check_java()
    session = _new_session(master, settings)
    try:
        yield session
    finally:
        session.stop()


def _new_session(master: str | None, settings: Mapping[str, str]) -> SparkSession:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["PYTHONSAFEPATH"] = "1"  # Spark starts its workers with -m: no module of the working folder is run there
    submitted = master is None and "SPARK_ENV_LOADED" in os.environ
    chosen = master or (None if submitted else LOCAL)
    builder = SparkSession.builder.appName(_APPLICATION)
    own = {
        "spark.executorEnv.PYTHONSAFEPATH": "1", "spark.sql.execution.arrow.maxRecordsPerBatch": _BATCH,
        "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
    }  # fmt: skip
    if chosen:
        builder = builder.master(chosen)
        if chosen.startswith("local"):
            own |= _AT_HOME
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for name, value in {**own, **settings}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, RuntimeError) as error:
        remedy = "see what Spark wrote above; check --master, and the settings given with --spark-conf"
        raise ClusterError(
            f"no Spark session can be made ({cause_of_error(error)})", where=chosen, remedy=remedy
        ) from error


def check_java() -> None:
    """Check that the Java which PySpark would start is one that Spark runs on.

    Raises:
        ClusterError: there is none, or it is too old or too new.
    """
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    wanted = " or ".join(map(str, JAVAS))
    remedy = f"install Java {wanted} (on Debian: apt install default-jre-headless), or set JAVA_HOME to one"
    version = _java_version(program) if program else None
    if version is None:
        where = "JAVA_HOME" if home else None
        raise ClusterError("the engine spark needs Java, and there is none", where=where, remedy=remedy)
    if version not in JAVAS:
        raise ClusterError(f"this is Java {version}, and Spark runs on {wanted}", where=program, remedy=remedy)


def _java_version(program: str) -> int | None:
    """Ask Java for its version, e.g. 17; None where it cannot be run."""
    try:
        asked = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=_TRIES, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(asked.stderr)
    return int(found.group(1)) if found else None


def cause_of_error(error: BaseException) -> str:
    """Say in one line what an error of Spark says on pages: what went wrong in Python, else how it begins.

    >>> cause_of_error(RuntimeError("Job aborted\\nTraceback:\\n  File …\\nOSError: disk full\\n"))
    'OSError: disk full'
    """
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if _RAISED.match(line)]
    return raised[-1] if raised else next(iter(lines), type(error).__name__)
