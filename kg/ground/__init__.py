"""What every layer stands on: errors, text normal forms, identifiers, vocabularies, records."""
