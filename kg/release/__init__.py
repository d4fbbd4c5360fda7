"""A built graph as a folder to publish: the data in open forms, described for catalogues, people and machines."""
