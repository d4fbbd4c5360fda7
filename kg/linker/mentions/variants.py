"""Variants by rule: a known model's name followed by a size, a tuning, a date, a quantisation or a file format.

``Llama-2-13B-chat`` is a variant of ``Llama 2`` although no table lists it: what follows the name is read as a chain
of variant terms. Only models have such variants.

1. Terms are of five kinds (``_SIZE_TERMS`` and those after it). Some words are terms only with a version or a size
   ("Phi-4-mini-reasoning"), since "X-Vision" may as well be another model; single letters only behind families that
   count in letters (YOLOv8n, DINOv2-g).
2. The slug of a variant is made of the base's slug and the terms in one spelling, whatever the text writes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.ground.identifiers import slug
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, plain_dashes

# Terms that publishers append to a model's name; read off the model names of transformers 4.57.1 and models.dev.
_SIZE_TERMS = (
    r"\d+(?:[._]\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[BbDd]|\d+E|[AEae]\d+(?:\.\d+)?[Bb]|\d[Bb]\d|[Mm]ini|[Nn]ano|[Ss]mall|[Mm]edium"
    r"|[Ll]arge|[Hh]uge|[Gg]iant|[Tt]iny|XL|XXL|xl|xxl|[Xx][Ss]mall|[Xx]{1,2}[Ll]arge|[Xx]\d+|[Rr](?:18|34|50|101|152)"
)
_TUNING_TERMS = (
    r"[Ii]nstruct|INSTRUCT|[Cc]hat|[Bb]ase|it|IT|hf|HF|[Pp]review|[Tt]urbo|[Tt]hinking|[Ee]xp|[Ll]atest|[Ee]xperimental"
    r"|[Dd]istill(?:ed)?|[Cc]oder|[Mm]ath|SFT|sft|DPO|dpo|RLHF|rlhf|[Uu]ncased|[Cc]ased|[Mm]ultilingual|[Dd]eduped"
    r"|[Nn]on-[Tt]hinking|(?:base|large|Base|Large)-[Pp]lus|cnn|mnli|xsum|squad2?|samsum|ls960|finetuned"
)
_DATE_TERMS = (
    r"(?:19|20)\d\d-?[01]\d-?[0-3]\d|[01]\d-?[0-3]\d|2[0-9](?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])-20\d\d|00\d"
    r"|[vV]\d+(?:\.\d+)*(?::\d)?|\d+\.\d+"
)
_QUANTISATION_TERMS = (
    r"[Ii]nt[2348]|INT[2348]|[Ff][Pp](?:4|8|16|32)|BF16|bf16|[Nn][VvFf](?:[Ff][Pp])?4|[Mm][Xx][Ff][Pp]4"
    r"|[wW]\d{1,2}[aA]\d{1,2}(?:[gG]\d+)?|[2-8]-?[Bb][Ii][Tt]s?|I?Q[2-8](?:[-_](?:0|1|K|XXS|XS|S|M|L|NL))+|I?q[2-8](?:[-_](?:0|1|k|s|m|l))+"
    r"|GPTQ|AWQ|HQQ|AQLM|EXL2|exl2|gptq|awq|hqq|[Bb][Nn][Bb]|QAT|qat|[Qq]uanti[sz]ed|[Dd]ynamic|g128|128g"
)
_FORMAT_TERMS = (
    r"GGUF|gguf|GGML|ggml|MLX|mlx|ONNX|onnx|[Pp]y[Tt]orch|[Ss]afetensors|[1-9]\d*[Kk]|en|[Pp]atch\d\d|[Ww]indow\d\d?"
    r"|(?:224|256|336|384|448|512)(?:px)?|(?:100|960)h|in(?:1k|21k|22k)|(?:1k|21k|22k)|[SBLHgG]/(?:14|16|32)|t\d\d?|UR\d+D|@\d{3}(?:px)?"
)
_TERM = "|".join((_SIZE_TERMS, _TUNING_TERMS, _DATE_TERMS, _QUANTISATION_TERMS, _FORMAT_TERMS))
# Words that make a variant of a model with a version or a size, but often another model of one without.
_VERSIONED_TERM = (
    r"[Rr]easoning|[Pp]ro|[Pp]lus|[Mm]ax|[Uu]ltra|[Ff]lash|[Ll]ite|[Ff]ast|[Aa]ir|[Vv]ision|[Cc]ode|[Aa]udio|[Rr]ealtime"
    r"|[Ss]earch|[Bb]eta|[Aa]lpha|[Hh]igh|[Ll]ow|[Mm]inimal|[Xx]high|[Zz]ero|[Dd]ev|[Ss]chnell|[Dd]eep|[Rr]esearch"
    r"|[Ss]eg|[Pp]ose|[Cc]ls|obb|OBB|pt|PT|mix|hiera|vit[sblhg]\d\d|(?:Swin|ViT|swin|vit)-?[SBTLHg](?:/?\d\d)?"
    r"|(?:[Qq]wen|[Ll]lama|LLaMA|[Vv]icuna|[Mm]istral|[Mm]ixtral|[Gg]emma|[Pp]hi|[Tt]5)-?\d*(?:\.\d+)?"
)
_LETTER = r"[NnSsMmLlXxBbHhGgTtCcEe]|[Tt][Ii]|XS|XL"
_PATCH = r"(?:[/-](?:2|4|8|14|16|32))?(?:@\d{3}(?:px)?)?"
_GAP = r"(?:[-\s_:]+|\.(?=(?:en|gguf|I?Q\d))|(?=@))"
_CHAIN = re.compile(rf"(?:{_GAP}(?:{_TERM}))+")
_VERSIONED_CHAIN = re.compile(rf"(?:{_GAP}(?:{_TERM}|{_VERSIONED_TERM}))+")
_LETTERED_CHAIN = re.compile(
    rf"(?:[-\s_]?(?:{_LETTER})\d?{_PATCH}|(?<=[A-Za-z])/(?:14|16|32)|[xX]\d+)?(?:{_GAP}(?:{_TERM}|{_VERSIONED_TERM}))*"
)
# Families whose members differ by a letter: YOLOv8n, DINOv2-g, EVA-02-L/14, ConvNeXt-T.
_LETTERED = re.compile(
    r"yolo|dino|eva|vit|deit|beit|swin|convnext|siglip|clip-?vit|sam\d?$|hiera|mvit|videomae|mae$|efficientnet|rtmdet|rtdetr"
    r"|dfine|dit$|sit$|data2vec|ast$|internimage|segformer|mobilevit|maxvit|coatnet|regnet|resnet|resnext|depthanything"
    r"|dpt$|cait|crossvit|pvt|poolformer|focalnet|davit|lsknet|moirai|vjepa|aimv2|florence"
)
_ATTACHED = re.compile(r"(?<=\d)(?:[nsmlxtNSMLXT]\d?|x\d\d?)(?=$|[-_])")
_LETTER_WORDS = {
    "n": "nano", "s": "small", "m": "medium", "l": "large", "t": "tiny", "ti": "tiny", "b": "base", "h": "huge",
    "g": "giant",
}  # fmt: skip
_SIZE = re.compile(r"\d+(?:\.\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[Bb]")
_SPACED_TERM = re.compile(
    r"\d+(?:\.\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[Bb]|[AE]\d+(?:\.\d+)?B|Instruct|Chat|Base|Turbo|Mini|Nano|Large|Small|XL|XXL"
    r"|Medium|Preview|Tiny|Huge|Giant|GPTQ|AWQ|GGUF|I?Q\d_\w+"
)
_SPACED_WORD = re.compile(r"(?:mini|nano|tiny|small|base|medium|large|huge|giant)(?:\.en)?|xl|xxl|0[1-9][0-3]\d")
_SPACED_VERSION = re.compile(r"[vV]?\d+\.\d+|[vV]\d+")
_BRACKETED = re.compile(
    r"(?:x?high|medium|low|minimal|(?:non-|no[-\s]?)?(?:thinking|reasoning)|preview|latest|fp8|int[48]|[48]-?bit|awq|gptq"
    r"|0[1-9][0-3]\d|2[0-9](?:0[1-9]|1[0-2])|(?:19|20)\d\d-?[01]\d-?[0-3]\d)",
    re.IGNORECASE,
)


def is_variant_tail(tail: str, stem: str = "") -> bool:
    """Check whether what follows a name, joined by hyphens or spaces, is a chain of variant terms.

    Args:
        stem: the name before it; some terms count only behind some names.

    >>> is_variant_tail("-7B-chat"), is_variant_tail(" 405B"), is_variant_tail("-based")
    (True, True, False)
    >>> is_variant_tail("-reasoning"), is_variant_tail("-reasoning", "Phi-4-mini"), is_variant_tail("n", "YOLOv8")
    (False, True, True)
    """
    tail = plain_dashes(tail)
    if _CHAIN.fullmatch(tail):
        return True
    if not stem or not tail:
        return False
    if any(map(str.isdigit, stem + tail)) and _VERSIONED_CHAIN.fullmatch(tail):
        return True
    # The tail is matched where it stands, since "/14" follows a letter ("ViT-B/14") and "YOLOv7/8" are two.
    return counts_in_letters(stem) and _LETTERED_CHAIN.fullmatch(stem + tail, len(stem)) is not None


def counts_in_letters(name: str) -> bool:
    """Check whether a name is of a family whose members differ by a letter."""
    return _LETTERED.match(fold(name)) is not None


def attached_term(word: str) -> int | None:
    """Find where a letter or a factor begins that a word ends its name with, as the "n" of YOLOv8n; None where none
    does.

    >>> attached_term("YOLOv8n"), attached_term("YOLO11x-seg"), attached_term("ResNet-50x4"), attached_term("GPT-4o")
    (6, 6, 9, None)
    """
    found = _ATTACHED.search(word)
    return found.start() if found else None


def is_spaced_term(word: str) -> bool:
    """Check whether a token of its own continues the model name before it, as in ``Llama 3.1 405B``."""
    if _SPACED_TERM.fullmatch(word):
        return True
    return "-" in word and any(map(str.isdigit, word)) and is_variant_tail("-" + word)  # "large-v3", "30B-A3B"


def is_spaced_word(word: str) -> bool:
    """Check whether a token may continue the model name before it, which only the next token can tell: "mini".

    >>> is_spaced_word("mini"), is_spaced_word("medium-sized"), is_spaced_word("8")
    (True, False, False)
    """
    return _SPACED_WORD.fullmatch(word) is not None


def is_spaced_version(word: str) -> bool:
    """Check whether a token may be the version of a model name without one; again only the next token can tell.

    >>> is_spaced_version("2.0"), is_spaced_version("v3"), is_spaced_version("3")
    (True, True, False)
    """
    return _SPACED_VERSION.fullmatch(word) is not None


def is_bracketed_term(words: str) -> bool:
    """Check whether words in brackets behind a model's name say which variant it is; a size there only says how large
    it is.

    >>> is_bracketed_term("high"), is_bracketed_term("2024-08-06"), is_bracketed_term("14B")
    (True, True, False)
    """
    return _BRACKETED.fullmatch(words) is not None


def is_size(word: str) -> bool:
    """Check whether a word begins with a model's size.

    >>> is_size("70B"), is_size("8x7b-Instruct"), is_size("7"), is_size("7Bench")
    (True, True, False, False)
    """
    found = _SIZE.match(word)
    return found is not None and not word[found.end() : found.end() + 1].isalnum()


def derive_variant(base: Artifact, tail: str) -> Artifact:
    """Make the variant of a model that a tail names; its slug depends only on the base and the tail's normal form.

    >>> llama = Artifact("llama-2", "Llama 2", (ArtifactType.MODEL,), family="llama", organisation="Meta")
    >>> derive_variant(llama, "-13b-Chat").slug, derive_variant(llama, " 13B-chat").name
    ('llama-2-13b-chat', 'Llama 2 13B-chat')
    >>> yolo = Artifact("yolov8", "YOLOv8", (ArtifactType.MODEL,), family="yolo")
    >>> derive_variant(yolo, "n").slug == derive_variant(yolo, "-N").slug, derive_variant(yolo, "n").name
    (True, 'YOLOv8n')
    >>> derive_variant(Artifact("vit-h", "ViT-Huge", (ArtifactType.MODEL,)), "/14").name
    'ViT-Huge/14'
    """
    tail = plain_dashes(tail)
    return replace(
        base,
        slug=f"{base.slug}-{_normal_terms(base, tail)}",
        name=base.name + _shown_terms(tail),
        aliases=(),
        variant_of=base.slug,
        date=None,
        hub_id=None,
        arxiv=None,
        url=None,
        source="derived",
    )


def _shown_terms(tail: str) -> str:
    """Write the terms as the name of the variant shows them."""
    if tail[:1].isalnum() or tail[:1] in ("/", "@") or tail.lstrip()[:1] == "(":
        return tail
    separator = "-" if tail[:1] != " " else " "
    return separator + re.sub(r"[-\s_:]+", "-", tail.strip("-_: \t"))


def _normal_terms(base: Artifact, tail: str) -> str:
    """Write the terms in the one spelling that slugs have.

    Dates are written with hyphens, as OpenAI writes them, or without, as Anthropic does; a size in a letter is spelled
    out; "4-bit" is "4bit".
    """
    terms = slug(re.sub(r"[-\s_:()]+", "-", tail).strip("-"))
    terms = re.sub(r"\.(?=[a-z])", "-", terms)  # ".en", ".gguf"
    terms = re.sub(r"\b([2-8])-?bits?\b", r"\1bit", terms)
    joined = base.organisation == "Anthropic"
    terms = re.sub(r"\b(20\d\d)-?([01]\d)-?([0-3]\d)\b", r"\1\2\3" if joined else r"\1-\2-\3", terms)
    if counts_in_letters(base.name):
        first, hyphen, rest = terms.partition("-")
        terms = _LETTER_WORDS.get(first, first) + hyphen + rest
    return terms


def takes_variants(artifact: Artifact) -> bool:
    """Check whether an artifact may have derived variants: models whose folded name is longer than one letter."""
    return ArtifactType.MODEL in artifact.types and len(fold(artifact.name)) > 1
