#!/usr/bin/env bash
# Mends what a program can mend: lint, format, the layout of templates.
. "$(dirname "$0")/prelude.sh"
scripts/install.sh development
"$VENV/bin/ruff" check --fix . || true
"$VENV/bin/ruff" format .
find templates governance plans measures reports -name '*.html' -print0 |
  xargs -0 --no-run-if-empty "$VENV/bin/djade" --target-version 5.2 || true
