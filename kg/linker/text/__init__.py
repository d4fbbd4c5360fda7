"""The text of a paper: tokens, sentences, spelling, word forms, lexicon."""
