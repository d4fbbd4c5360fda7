"""Word lists that more than one stage of the linker reads."""

from __future__ import annotations

from kg.linker.text.tokens import TokenText

#: Nouns beside a name that say what it is; the name of a type noun's class.
TYPE_NOUNS = {
    "dataset": "data", "datasets": "data", "corpus": "data", "corpora": "data", "data": "data", "database": "data",
    "collection": "data", "benchmark": "test", "benchmarks": "test", "leaderboard": "test", "suite": "test",
    "testbed": "test", "exam": "test", "challenge": "test", "test": "test", "arena": "test", "task": "test",
    "tasks": "test", "model": "model", "models": "model", "llm": "model", "llms": "model", "family": "model",
    "series": "model", "backbone": "model", "architecture": "model", "network": "model", "networks": "model",
    "agent": "model", "agents": "model", "encoder": "model", "chatbot": "model", "system": "model",
    "algorithm": "method", "method": "method", "methods": "method", "framework": "method", "approach": "method",
    "technique": "method", "optimizer": "method", "pipeline": "method", "strategy": "method", "library": "method",
    "toolkit": "method", "procedure": "method", "paradigm": "method", "platform": "method", "loss": "method",
    "training": "method", "prompting": "method", "tool": "method", "score": "method",
}  # fmt: skip


def type_noun_beside(tokens: TokenText, first: int, last: int) -> str | None:
    """The class of a type noun right after a span, or right before it, in the same sentence."""
    begin, end = tokens.sentence_at(first)
    after = tokens.words[last].lower() if last < end else ""
    before = tokens.words[first - 1].lower() if first > begin else ""
    return TYPE_NOUNS.get(after) or TYPE_NOUNS.get(before)
