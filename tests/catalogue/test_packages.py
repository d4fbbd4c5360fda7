"""Facts from installed packages: small packages of the same layout, made for the test, are read and never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalogue.importers.importer import import_registry
from kg.catalogue.importers.packages import EXTRACTORS, installed_facts
from kg.ground.errors import CatalogueError, MissingExtraError
from kg.ground.schema import ArtifactType

_FILES = {
    "mteb": {
        "mteb/tasks/retrieval/zorb.py": """
            raise SystemExit("never run")
            class Zorb:
                metadata = TaskMetadata(name="ZorbRetrieval", dataset={"path": "org/zorb", "revision": "1"},
                                        reference="https://arxiv.org/abs/2401.00011", languages=LANGUAGES)
            """,
        "mteb/models/zorb.py": """
            zorb = ModelMeta(loader=load, name="org/zorb-embed-v1", release_date="2024-01-31")
            local = ModelMeta(name=NAME)
            """,
    },
    "transformers": {
        "transformers/models/auto/configuration_auto.py": """
            MODEL_NAMES_MAPPING = OrderedDict([("zorblm", "ZorbLM"), ("zorb_vl", "Zorb-VL")])
            OTHER_MAPPING = OrderedDict([("zorblm", "ZorbConfig")])
            """,
    },
    "timm": {
        "timm/models/zorb.py": """
            @register_model
            def zorbnet_small(pretrained=False): ...
            def helper(): ...
            """,
    },
    "lm_eval": {
        "lm_eval/tasks/zorbqa/README.md": """
            # ZorbQA

            ### Paper
            See https://arxiv.org/abs/2401.00012.
            Homepage: https://example.org/zorbqa
            """,
        "lm_eval/tasks/zorbqa/zorbqa.yaml": "task: zorbqa",
    },
}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts a folder with the four packages, version 9.1, on the path of installed packages."""
    for package, files in _FILES.items():
        info = tmp_path / f"{package}-9.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 9.1\n", encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [line.removeprefix(" " * 12) for line in content.strip("\n").split("\n")]
            path.write_text("\n".join(lines), encoding="utf-8")
        (info / "RECORD").write_text("".join(f"{name},,\n" for name in files), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_mteb_lists_tasks_and_models(install: Path) -> None:
    task, model = installed_facts("mteb")
    assert (task.name, task.type, task.source) == ("ZorbRetrieval", ArtifactType.BENCHMARK, "mteb_9.1")
    assert (task.hub_id, task.arxiv) == ("org/zorb", "2401.00011")
    assert (model.name, model.type, model.date) == ("zorb-embed-v1", ArtifactType.MODEL, "2024-01-31")
    assert (model.organisation, model.hub_id) == ("org", "org/zorb-embed-v1")


def test_transformers_lists_model_names(install: Path) -> None:
    assert [(fact.name, fact.aliases) for fact in installed_facts("transformers")] == [
        ("Zorb-VL", ("zorb_vl",)),
        ("ZorbLM", ("zorblm",)),
    ]


def test_timm_lists_architectures(install: Path) -> None:
    assert [fact.name for fact in installed_facts("timm")] == ["zorbnet_small"]


def test_the_harness_lists_benchmarks(install: Path) -> None:
    (fact,) = installed_facts("lm_eval")
    assert (fact.name, fact.aliases, fact.arxiv) == ("ZorbQA", ("zorbqa",), "2401.00012")
    assert fact.url == "https://example.org/zorbqa"


def test_every_extractor_is_tested() -> None:
    assert EXTRACTORS.keys() == _FILES.keys()


def test_packages_are_imported_beside_a_core(install: Path, tmp_path: Path) -> None:
    out = tmp_path / "extended.tsv"
    report = import_registry(None, out, common_words=(), packages=("lm_eval", "mteb", "timm", "transformers"))
    assert report.rows == 6
    assert [line.split("\t")[0] for line in out.read_text(encoding="utf-8").split("\n")[1:-1]] == [
        "zorb-embed-v1", "zorb-vl", "zorblm", "zorbnet", "zorbqa", "zorbretrieval",
    ]  # fmt: skip


def test_missing_unknown_and_changed_packages_are_errors(install: Path, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no facts can be read from 'numpy'"):
        installed_facts("numpy")
    (tmp_path / "timm/models/zorb.py").write_text("def", encoding="utf-8")
    with pytest.raises(CatalogueError, match="not Python of this version"):
        installed_facts("timm")
    (tmp_path / "timm/models/zorb.py").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"no facts were found in timm_9\.1"):
        installed_facts("timm")


def test_a_package_that_is_not_installed_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(MissingExtraError) as caught:
        installed_facts("mteb")
    assert "pip install --no-deps mteb" in str(caught.value)
