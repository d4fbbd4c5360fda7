"""The forms of a saved page: text, HTML, Markdown and text with numbered links, each taken down to plain lines."""
