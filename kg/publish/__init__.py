"""A built graph handed over to other stores."""
