"""What all readers need: open files, dates, a note of what is not read."""
