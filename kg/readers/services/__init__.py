"""The JSON of services: one module each, which knows its records and makes papers of them."""
