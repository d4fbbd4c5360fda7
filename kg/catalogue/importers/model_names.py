"""Names of models out of the names and ids that registries list.

1. Drop what is no name of a model: quantised files, serving options, combinations, provider paths.
2. Cut the provider before it and the parentheses behind it.
3. Cut sizes, tunings, dates and context lengths off the end: the linker derives such variants by rule, so that
   ``Qwen3-VL-30B-A3B-Thinking`` leaves ``Qwen3-VL``.
"""

from __future__ import annotations

import re

_NO_NAME = re.compile(
    r"[+→&'\"\[\]@,=]|--|^[a-z]{2,}\.[a-z]|:(?!\s)"
    r"|\b(?:awq|gptq|gguf|ggml|bnb|mlx|exl2|onnx|nvfp4|mxfp\d|fp\d+|bf16|int[48]|\dbits?|w\da\d+)\b"
    r"|\b(?:free|tee|original|discounted|lowest|uncensored|abliterated|highspeed|maas|online|api|deprecated)\b"
    r"|\b(?:realtime|latest|concise|verbose|adversarial|best-of-\d+|baseline|test|checkpoint|pretrained?|dspy)\b",
    re.I,
)
_PROVIDER = re.compile(r"^(?:[\w .-]+: |[\w.-]+/)+")
_CLASS = re.compile(r"[A-Z]\w*For[A-Z]\w+|\w+(?:Model|Encoder|Decoder|Backbone|VisionTransformer|Tokenizer|Config)")
_PARENTHESES = re.compile(r"\s*[(（][^()（）]*[)）]")
_SEPARATOR = r"[-\s_:]+"
_SIZE = re.compile(rf"(?:^|{_SEPARATOR})(?:\d+(?:[.p]\d+)?[bm]|\d+x\d+(?:\.\d+)?b)(?={_SEPARATOR}|$)", re.I)
# The version of a tuned size (``-7B-Instruct-v0.2``), not that of the model itself (``Vicuna v1.5``).
_TUNING_VERSION = re.compile(rf"({_SEPARATOR}(?:\d+(?:\.\d+)?b|instruct|chat|base)){_SEPARATOR}v\d+(?:\.\d+)*$", re.I)
_TAIL = re.compile(
    rf"{_SEPARATOR}(?:"
    r"\d+(?:\.\d+)?[bmtk]|\d+x\d+(?:\.\d+)?b|a\d+(?:\.\d+)?[bm]|e\d+b|\d+e"  # 7B, 8x7B, A22B, E2B, 128E, 32k
    r"|(?:19|20)\d\d[-_]?[01]\d[-_]?[0-3]\d|[01]\d[-_][0-3]\d|(?:19|20)\d\d[-_][01]\d|\d{4}|\d{6}|\d\d\.\d\d|[01]\d[-_](?:19|20)\d\d"
    r"|instruct|chat|base|it|hf|preview|turbo|mini|nano|small|medium|large|huge|giant|tiny|xl|xxl|thinking|exp"
    r"|reasoning|non|latest|distill(?:ed)?|sft|rm|beta|alpha|ov|en|multi|cased|uncased|default|fast"
    r")$",
    re.I,
)
_LONGEST = 40  # characters
_LONGEST_LISTED = 200  # characters; cutting a tail off takes the longer, the longer a name is
_MOST_WORDS = 4  # longer names are one-off merges and fine-tunes


def model_name(name: str) -> str | None:
    """Return the name of the model that a registry's name or id stands for, or None where it is no name.

    >>> model_name("Qwen3-VL-30B-A3B-Thinking"), model_name("Meta: Llama 3.1 8B Instruct")
    ('Qwen3-VL', 'Llama 3.1')
    >>> model_name("Gemma 3n (E2B, preview)"), model_name("InternVL3_5-30B-A3B-HF")
    ('Gemma 3n', 'InternVL3.5')
    >>> model_name("Yi-6B-Chat-AWQ"), model_name("bedrock/us-east-1/claude"), model_name("grok-4:free")
    (None, None, None)
    >>> model_name("claude-haiku-4-5-20251001"), model_name("hunyuan image")
    ('claude-haiku-4.5', None)
    >>> model_name("Mistral-7B-Instruct-v0.2"), model_name("Gemma3ForCausalLM"), model_name("NuminaMath-7B-TIR")
    ('Mistral', None, None)
    """
    if name.count("/") > 1 or len(name) > _LONGEST_LISTED:
        return None
    name = _PROVIDER.sub("", _PARENTHESES.sub("", name).strip())
    if _NO_NAME.search(name.replace("_", "-")):
        return None
    name = re.sub(r"(?<=\d)_(?=\d)", ".", name).replace("_", "-").strip("-. ")
    while (shorter := _TAIL.sub("", _TUNING_VERSION.sub(r"\1", name))) != name:
        name = shorter
    name = re.sub(r"(?<=[a-z-]\d)-(?=\d(?:-|$))", ".", name, flags=re.I)  # claude-haiku-4-5
    if (name == name.lower() and " " in name) or _SIZE.search(name) or _CLASS.fullmatch(name):
        return None
    words = re.split(r"[\s-]+", name)
    if "/" in name or len(name) > _LONGEST or len(words) > _MOST_WORDS or len(name) < 3:
        return None
    return name.strip("-. ") or None


def architecture_name(name: str) -> str | None:
    """Return the architecture in an id that spells out a configuration, or None where the id does not begin with one.

    >>> architecture_name("poolformer_m48"), architecture_name("tf_efficientnet_lite0"), architecture_name("test_vit")
    ('poolformer', 'efficientnet', None)
    """
    head = re.sub(r"^(?:tf|dm|nf|gc|eca|cs|ese|legacy)_", "", name).partition("_")[0]
    return head if re.search(r"[a-z]{3}(?:net|vit|former|mixer|next)(?:v\d)?$", head) else None
