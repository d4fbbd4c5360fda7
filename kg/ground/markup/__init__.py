"""Markup in texts, taken away: LaTeX, HTML, Markdown."""
