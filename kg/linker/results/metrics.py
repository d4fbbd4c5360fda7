"""Names of metrics, as abstracts write them, and whether more is better."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.ground.text import fold

#: Canonical name: (pattern over lower-case text, higher is better; None where it depends).
_METRICS: dict[str, tuple[str, bool | None]] = {
    "pass@k": (r"pass@\w+", True),
    "top-1 accuracy": (r"top-1(?: accurac(?:y|ies))?(?! error)", True),
    "top-5 accuracy": (r"top-5 accurac(?:y|ies)", True),
    "top-5 error": (r"top-5 error(?: rate)?", False),
    "top-1 error": (r"top-1 error(?: rate)?", False),
    "balanced accuracy": (r"balanced accuracy", True),
    "maj@k": (r"(?:maj|cons|avg|best)@\w+", True),
    "pass^k": (r"pass\^\w+", True),
    "Hits@k": (r"hits?@\w+", True),
    "exact match": (r"exact[- ]match(?: scores?)?", True),
    "accuracy": (r"accurac(?:y|ies)|acc\.", True),
    "macro F1": (r"macro[- ]f1(?:[- ]scores?)?", True),
    "micro F1": (r"micro[- ]f1(?:[- ]scores?)?", True),
    "F1": (r"f1(?:[- ]scores?| measures?)?|f-scores?|f-measures?", True),
    "precision": (r"precision", True),
    "recall": (r"recall(?:@\d+)?|r@\d+", True),
    "MCC": (r"mcc\b|matthews correlation(?: coefficients?)?", True),
    "AUROC": (r"auroc|roc[- ]auc|area under the (?:roc )?curve|auc(?:-roc)?", True),
    "AUPRC": (r"auprc|pr[- ]auc", True),
    "mAP": (r"map(?:@[\d.:]+)?(?!\w)|mean average precision|ap50\b|ap\b", True),
    "mIoU": (r"miou|mean iou|iou\b", True),
    "Dice": (r"dice(?: scores?| coefficients?)?", True),
    "nDCG": (r"ndcg(?:(?:@| at )\w+)?", True),
    "hit rate": (r"hit rate(?:@\d+)?|hr@\d+", True),
    "MRR": (r"mrr(?:@\d+)?|mean reciprocal rank", True),
    "BLEU": (r"(?:sacre)?bleu(?:-\d)?(?: scores?)?", True),
    "ROUGE": (r"rouge(?:-\w)?(?: scores?)?", True),
    "METEOR": (r"meteor\b", True),
    "chrF": (r"chrf\+*", True),
    "BERTScore": (r"bertscore", True),
    "COMET": (r"comet\b", True),
    "CIDEr": (r"cider\b", True),
    "FVD": (r"fvd\b(?: scores?)?|fréchet video distance", False),
    "MOS": (r"mos\b|mean opinion scores?", True),
    "PESQ": (r"pesq\b", True),
    "NDS": (r"nds\b", True),
    "FID": (r"g?fid\b(?: scores?)?|fréchet inception distance", False),
    "Inception Score": (r"inception score", True),
    "CLIP score": (r"clip[- ]?scores?", True),
    "PSNR": (r"psnr", True),
    "SSIM": (r"ssim", True),
    "LPIPS": (r"lpips", False),
    "perplexity": (r"perplexit(?:y|ies)|ppl\b", False),
    "bits per byte": (r"bits[- ]per[- ](?:byte|character|dimension)", False),
    "word error rate": (r"word error rates?|wer\b", False),
    "character error rate": (r"character error rates?|cer\b", False),
    "equal error rate": (r"equal error rates?|eer\b", False),
    "error rate": (r"error rates?", False),
    "error": (r"errors?\b", False),
    "RMSE": (r"n?rmse|root mean squared? error", False),
    "MAE": (r"mae\b|mean absolute errors?|(?:absolute mean|mean absolute) deviations?", False),
    "RMSD": (r"rmsd\b", False),
    "absolute trajectory error": (r"ate\b|absolute trajectory errors?", False),
    "MSE": (r"mse\b|mean squared error", False),
    "MAPE": (r"mape\b", False),
    "R²": (r"r\^2|r²|r-squared", True),
    "Pearson correlation": (r"pearson(?:'s)? correlations?(?: coefficients?)?", True),
    "Spearman correlation": (r"spearman(?:'s)?(?: rank)? correlations?(?: coefficients?)?", True),
    "Kendall's tau": (r"kendall(?:'s)?(?: tau)?", True),
    "correlation": (r"correlations?", True),
    "Cohen's kappa": (r"cohen(?:'s)? kappa|kappa\b", True),
    "agreement": (r"agreement(?: rates?)?", True),
    "win rate": (r"win[- ]?rates?", True),
    "success rate": (r"success rates?|task success", True),
    "pass rate": (r"pass rates?", True),
    "attack success rate": (r"attack success rates?|asr\b", None),
    "resolve rate": (r"resol(?:ve|ution) rates?", True),
    "refusal rate": (r"refusal rates?", None),
    "detection rate": (r"detection rates?", True),
    "discovery rate": (r"discovery rates?", True),
    "collision rate": (r"collision rates?", False),
    "completion rate": (r"(?:task )?completion rates?", True),
    "acceptance rate": (r"acceptance rates?", True),
    "solve rate": (r"solve rates?", True),
    "violation rate": (r"violation rates?", False),
    "failure rate": (r"failure rates?", False),
    "frame rate": (r"frame rates?|fps\b|frames per second", True),
    "hallucination rate": (r"hallucination rates?", False),
    "expected calibration error": (r"expected calibration error|ece\b", False),
    "Elo": (r"elo(?: ratings?| scores?)?\b", True),
    # Not "reward model": that is a thing, not a quantity.
    "reward": (r"rewards?\b(?! (?:model|function|signal|hack|shap|optim|design|feedback|learn))", True),
    "latency": (r"latenc(?:y|ies)", False),
    "throughput": (r"throughputs?", True),
    "speed": (r"speed-?ups?|faster\b|(?:training |inference )?speeds?\b|accelerations?\b", True),
    # Not memory as such: agents have one.
    "memory": (
        r"memory (?:usage|footprints?|consumption|overheads?|costs?|requirements?|reductions?|savings?)"
        r"|(?:peak|gpu|kv|kv[- ]cache) memory",
        False,
    ),
    "cost": (r"costs?\b|costing", False),
    "HOTA": (r"hota\b", True),
    "S-measure": (r"s-measures?", True),
    "BD-rate": (r"bd[- ]rates?", False),
    "ICC": (r"icc\b|intraclass correlation(?: coefficients?)?", True),
    "EPE": (r"epe\b|end-?point errors?", False),
    "sensitivity": (r"sensitivit(?:y|ies)\b", True),
    "specificity": (r"specificit(?:y|ies)\b", True),
    "data efficiency": (r"data[- ]efficiency", True),
    "sample efficiency": (r"sample[- ]efficiency", True),
    "training time": (r"(?:pre-?)?training (?:time|duration)s?", False),
    "inference time": (r"inference (?:time|duration)s?", False),
    "execution time": (
        r"(?:execution|computation|computational|processing|wall-clock|running|response|search) times?",
        False,
    ),
    "runtime": (r"run-?times?\b", False),
    "token usage": (r"tokens? (?:usage|consumption|costs?|counts?|budgets?)|training tokens|reasoning tokens", False),
    "parameters": (r"(?:trainable |model )?parameters\b", False),
    "energy": (r"energy(?: consumption| usage)?\b", False),
    "coverage": (r"coverage\b", True),
    "performance": (r"performances?\b", True),
    "FLOPs": (r"flops\b", False),
    # A "loss of 3 points" and "without loss" speak of a change, so the metric needs its first name.
    "loss": (
        r"(?:training|validation|test|eval(?:uation)?|cross-entropy|pre-?training|language modell?ing) loss",
        False,
    ),
    "score": (r"scores?\b|scoring", True),
}


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern at its top level."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _openings(pattern: str) -> set[str]:
    """Return the letters that what a pattern of this module matches can start with.

    >>> sorted(_openings("n?rmse|(?:best |top )?score"))
    ['b', 'n', 'r', 's', 't']
    """
    letters: set[str] = set()
    for part in _alternatives(pattern):
        if part.startswith("(?:"):
            end = next(i for i in range(len(part)) if part[: i + 1].count("(") == part[: i + 1].count(")"))
            head, rest = part[3:end], part[end + 1 :]
            letters |= _openings(head)
        else:
            head, rest = part[0], part[1:]
            letters.add(head)
        if rest.startswith("?"):
            letters |= _openings(rest[1:])
    return letters


def _compiled_metrics() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return one pattern of all metrics, and the metric of each of its groups.

    The metrics stand under the letter that they start with: trying them all at every word takes three times as long.
    """
    groups: dict[str, str] = {}
    letters: dict[str, list[str]] = {}
    for index, (name, (pattern, _)) in enumerate(_METRICS.items()):
        for letter in sorted(_openings(pattern)):
            group = f"{letter}{index}"
            groups[group] = name
            letters.setdefault(letter, []).append(f"(?P<{group}>{pattern})")
    branches = "|".join(f"(?={letter})(?:{'|'.join(found)})" for letter, found in sorted(letters.items()))
    return re.compile(rf"(?<![\w-])(?=[a-z])(?:{branches})"), groups


