"""What is missing for the engine spark is named before anything starts, with what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.ground.errors import ClusterError
from kg.spark.cluster.session import check_java


def _java(folder: Path, version: str, code: int = 0) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{version}' >&2\nexit {code}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("version", ['openjdk version "17.0.15" 2025-04-15', 'java version "21" 2023-09-19 LTS'])
def test_a_java_that_spark_runs_on_is_taken(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path / "home", version)))
    check_java()


@pytest.mark.parametrize(
    ("version", "said"),
    [('java version "1.8.0_392"', "Java 8"), ('openjdk version "11.0.2"', "Java 11"), ('openjdk version "25"', "25"),
     ("Unable to locate a Java Runtime", "needs Java")],
)  # fmt: skip
def test_another_java_is_refused(version: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path / "home", version)))
    with pytest.raises(ClusterError, match=said) as caught:
        check_java()
    assert "17 or 21" in str(caught.value)
    assert "default-jre-headless" in str(caught.value)


@pytest.mark.parametrize("home", [True, False])
def test_no_java_is_said(home: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if home:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    else:
        monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match="there is none"):
        check_java()


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["build", *arguments]) == 1
    return capsys.readouterr().err


def test_no_pyspark_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    said = _said(capsys, "--engine", "spark", "-o", str(tmp_path / "out"), "-q")
    assert "needs PySpark" in said
    assert "[spark]" in said
    assert not (tmp_path / "out").exists()


def test_options_of_the_other_engine_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for option in (("--master", "local[2]"), ("--input", "s3a://a/b.jsonl"), ("--spark-conf", "a=b")):
        assert f"{option[0]} is of the engine spark" in _said(capsys, *option, "-o", str(tmp_path / "out"))
    assert "give --engine spark" in _said(capsys, "-o", "s3a://graphs/atlas")
    said = _said(capsys, "--engine", "spark", "--identify", str(tmp_path), "-o", str(tmp_path / "out"))
    assert "asks no index" in said
    assert not (tmp_path / "out").exists()


def test_a_setting_without_a_value_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--engine", "spark", "--spark-conf", "spark.executor.memory"]) == 2
    assert "NAME=VALUE" in capsys.readouterr().err
