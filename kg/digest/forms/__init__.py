"""The forms of a digest: text, Markdown, HTML, mail, JSON, Atom."""
