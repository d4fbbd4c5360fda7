"""The version of PaperAtlas, below all modules that name it; ``kg`` gives it out."""

__version__ = "0.1.0"
