"""The registries whose ids the alignments hold: the package that states them, and the prefix of its ids."""

from __future__ import annotations

from typing import NamedTuple


class Registry(NamedTuple):
    """A registry.

    Attributes:
        prefix: of its ids. package: its package URL (https://github.com/package-url/purl-spec), which with ``#`` and
            the key is what an id stands for. licence: SPDX.
    """

    prefix: str
    package: str
    licence: str

    @property
    def address(self) -> str:
        """What the prefix stands for."""
        return f"{self.package}#"


def _pypi(name: str, licence: str, prefix: str = "") -> Registry:
    return Registry(prefix or name.replace("-", "_"), f"pkg:pypi/{name}", licence)


#: By the name before the version in the source of a fact. Licences as the packages state them; see SOURCES.md.
REGISTRIES: dict[str, Registry] = {
    "aif360": _pypi("aif360", "Apache-2.0"),
    "alpaca_eval": _pypi("alpaca-eval", "Apache-2.0"),
    "anomalib": _pypi("anomalib", "Apache-2.0"),
    "avalanche_lib": _pypi("avalanche-lib", "MIT"),
    "cornac": _pypi("cornac", "Apache-2.0"),
    "darts": _pypi("darts", "Apache-2.0"),
    "deepchem": _pypi("deepchem", "MIT"),
    "deepeval": _pypi("deepeval", "Apache-2.0"),
    "dgl": _pypi("dgl", "Apache-2.0"),
    "diffusers": _pypi("diffusers", "Apache-2.0"),
    "evalscope": _pypi("evalscope", "Apache-2.0"),
    "fiftyone": _pypi("fiftyone", "Apache-2.0"),
    "flair": _pypi("flair", "MIT"),
    "fschat": _pypi("fschat", "Apache-2.0"),
    "genai_prices": _pypi("genai-prices", "MIT"),
    "gguf": _pypi("gguf", "MIT"),
    "gluonts": _pypi("gluonts", "Apache-2.0"),
    "gymnasium": _pypi("gymnasium", "MIT"),
    "helm": _pypi("crfm-helm", "Apache-2.0", "helm"),
    "inspect_evals": _pypi("inspect-evals", "MIT"),
    "ir_datasets": _pypi("ir-datasets", "Apache-2.0"),
    "keras_hub": _pypi("keras-hub", "Apache-2.0"),
    "lerobot": _pypi("lerobot", "Apache-2.0"),
    "lhotse": _pypi("lhotse", "Apache-2.0"),
    "lighteval": _pypi("lighteval", "MIT"),
    "litellm": _pypi("litellm", "MIT"),
    "llamafactory": _pypi("llamafactory", "Apache-2.0"),
    "lm_eval": _pypi("lm-eval", "MIT"),
    "lmdeploy": _pypi("lmdeploy", "Apache-2.0"),
    "lmms_eval": _pypi("lmms-eval", "MIT"),
    "medmnist": _pypi("medmnist", "Apache-2.0"),
    "mlx_lm": _pypi("mlx-lm", "MIT"),
    "mlx_vlm": _pypi("mlx-vlm", "MIT"),
    "mmaction2": _pypi("mmaction2", "Apache-2.0"),
    "mmagic": _pypi("mmagic", "Apache-2.0"),
    "mmdet": _pypi("mmdet", "Apache-2.0"),
    "mmdet3d": _pypi("mmdet3d", "Apache-2.0"),
    "mmocr": _pypi("mmocr", "Apache-2.0"),
    "mmpose": _pypi("mmpose", "Apache-2.0"),
    "mmpretrain": _pypi("mmpretrain", "Apache-2.0"),
    "mmrotate": _pypi("mmrotate", "Apache-2.0"),
    "mmsegmentation": _pypi("mmsegmentation", "Apache-2.0"),
    "mmtrack": _pypi("mmtrack", "Apache-2.0"),
    "modelroster": _pypi("modelroster", "MIT"),
    "ms_swift": _pypi("ms-swift", "Apache-2.0"),
    "ms_vlmeval": _pypi("ms-vlmeval", "Apache-2.0"),
    "mteb": _pypi("mteb", "Apache-2.0"),
    "neuralforecast": _pypi("neuralforecast", "Apache-2.0"),
    "nltk": _pypi("nltk", "Apache-2.0"),
    "ogb": _pypi("ogb", "MIT"),
    "open_clip": _pypi("open-clip-torch", "MIT", "open_clip"),
    "openbench": _pypi("openbench", "MIT"),
    "opencompass": _pypi("opencompass", "Apache-2.0"),
    "paddlenlp": _pypi("paddlenlp", "Apache-2.0"),
    "parlai": _pypi("parlai", "MIT"),
    "pmlb": _pypi("pmlb", "MIT"),
    "pyg": _pypi("torch-geometric", "MIT", "pyg"),
    "pykeen": _pypi("pykeen", "MIT"),
    "pytdc": _pypi("pytdc", "MIT"),
    "recbole": _pypi("recbole", "MIT"),
    "sacrebleu": _pypi("sacrebleu", "Apache-2.0"),
    "schnetpack": _pypi("schnetpack", "MIT"),
    "tfds": _pypi("tensorflow-datasets", "Apache-2.0", "tfds"),
    "timm": _pypi("timm", "Apache-2.0"),
    "tokencost": _pypi("tokencost", "MIT"),
    "torch_spatiotemporal": _pypi("torch-spatiotemporal", "MIT"),
    "torchdrug": _pypi("torchdrug", "Apache-2.0"),
    "torcheeg": _pypi("torcheeg", "MIT"),
    "torchgeo": _pypi("torchgeo", "MIT"),
    "torchreid": _pypi("torchreid", "MIT"),
    "torchxrayvision": _pypi("torchxrayvision", "Apache-2.0"),
    "transformers": _pypi("transformers", "Apache-2.0"),
    "unitxt": _pypi("unitxt", "Apache-2.0"),
    "vllm": _pypi("vllm", "Apache-2.0"),
    "wilds": _pypi("wilds", "MIT"),
    "xinference": _pypi("xinference", "Apache-2.0"),
    "hf_tasks": Registry("hf_tasks", "pkg:npm/%40huggingface/tasks", "MIT"),
    "models.dev_git": Registry("models_dev", "pkg:github/sst/models.dev", "MIT"),
    "models_dev": Registry("models_dev", "pkg:github/sst/models.dev", "MIT"),
    "tslib": Registry("tslib", "pkg:github/thuml/Time-Series-Library", "MIT"),
}
#: Registries whose facts have one other name, which is the id there.
SINGLE_ALIAS = frozenset({
    "evalscope", "inspect_evals", "ir_datasets", "lighteval", "models.dev_git", "models_dev", "transformers",
})  # fmt: skip
#: Registries whose names are as people write them; the ids stand among the other names.
WRITTEN_NAMES = frozenset({
    "alpaca_eval", "evalscope", "fschat", "genai_prices", "helm", "inspect_evals", "ir_datasets", "lighteval",
    "lm_eval", "lmms_eval", "models.dev_git", "models_dev", "modelroster", "transformers",
})  # fmt: skip
#: Registries that name for each of their items a paper; another one than the entry's speaks against a match.
ONE_PAPER_EACH = frozenset({"evalscope", "inspect_evals"})
#: Registries whose ids of models and datasets are those of the hub; others have ids of the same look.
OF_THE_HUB = frozenset({
    "inspect_evals", "lighteval", "llamafactory", "lm_eval", "lmms_eval", "ms_swift", "mteb", "transformers", "unitxt",
})  # fmt: skip
#: Entries and registries whose things of one name are others: judged one by one, in samples of what was found.
JUDGED_OTHERS = frozenset({
    ("dit", "transformers"), ("kdd-cup", "pmlb"), ("matbench", "ms_vlmeval"), ("matbench", "opencompass"),
    ("vggish", "mteb"), ("yamnet", "mteb"),
})  # fmt: skip
#: Accounts of the hub that hold copies of what others have made.
COPIERS = frozenset({
    "ai-modelscope", "coir-retrieval", "community-datasets", "detection-datasets", "eleutherai", "evalscope",
    "extraordinarylab", "hf-internal-testing", "hpcai-tech", "kcz358", "lighteval", "lmms-eval", "lmms-lab",
    "lmms-lab-audio", "lmms-lab-encoder", "lmms-lab-eval", "mteb", "mteb-private", "modelscope", "opencompass",
    "oscarqjh", "swift", "thebloke", "timm", "unsloth",
})  # fmt: skip
