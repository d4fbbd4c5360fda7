#!/usr/bin/env python3
"""The command line from a checkout: ``python cli.py …`` is the same program as the installed ``paperatlas …``."""

import sys

from kg.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
