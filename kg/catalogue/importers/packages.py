"""Facts straight from installed packages: their files are read and parsed, never run.

Each extractor knows the layout of one package; the versions it was written against are named beside it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from kg.catalogue.importers.facts import Fact
from kg.ground.errors import CatalogueError, MissingExtraError
from kg.ground.extras import pip_command
from kg.ground.identifiers import arxiv_id
from kg.ground.schema import ArtifactType
from kg.ground.text import tidy

_URL = re.compile(r"https?://[^\s)>\]}\"']+")


def installed_facts(package: str) -> list[Fact]:
    """Read the facts of an installed package, sorted by name.

    Args:
        package: one of ``EXTRACTORS``.

    Raises:
        CatalogueError: there is no extractor for the package, or its layout is another.
        MissingExtraError: the package is not installed.
    """
    if package not in EXTRACTORS:
        raise CatalogueError(f"no facts can be read from {package!r}", remedy="take one of " + ", ".join(EXTRACTORS))
    try:
        installed = distribution(package)
    except PackageNotFoundError as error:
        remedy = f"install it: {pip_command()} install --no-deps {package}"
        raise MissingExtraError(f"the package {package!r} is not installed", remedy=remedy) from error
    source = f"{package}_{installed.version}"
    facts = sorted(set(EXTRACTORS[package](installed, source)), key=lambda fact: (fact.name, fact.hub_id, fact.aliases))
    if not facts:
        raise CatalogueError(f"no facts were found in {source}", remedy="take a version whose layout is known")
    return facts


def _files_of_package(installed: Distribution, pattern: str) -> Iterator[Path]:
    """Yield the package's files whose path matches, by path."""
    for file in sorted(installed.files or (), key=str):
        if re.fullmatch(pattern, str(file)):
            yield Path(str(installed.locate_file(file)))


def _syntax_of_file(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise CatalogueError("the file is not Python of this version", where=path, remedy="use a newer one") from error


def _arguments_of_calls(tree: ast.AST, name: str) -> Iterator[dict[str, object]]:
    """Yield the constant keyword arguments of every call of a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield {word.arg: _constant_value(word.value) for word in node.keywords if word.arg}


def _constant_value(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:  # not a constant
        return None


def _tidied_string(value: object) -> str:
    return tidy(value) if isinstance(value, str) else ""


def _from_mteb(installed: Distribution, source: str) -> Iterator[Fact]:
    """Yield tasks (``TaskMetadata``) and models (``ModelMeta``) of mteb; written against 2.26."""
    for path in _files_of_package(installed, r"mteb/tasks/.*\.py"):
        for task in _arguments_of_calls(_syntax_of_file(path), "TaskMetadata"):
            dataset = task.get("dataset")
            url = _tidied_string(task.get("reference"))
            if _tidied_string(task.get("name")):
                yield Fact(
                    name=_tidied_string(task["name"]),
                    type=ArtifactType.BENCHMARK,
                    source=source,
                    hub_id=_tidied_string(dataset.get("path")) if isinstance(dataset, dict) else "",
                    url=url,
                    arxiv=arxiv_id(url) or "",
                )
    for path in _files_of_package(installed, r"mteb/models/.*\.py"):
        for model in _arguments_of_calls(_syntax_of_file(path), "ModelMeta"):
            name = _tidied_string(model.get("name"))
            organisation, _, short = name.rpartition("/")
            if short:
                date = _tidied_string(model.get("release_date"))
                yield Fact(short, ArtifactType.MODEL, source, (name,), organisation, date, hub_id=name)


def _from_transformers(installed: Distribution, source: str) -> Iterator[Fact]:
    """Yield names of the model types of transformers (``MODEL_NAMES_MAPPING``); written against 4.57."""
    for path in _files_of_package(installed, r"transformers/models/auto/\w+\.py"):
        for node in ast.walk(_syntax_of_file(path)):
            match node:
                case ast.Assign(targets=[ast.Name(id="MODEL_NAMES_MAPPING")], value=ast.Call(args=[pairs])):
                    for pair in _key_name_pairs(_constant_value(pairs)):
                        yield Fact(tidy(pair[1]), ArtifactType.MODEL, source, (pair[0],))


def _key_name_pairs(value: object) -> Iterator[tuple[str, str]]:
    for item in value if isinstance(value, list) else []:
        match item:
            case (str() as key, str() as name):
                yield key, name


def _from_timm(installed: Distribution, source: str) -> Iterator[Fact]:
    """Yield architectures of timm (functions decorated with ``register_model``); written against 1.0."""
    for path in _files_of_package(installed, r"timm/models/\w+\.py"):
        for node in ast.walk(_syntax_of_file(path)):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(decorator, ast.Name) and decorator.id == "register_model"
                for decorator in node.decorator_list
            ):
                yield Fact(node.name, ArtifactType.MODEL, source)


def _from_lm_eval(installed: Distribution, source: str) -> Iterator[Fact]:
    """Yield tasks of the LM Evaluation Harness, from the headings and links of their README files.

    Written against 0.4.
    """
    for path in _files_of_package(installed, r"lm_eval/tasks/\w+/README\.md"):
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        heading = next((line.lstrip("# ") for line in lines if line.startswith("# ")), "")
        urls = [url.rstrip(".,`") for line in lines for url in _URL.findall(line)]
        arxiv = next((found for url in urls if (found := arxiv_id(url))), "")
        homepage = next((url for line in lines if line.startswith("Homepage") for url in _URL.findall(line)), "")
        if tidy(heading):
            yield Fact(
                tidy(heading),
                ArtifactType.BENCHMARK,
                source,
                (path.parent.name,),
                url=homepage.rstrip(".,`"),
                arxiv=arxiv,
            )


EXTRACTORS: dict[str, Callable[[Distribution, str], Iterator[Fact]]] = {
    "lm_eval": _from_lm_eval,
    "mteb": _from_mteb,
    "timm": _from_timm,
    "transformers": _from_transformers,
}
