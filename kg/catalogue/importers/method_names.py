"""Names of methods, libraries and frameworks out of the class names and ids that registries list."""

from __future__ import annotations

import re

_NOT_NAME = re.compile(r"[^ \w.+*-]|_")
_LONGEST = 32  # characters
_MOST_WORDS = 3
# Words by which a paper shows that it speaks of the kind of method, for names that are words.
_CUES = {
    "optimizer": "optimizer, optimiser, adamw, sgd",
    "parameter-efficient fine-tuning": "lora, peft, parameter-efficient",
    "preference optimization": "preference optimization, rlhf, dpo, grpo",
    "quantization": "quantization, quantisation",
}


def method_name(name: str) -> str | None:
    """Return the name of the method that a registry's name stands for, or None where it is no name.

    >>> method_name("AdaHessian"), method_name("pyannote.audio"), method_name("sde_ve"), method_name("edm euler")
    ('AdaHessian', 'pyannote.audio', None, None)
    """
    if name == name.lower() and " " in name:
        return None
    if _NOT_NAME.search(name) or len(name) > _LONGEST or len(re.split(r"[\s-]+", name)) > _MOST_WORDS:
        return None
    return name if len(name) > 2 else None


def method_context(topic: str) -> str:
    """Return the context that a method's name needs where it is a word: cues of its topic, else a type noun (``*``)."""
    return _CUES.get(topic, "*")
