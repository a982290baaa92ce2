#!/usr/bin/env python
"""Runs the product's commands: `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # Whoever mistyped a setting needs the sentence, not forty lines of stack.
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
