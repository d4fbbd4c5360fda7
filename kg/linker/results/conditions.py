"""The words that say when a figure holds: shots, split, subset, language, perturbation, setting.

Patterns over the clause of the figure: the condition nearest to the figure, in the words of the text. What they find
makes a figure incomparable, so that a doubtful condition is better found than overlooked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.linker.results.clauses import Sentence
from kg.linker.results.numbers import Number

_NAME = r"[A-Za-z0-9][\w+./-]*"
_CONDITION = re.compile(
    rf"""(?:
      \b(?:zero|one|few|two|three|four|five|\d+)-shots?\b(?:\s(?:setting|learning|prompting|transfer))?
    | \b(?:zero|few|one)-shot\b
    | \b(?!in\s(?:settings|scenarios|conditions)\b)(?:in|under|with|without|at|for|across)\s(?:the\s|a\s|an\s)?
      (?:[\w-]+\s){{0,3}}
      (?:settings?|scenarios?|conditions?|regimes?|modes?|splits?|subsets?|setups?|protocols?|budgets?|noise|attacks?|
      perturbations?|corruptions?|shifts?|constraints?|supervision|resolutions?|languages|horizons?)\b
    | \bon\s(?:the\s)?(?:[\w-]+\s){{0,2}}(?:hard|easy|held-out|hidden|test|validation|dev|development|private|public|
      verified|lite|mini|full|long|short|unseen|seen|rare|out-of-distribution|in-domain|out-of-domain|cross-domain)\s
      (?:[\w-]+\s)?(?:set|split|subset|tasks?|questions?|problems?|samples?|cases|classes|data|part|portion)\b
    | \b(?:in|on|for|into)\s(?:English|Chinese|German|French|Spanish|Hindi|Arabic|Japanese|Korean|Russian|Portuguese|
      Italian|Turkish|Vietnamese|Indonesian|Persian|Bengali|Urdu|Swahili|Polish|Dutch|Greek|Hebrew|Thai|Tamil|Telugu|
      Marathi|Nepali|Sinhala|Malay|Czech|Romanian|Ukrainian|Hungarian|Finnish|Swedish|Danish|Norwegian|Catalan|Basque|
      Yoruba|Hausa|Amharic|low-resource\slanguages)\b(?![-–]|\sto\s|(?-i:\s[A-Z]))
    | \b(?:on\saverage|in\sthe\s(?:best|worst)\scase|averaged?\s(?:across|over)\s(?:[\w-]+\s){{0,4}}[\w-]+)\b
    | \b(?:average|averaged|mean|harmonic\smean|median|macro-averaged)\b
      (?!\s(?:precision|absolute|squared|reciprocal|opinion|average))
    | \bwith(?:out)?\s(?:only\s|just\s|as\s(?:few|little)\sas\s)?(?:\d[\d.,]*%?|one|two|three|four|five|ten|half|no)\s
      (?:of\s(?:the\s)?)?(?:[\w-]+\s)?(?:examples?|shots?|samples?|labels?|labell?ed|data|demonstrations?|steps?|
      tokens|frames|parameters|training|images?|annotations|iterations|queries|documents|epochs?|views|GPUs?|bits?)\b
    | \busing\s(?:only\s|just\s)?(?:\d[\d.,]*%?|a\s(?:single|small|fraction))\s(?:of\s(?:the\s)?)?(?:[\w-]+\s)?[\w-]+
    | \b(?:at|with)\s(?:\d[\d.,]*\s?%?)\s(?:[\w-]+\s)?(?:sparsity|compression|noise|bits?|fps|resolution|
      masking|pruning|missing|coverage|recall|precision|false\spositive)\b
    | \b(?:across|over)\s(?:all\s|the\s)?(?:[\w-]+\s){{0,3}}(?:datasets|benchmarks|tasks|languages|seeds|runs|domains|
      models|settings|test\ssets)\b
    | \b(?:a|the)\s(?:[\w-]+\s){{0,2}}(?:test\sset|subset|subsets|split|sample|selection|portion|part)\sof\b
    | \b(?:fine-?tuned|pre-?trained|trained|finetuned|distilled|tuned)\s(?:only\s|solely\s)?(?:on|with|from)\s
      (?:the\s|only\s)?(?:[\w.+/-]+)
    | \bafter\s(?:[\w-]+\s)?[\w-]+(?:ing|ation|ment)\b
    | \bwith\s(?:an?\s|the\s)(?:[\w.-]+\s){{1,3}}(?:backbone|encoder|decoder|retriever|verifier|budget|judge|prompts?)\b
    | \b(?:best-of|top|k|n|t)\s?[=-]\s?\d+\b(?!\saccurac|\serror) | \b\d+[-\s](?:NFEs?|steps?|ways?|views?|epochs?)\b
    | \bat\s\d+-bit\b | \b\d-bit\b | \bpass@(?!1\b)\d+\b
    | \bwith\s(?:self-consistency|majority\svoting|test-time\s[\w-]+|tool\suse|tools|retrieval|
      chain-of-thought(?:\sprompting)?|best-of-\w+|ensembling|greedy\sdecoding|code\sexecution|access\sto\s(?:an?\s)?{_NAME})\b
    | \b(?:with|via|using|through|by|to|in)\s(?:the\s)?(?:test|inference)-time\s[\w-]+
    | \bin\san?\s(?:[\w-]+\s){{1,5}}(?:problem|task|application|case|scenario|simulation)\b
    | \bagainst\s(?:the|an?)\s(?:[\w()-]+\s){{0,6}}(?:taxonomy|standard|ground\struth|references?|labels?)\b
    | \b(?:leave-one-(?:[\w-]+-)?out|\w+-fold|cross|LOSO)[-\s](?:cross-)?validation\b
    | \bfine-?tun(?:ed|ing)\s(?:scores?|accurac\w+|performance|results?)\b
    | \b(?:in|through|via|during)\s(?:online|offline|human|blind|simulated|real-world|automatic)\s(?:[\w-]+\s)?
      (?:tests?|testing|evaluations?|experiments?|deployment|trials?|studies|study)\b
    | \bon\s(?:an?|one|two|four|eight|\d+)\s(?:single\s)?(?:[\w-]+\s){{0,3}}(?:GPUs?|CPUs?|cores?|devices?|machines?)\b
    | \bwhen\s(?:[\w-]+\s){{1,5}}(?:is|are|was|were)\s[\w-]+ | \bwhen\s[\w-]+ing\s(?:[\w-]+\s){{0,3}}[\w-]+
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# A part that a name of its own says: "In Information Extraction, X scores", "for Chinese OCR,".
_PART = re.compile(r"\b(?:[Ii]n|[Ff]or|[Uu]nder)\s[A-Z][\w-]+(?:\s(?:and\s)?[A-Z][\w-]*){0,3}(?=,\s)")
_WITH = re.compile(
    r"\b(?:with|using|via|through|on\stop\sof|based\son|built\son|powered\sby|applied\sto|initiali[sz]ed\sfrom)\s(?:the\s)?$",
    re.IGNORECASE,
)
_REACH = 90


@lru_cache(maxsize=16)  # the numbers of a clause all ask the same
def _described_conditions(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _CONDITION.finditer(text, start, end))


def find_condition(sentence: Sentence, number: Number, model: str | None = None) -> str | None:
    """Return the words near a number, in its clause, that say under which condition it holds; None where there are
    none.

    With ``model``, the slug of what the number is about, another model or method that it is used with is one, too.
    """
    start, end = sentence.clause(number.start)
    spans = list(_described_conditions(sentence.text, start, end))
    named = [(place.start, place.end) for place in sentence.places]
    named += [(metric.start, metric.end) for metric in sentence.metrics]
    for match in _PART.finditer(sentence.text, start, end):
        if not any(first < match.end() and match.start() < last for first, last in named):
            spans.append(match.span())
    if model is not None:
        for place in sentence.models:
            used = _WITH.search(sentence.text[max(start, place.start - 24) : place.start])
            if used and start <= place.start < end and place.slug != model:
                spans.append((place.start - len(used.group()), place.end))
    best: tuple[int, str] | None = None
    for first, last in spans:
        if first < number.end and number.start < last:
            continue
        distance = number.start - last if last <= number.start else first - number.end
        if distance <= _REACH and (best is None or distance < best[0]):
            best = distance, sentence.text[first:last]
    return best[1] if best else None
