"""A new type and a new role each take a few lines in a few files, and then show in every form of a graph.

``docs/contributing.md`` lists the files. Here the steps are done on a copy of the package, which builds a graph.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parents[2]
Edits = dict[str, tuple[tuple[str, str], ...]]

TYPE: Edits = {
    "kg/ground/schema.py": (
        (
            '    METHOD = "method", ',
            '    TOOL = "tool", "Tools", "box", "#7a4b00", "#e0b060", False, 0.3, "SoftwareApplication"\n',
        ),
    ),
    "ontology/kg.ttl": (
        ("kg:Method\n", 'kg:Tool a owl:Class ; rdfs:label "tool"@en ; rdfs:subClassOf kg:Artifact .\n\n'),
    ),
    "ontology/shapes.ttl": (
        ("[ sh:class kg:Method ]", "[ sh:class kg:Tool ] "), ('kg:Method ) ;\n    sh:message "kg:asType', "kg:Tool "),
    ),
    "kg/explorer/css/1-theme.css": (
        ("--method: #8a2c82", "--tool: #7a4b00; "), ("--method: #cf6fd0", "--tool: #e0b060; "),
        (".kind-method", ".kind-tool { --kind: var(--tool); }\n"),
    ),
}  # fmt: skip
ROLE: Edits = {
    "kg/ground/schema.py": (
        ('    USES = "uses", ', '    AUDITS = "audits", "audits", "audited by", LinkGroup.EVALUATES, None, True\n'),
    ),
    "ontology/kg.ttl": (
        (
            "kg:evaluates\n",
            'kg:audits a owl:ObjectProperty ; rdfs:label "audits"@en ; rdfs:subPropertyOf kg:mentions .\n\n',
        ),
    ),
    "ontology/shapes.ttl": (("kg:uses kg:comparesWith kg:hasTopic", "kg:audits "),),
}
PAPERS = (
    {"id": "2405.00001", "title": "On Ploverlint", "abstract": "We audit Ploverlint, a linter. GPT-4 passes MMLU."},
)
CORRECTIONS = """action\tsubject\tobject\tvalue\twho\twhen\tnote
accept\t2405.00001\tPloverlint\taudits|tool\tAda\t2026-01-15\t
"""


def test_a_type_takes_five_files_and_a_role_four() -> None:
    assert len(TYPE) <= 5
    assert len(ROLE) <= 4


def test_a_copy_with_one_of_each_builds_and_shows_them(tmp_path: Path) -> None:
    for folder in ("kg", "ontology"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for edits in (TYPE, ROLE):
        for name, changes in edits.items():
            _insert(tmp_path / name, changes)
    (tmp_path / "papers.jsonl").write_bytes(b"".join(orjson.dumps(paper) + b"\n" for paper in PAPERS))
    (tmp_path / "mine.tsv").write_text(CORRECTIONS, encoding="utf-8")
    program = "import sys; from kg.cli.main import main; sys.exit(main())"
    for arguments in (["build", "papers.jsonl", "--corrections", "mine.tsv", "-q"], ["show", "Ploverlint"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "audited by (1)" in done.stdout
    turtle = (tmp_path / "output" / "graph.ttl").read_text(encoding="utf-8")
    assert "kg:audits artifact:ploverlint" in turtle
    assert "kg:asType kg:Tool" in turtle
    page = (tmp_path / "output" / "graph.html").read_text(encoding="utf-8")
    assert '"plural":"Tools"' in page
    assert ".kind-tool" in page
    assert "Tools" in (tmp_path / "output" / "report.html").read_text(encoding="utf-8")


def _insert(path: Path, changes: tuple[tuple[str, str], ...]) -> None:
    """Put each text before every place where another stands."""
    text = path.read_text(encoding="utf-8")
    for before, new in changes:
        assert before in text, (path, before)
        text = text.replace(before, new + before)
    path.write_text(text, encoding="utf-8")
