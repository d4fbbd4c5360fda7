"""Names as machines write them: ``meta-llama/Llama-3.1-8B-Instruct``, ``claude-3-5-sonnet-20241022``, ``YOLOv8n``.

1. A *chunk* is what stands between spaces, as far as tokens are joined by hyphens, slashes, colons and full stops.
2. Of "provider/name" and "provider.name" the provider goes: an account of a model hub or an organisation.
3. What is left is cut into stem and tail, the longest stem first; the stem must be a name of the catalogue, the tail
   a chain of variant terms (``variants``). A stem may have "-" for the point of its version ("claude-3-5-sonnet"),
   its organisation before it ("Meta-Llama-3") and "patch16" for "/16".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.ground.records import Artifact
from kg.linker.mentions.variants import attached_term, is_variant_tail
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import Shape, shape

#: Finds the key of the catalogue for a folded name, or None; and whether what it names has variants.
KeyFinder = Callable[[str], str | None]
VariantTest = Callable[[str], bool]

#: What may join the tokens of a chunk.
JOINTS = frozenset(("-", "/", ":", ".", "@"))
_LONGEST_CHUNK = 16  # tokens
_MOST_CUTS = 12  # terms of a tail; nobody writes more
_CUT = re.compile(r"[-_:.\s/]+|(?=@)")
_HYPHENATED_VERSION = re.compile(r"(?<=\d)[-_p](?=\d(?!\d))")
_PATCH = re.compile(r"[-_]patch[-_]?(\d\d)")
# Accounts that publish what others have made; those of the makers are read off the catalogue.
_ACCOUNTS = """
    thebloke unsloth bartowski lmstudio-community mlx-community neuralmagic redhatai quantfactory casperhansen
    ista-daslab hugging-quants nm-testing xenova timm sentence-transformers huggingface huggingfaceh4 huggingfacefw
    huggingfacetb anthropic openai allenai google facebook meta meta-llama cohere bedrock azure vertex_ai openrouter
    togethercomputer fireworks groq replicate ollama models cais rowan tatsu-lab princeton-nlp lmsys
    mandarjoshi stanfordnlp nyu-mll rajpurkar ylecun idavidrein tiger-lab google-research-datasets stanford-crfm
    uoft-cs nlile livecodebench mistralai nvidia microsoft deepseek-ai qwen moonshotai zai-org thudm 01-ai x-ai xai-org
    ultralytics runwayml pytorch tensorflow keras laion evalplus openbmb baichuan-inc internlm opengvlab
