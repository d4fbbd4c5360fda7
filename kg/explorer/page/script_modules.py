"""Joins ES modules into one classic script: a page opened from a file cannot import modules.

Each module becomes a function's scope, in the order of the imports. A module is known by its file's name, so no two
below one folder may share a name; the folders below it are for people. So are descriptions and types (JSDoc), a fifth
of all: they stay behind.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.ground.errors import OutputError

ENTRY = "main"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\.{1,2}/(?:[\w./]*/)?(\w+)\.js";\n', re.M)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) ([\w$]+)", re.M)
# A description on lines of its own, or a type before a name. No text of a program holds one.
# Each ends at the first end of a comment: what follows a type on its line is program.
_INNER = r"(?:(?!\*/).)*"
_DESCRIPTION = re.compile(rf"^[ \t]*/\*\*{_INNER}\*/[ \t]*\n|/\*\* @(?:type|param)\b{_INNER}\*/ ?", re.M | re.S)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.M)


def join_modules(folder: Path, entry: str = ENTRY) -> str:
    """Join all modules that a module of ``folder``, by default ``main.js``, needs, as one script.

    Raises:
        OutputError: modules import each other, one is missing or there twice, one has no export of a name that another
            imports, or a line is no import or export that can be joined.
    """
    modules = _ModulesOfFolder(folder)
    return '"use strict";\n(() => {\n' + "".join(modules.scope(name) for name in modules.in_order(entry)) + "})();\n"


class _ModulesOfFolder:
    def __init__(self, folder: Path) -> None:
        self._sources: dict[str, str] = {}
        for path in sorted(folder.rglob("*.js")):
            if path.stem in self._sources:
                raise OutputError(f"two modules are called {path.stem!r}", where=str(path), remedy="rename one")
            self._sources[path.stem] = path.read_text(encoding="utf-8")

    def in_order(self, entry: str) -> list[str]:
        order: list[str] = []
        self._visit(entry, order, [])
        return order

    def _visit(self, name: str, order: list[str], path: list[str]) -> None:
        if name in path:
            raise OutputError(f"the modules {' -> '.join([*path, name])} import each other", where=f"{name}.js")
        if name not in self._sources:
            raise OutputError(f"the module {name!r} is missing", where=f"{(path or [name])[-1]}.js")
        if name not in order:
            for match in _IMPORT.finditer(self._sources[name]):
                self._visit(match.group(2), order, [*path, name])
            order.append(name)

    def scope(self, name: str) -> str:
        source = self._sources[name]
        self._check_imports(name)
        body = _DESCRIPTION.sub("", source)
        body = _IMPORT.sub(lambda match: f"const {{{match.group(1)}}} = ${match.group(2)};\n", body)
        body = _EXPORT.sub(r"\1 \2", body)
        if left := _LEFT_OVER.search(body):
            raise OutputError(f"cannot join the module's line {left.group()!r}", where=f"{name}.js")
        return f"const ${name} = (() => {{\n{body}return {{ {', '.join(self._exports(name))} }};\n}})();\n"

    def _exports(self, name: str) -> list[str]:
        return [match.group(2) for match in _EXPORT.finditer(self._sources[name])]

    def _check_imports(self, name: str) -> None:
        """Refuse a name that is not there: it would be undefined in the page, which fails only when it is used."""
        for match in _IMPORT.finditer(self._sources[name]):
            names, module = match.groups()
            exports = self._exports(module)
            for each in filter(None, (imported.strip() for imported in names.split(","))):
                if each not in exports:
                    raise OutputError(
                        f"imports {each!r}, which {module}.js does not export", where=f"{name}.js",
                        remedy=f"export it there, or import what is there: {', '.join(exports) or 'nothing'}",
                    )  # fmt: skip