_PATTERN, _GROUPS = _compiled_metrics()


_COSTS = re.compile(
    r"\b(?:time|runtime|tokens?|parameters?|memory|energy|compute|computation|storage|overheads?|errors?|failures?|"
    r"hallucinations?|violations?|collisions?|bias|loss)$"
)


class MetricName(NamedTuple):
    """A metric named in a text: offsets in characters, and its canonical name."""

    start: int
    end: int
    name: str


def fold_case(text: str) -> str:
    """Lower case of the same length, so that offsets stay: characters that would become two are left as they are.

    >>> len(fold_case("\u0130stanbul"))
    8
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def find_metrics(sentence: str) -> list[MetricName]:
    """Return the metrics named in a sentence, in reading order.

    >>> [tuple(metric) for metric in find_metrics("It reaches 73.2% accuracy and an F1 score of 0.6.")]
    [(17, 25, 'accuracy'), (33, 41, 'F1')]
    """
    return [MetricName(m.start(), m.end(), _GROUPS[m.lastgroup or ""]) for m in _PATTERN.finditer(fold_case(sentence))]


def canonical_metric(name: str) -> str:
    """Return the canonical name of a metric that somebody else names; the name itself where it says more or is not
    known.

    >>> canonical_metric("Exact_Match"), canonical_metric("f1"), canonical_metric("pass@1"), canonical_metric("Elo gap")
    ('exact match', 'F1', 'pass@1', 'Elo gap')
    """
    words = name.replace("_", " ")
    found = next(iter(find_metrics(words)), None)
    if found is None or (found.start, found.end) != (0, len(words)):
        return name
    return found.name if _digits(name) == _digits(found.name) else name  # "pass@1" is more than "pass@k"


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, fold(name)))


def higher_is_better(metric: str) -> bool | None:
    """Return the direction of a metric, canonical or as a text writes it; None where it depends or is unknown.

    >>> higher_is_better("accuracy"), higher_is_better("training time"), higher_is_better("eccentricity")
    (True, False, None)
    """
    if metric in _METRICS:
        return _METRICS[metric][1]
    named = find_metrics(metric)
    if named:
        return _METRICS[named[-1].name][1]
    return False if _COSTS.search(metric.lower()) else None


# The quantities that a metric may be a form of, the first that applies; the rest is "other".
_NORMS = tuple(
    (norm, re.compile(pattern))
    for norm, pattern in (
        ("accuracy", r"accurac|^acc\b|^top-?\d"), ("f1", r"\bf-?1|f-?measure|f-?score"),
        ("exact match", r"exact match"),
        ("bleu", r"bleu"), ("rouge-l", r"rouge"), ("pass@1", r"pass@"), ("auprc", r"auprc|pr-?auc"),
        ("auroc", r"auroc|\bauc\b"), ("attack success rate", r"attack success|^asr$"),
        ("success rate", r"success|completion rate|pass rate"), ("win rate", r"win[ -]?rate"), ("rank", r"^rank"),
        ("r2", r"^r\^?2|r²"), ("mcc", r"mcc|matthews"), ("correlation", r"correlation|spearman|pearson|kendall"),
        ("agreement", r"agreement|kappa"), ("map", r"^m?ap(@.*)?$|mean average precision"), ("iou", r"iou|jaccard"),
        ("psnr", r"psnr"), ("ssim", r"ssim"), ("fid", r"\bfid"), ("perplexity", r"perplexity"),
        ("wer", r"word error rate"), ("rmse", r"rmse"), ("mse", r"\bmse\b|mean squared"),
        ("mae", r"\bmae\b|mean absolute"), ("precision", r"precision"), ("recall", r"recall|sensitivity"),
        ("speedup", r"speed"), ("latency", r"latency|time\b|runtime"), ("throughput", r"throughput|frame rate"),
        ("memory", r"memory"), ("parameters", r"parameter"), ("flops", r"flops|compute\b|computation"),
        ("tokens", r"tokens?\b"), ("energy", r"energy"), ("cost", r"\bcosts?\b|price|expens"),
        ("error", r"error|deviation|distance"), ("score", r"scores?$"), ("performance", r"^performance"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def metric_norm(metric: str) -> str:
    """Return the quantity that a metric is a form of; ``other`` where it is none of the usual ones.

    >>> metric_norm("top-1 accuracy"), metric_norm("training time"), metric_norm("eccentricity")
    ('accuracy', 'latency', 'other')
    """
    lower = metric.lower()
    return next((norm for norm, pattern in _NORMS if pattern.search(lower)), "other")
