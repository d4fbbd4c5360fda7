"""The joiner of modules keeps the program and leaves out what is written for its readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.explorer.page.script_modules import join_modules
from kg.ground.errors import OutputError

PIECE = """/** What a piece is. */
/**
 * Two lines, with "*" and // in them.
 * @param {string} text
 */
export function piece(text) {
  /** @type {string[]} */
  const all = [];
  // a remark
  /** @type {HTMLElement} */ (all).push(text, "// kept", "/** kept */"); // stays with its line
  return all; /* kept */
}
"""
MAIN = 'import { piece } from "./data/piece.js";\n\n/** Starts. */\npiece("x");\n'


def test_descriptions_and_types_are_left_out_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "piece.js").write_text(PIECE, encoding="utf-8")
    (tmp_path / "main.js").write_text(MAIN, encoding="utf-8")
    assert join_modules(tmp_path).splitlines() == [
        '"use strict";', "(() => {", "const $piece = (() => {", "function piece(text) {", "  const all = [];",
        "  // a remark", '  (all).push(text, "// kept", "/** kept */"); // stays with its line',
        "  return all; /* kept */", "}", "return { piece };", "})();", "const $main = (() => {",
        "const { piece } = $piece;", "", 'piece("x");', "return {  };", "})();", "})();",
    ]  # fmt: skip


@pytest.mark.parametrize("names", ["pieces", "piece, pieces", "piece as part"])
def test_a_name_that_the_module_does_not_export_is_an_error(tmp_path: Path, names: str) -> None:
    (tmp_path / "piece.js").write_text(PIECE, encoding="utf-8")
    (tmp_path / "main.js").write_text(f'import {{ {names} }} from "./piece.js";\n', encoding="utf-8")
    with pytest.raises(OutputError, match=rf"main\.js.*{names.split(', ')[-1]}.*piece\.js does not export"):
        join_modules(tmp_path)