"""


def find_providers(artifacts: Iterable[Artifact]) -> frozenset[str]:
    """Find the accounts and organisations that may stand before a name, in lower case."""
    found = set(_ACCOUNTS.split())
    for artifact in artifacts:
        if artifact.hub_id and "/" in artifact.hub_id:
            found.add(artifact.hub_id.split("/")[0].lower())
        if artifact.organisation and artifact.organisation.isalnum():
            found.add(artifact.organisation.lower())
    return frozenset(found)


def ends_of_machine_name(text: TokenText, first: int, least: int, providers: frozenset[str]) -> Iterator[int]:
    """Yield where a name that begins with a token may end, the longest first, behind the token ``least`` only.

    Args:
        least: the end of the name that is known to begin with the token; ``first`` where none is.
    """
    words = text.words
    provided = may_open_chunk(words[first], providers)
    if provided and first and words[first - 1] == "/" and text.ends[first - 1] == text.starts[first]:
        return  # the middle of an address: "github.com/openai/gym"
    if first < least < len(words) and text.ends[least - 1] < text.starts[least] and _may_be_form(words[least]):
        yield from _ends_of_chunk(text, least)
        yield least + 1
    if provided or has_variant_form(words[first]) or _is_joined(text, first):
        yield from (last for last in (*_ends_of_chunk(text, first), first + 1) if last > least)


def _ends_of_chunk(text: TokenText, first: int) -> list[int]:
    """Return where the chunk that begins with a token may end, the longest first, its first token left out."""
    words, starts, ends = text.words, text.starts, text.ends
    limit = min(text.sentence_at(first)[1], first + _LONGEST_CHUNK)
    found = []
    last = first + 1
    while last + 1 < limit and words[last] in JOINTS and starts[last] == ends[last - 1]:
        if starts[last + 1] != ends[last] or not words[last + 1][0].isalnum():
            break
        last += 2
        found.append(last)
    return found[::-1]


def _may_be_form(word: str) -> bool:
    """Check whether a token after a name may hold a part of the name and variant terms: "3.1-8B", but not
    "large-scale".
    """
    return "-" in word[1:] and any(map(str.isdigit, word))


def _is_joined(text: TokenText, first: int) -> bool:
    """Check whether a sign joins a token to the next."""
    after = first + 1
    joined = after < len(text.words) and text.words[after] in JOINTS and text.starts[after] == text.ends[first]
    return joined and shape(text.words[first]) not in (Shape.NUMBER, Shape.SIGN)


def may_open_chunk(word: str, providers: frozenset[str]) -> bool:
    """Check whether a token that is no name may be the provider before one, or the bracket of "(Super)GLUE"."""
    return word in ("(", "@") or word.lower() in providers


def has_variant_form(word: str) -> bool:
    """Check whether a token may be a name with variant terms.

    >>> has_variant_form("LLaMA2-7B"), has_variant_form("YOLOv8n"), has_variant_form("GPT"), has_variant_form("4o")
    (True, True, False, False)
    """
    return "-" in word[1:] or "_" in word[1:] or attached_term(word) is not None


def without_provider(name: str, providers: frozenset[str]) -> str:
    """Drop the account or organisation before a name; the name itself where it has none.

    >>> without_provider("openai/gsm8k", frozenset({"openai"})), without_provider("I/O", frozenset({"openai"}))
    ('gsm8k', 'I/O')
    """
    head, slash, rest = name.rpartition("/")
    if not slash:
        head, _, rest = name.partition(".")
    provider = head.rpartition("/")[2].lstrip("@")
    if rest and (provider.lower() in providers or (slash and provider.islower() and _is_account_of(provider, rest))):
        return rest
    return name


def _is_account_of(provider: str, name: str) -> bool:
    """Check whether an unknown account is named after what it publishes, or says what it is:
    ``codellama/CodeLlama-7b``.
    """
    return provider.endswith(("-hf", "-ai", "-community", "-org", "-lab", "-labs")) or (
        len(provider) > 2 and name.lower().startswith(provider) and len(name) > len(provider)
    )


def split_machine_name(name: str, find_key: KeyFinder, has_variants: VariantTest) -> tuple[str, str, str] | None:
    """Split a name without provider into its key, stem and tail, or give None where no stem is known.

    Args:
        find_key: the key of the catalogue for a stem as it is written. has_variants: whether what a key names has.
    """
    for cut in _cuts_of_name(name):
        stem, tail = name[:cut], name[cut:]
        for spelling in _spellings_of_stem(stem):
            key = find_key(spelling)
            if key is not None and (not tail or (has_variants(key) and is_variant_tail(tail, spelling))):
                return key, stem, tail
    return None


def _cuts_of_name(name: str) -> Iterator[int]:
    """Yield where a stem may end, the longest first: at the end, before a sign, before an attached letter."""
    yield len(name)
    cuts = [match.start() for match in _CUT.finditer(name, 1)]
    attached = attached_term(name)
    if attached is not None:
        cuts.append(attached)
    yield from sorted(cuts, reverse=True)[:_MOST_CUTS]


def _spellings_of_stem(stem: str) -> Iterator[str]:
    yield stem
    if _HYPHENATED_VERSION.search(stem):
        yield _HYPHENATED_VERSION.sub(".", stem)
    if "patch" in stem:
        yield _PATCH.sub(r"/\1", stem)
