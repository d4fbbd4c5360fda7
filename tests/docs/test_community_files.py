"""What a stranger finds beside the code: each file is valid and says what the package, .ci/run and the Makefile say."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from copy import copy
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg import __version__

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
RELEASE = ROOT / ".github" / "workflows" / "release.yml"
FORMS = [path for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps_of(job: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = load(WORKFLOW)["jobs"][job]["steps"]
    return steps


def commands_of(job: str) -> list[str]:
    return list(chain.from_iterable(step["run"].splitlines() for step in steps_of(job) if "run" in step))


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", [WORKFLOW, RELEASE]),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_valid_by_its_schema(schema: str, files: list[Path]) -> None:
    """The schemas come with check-jsonschema, so nothing is fetched."""
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_stands_in_the_package_alone() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "kg/ground/version.py"
    assert load(ROOT / "CITATION.cff")["version"] == __version__


def test_the_citation_says_what_the_package_says() -> None:
    citation, project = load(ROOT / "CITATION.cff"), PROJECT["project"]
    assert citation["license"] == project["license"]
    assert citation["keywords"] == project["keywords"]
    assert citation["authors"] == project["authors"]


def test_what_is_deposited_says_what_the_package_says() -> None:
    deposit, project = load(ROOT / ".zenodo.json"), PROJECT["project"]
    assert deposit["license"] == project["license"]
    assert deposit["keywords"] == project["keywords"]
    assert deposit["creators"] == project["authors"]
    assert deposit["description"].split() == load(ROOT / "CITATION.cff")["abstract"].split()


def test_a_release_is_published_by_a_job_that_sees_no_code_and_no_secret() -> None:
    jobs = load(RELEASE)["jobs"]
    assert "secrets." not in RELEASE.read_text(encoding="utf-8")
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert not any("run" in step or "checkout" in step["uses"] for step in jobs["publish"]["steps"])
    tried = next(step["run"] for step in jobs["build"]["steps"] if "another folder" in step.get("name", ""))
    assert "dist/*.whl" in tried


def test_the_container_serves_as_nobody_what_it_was_given() -> None:
    lines = [line for line in (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    last = lines[max(at for at, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert re.fullmatch(r"USER [1-9]\d*", next(line for line in last if line.startswith("USER ")))
    copied = {word for line in lines if re.match("COPY (?!--from)", line) for word in line.split()[1:-1]}
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    assert {name.lstrip("!") for name in ignored if name[0] == "!"} == copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    from kg.cli.look.serve import serve

    command = next(yaml.safe_load(line.removeprefix("CMD ")) for line in last if line.startswith("CMD "))
    assert command[0] == "serve"
    # Of a copy: a context leaves its own --help in the command, for later tests to see.
    copy(serve).make_context("serve", command[1:])


def test_the_workflow_runs_every_step_of_ci_run() -> None:
    steps = re.findall(r"^make (\w+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    jobs = {job: [shlex.split(command)[:2] for command in commands_of(job)] for job in ("lint", "test", "versions")}
    assert {"test", "reason", "demo", "versions"} <= set(steps)
    assert [step for step in steps if ["make", step] not in chain.from_iterable(jobs.values())] == []
    written_out = [step["name"] for step in steps_of("windows") if "name" in step]
    for command in jobs["test"]:
        if command[0] == "make":
            assert any("({})".format(" ".join(command)) in name for name in written_out), f"{command} on Windows"


def test_the_workflow_calls_targets_and_files_that_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = [word for job in load(WORKFLOW)["jobs"] for command in commands_of(job) for word in shlex.split(command)]
    targets = {after for word, after in pairwise(words) if word == "make"}
    assert [target for target in targets if f"\n{target}:" not in makefile] == []
    paths = {word for word in words if re.match(r"(?:tests|docs|kg|\.ci)(?:/|$)|cli\.py$", word)}
    assert len(paths) > 10
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_the_workflow_has_each_system_and_each_python() -> None:
    jobs = load(WORKFLOW)["jobs"]
    classifiers = PROJECT["project"]["classifiers"]
    pythons = [name.rpartition(" ")[2] for name in classifiers if re.search(r"Python :: \d\.\d+$", name)]
    assert pythons == ["3.11", "3.12", "3.13"]
    for job in ("test", "windows"):
        assert jobs[job]["strategy"]["matrix"]["python"] == pythons
    several = next(step["with"]["python-version"] for step in steps_of("versions") if "python-version" in str(step))
    assert sorted(several.split()) == pythons
    systems = [*jobs["test"]["strategy"]["matrix"]["os"], jobs["windows"]["runs-on"]]
    assert [name.partition("-")[0] for name in systems] == ["ubuntu", "macos", "windows"]


def test_hooks_are_programs_of_the_environment() -> None:
    lint = {re.split(r"[<>=]", name)[0] for name in PROJECT["project"]["optional-dependencies"]["lint"]}
    (repository,) = load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system", "another language would be downloaded"
        assert hook["entry"].split()[0].removeprefix(".venv/bin/") in lint


def test_the_editor_is_told_the_line_length_of_the_formatter() -> None:
    settings = (ROOT / ".editorconfig").read_text(encoding="utf-8")
    assert f"max_line_length = {PROJECT['tool']['ruff']['line-length']}\n" in settings
    assert settings.startswith("root = true\n")


def test_no_file_has_an_address_of_a_person() -> None:
    for name in ("SECURITY.md", "CITATION.cff", "CODE_OF_CONDUCT.md", "README.md", "pyproject.toml"):
        assert re.search(r"[\w.]@\w+\.\w", (ROOT / name).read_text(encoding="utf-8")) is None, name
