"""PaperAtlas: a knowledge graph builder for machine-learning papers."""

from __future__ import annotations

__version__ = "0.1.0"
