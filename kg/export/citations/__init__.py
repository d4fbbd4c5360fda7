"""Papers as reference managers keep them: BibTeX, RIS and CSL-JSON, from one record and with one key."""
