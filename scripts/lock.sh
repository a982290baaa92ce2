#!/usr/bin/env bash
# Locks the newest versions that requirements*.in and package.json allow, with hashes and without registries' names.
. "$(dirname "$0")/prelude.sh"
scripts/install.sh development
for name in requirements requirements-dev; do
  "$VENV/bin/uv" pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header \
    "$name.in" --output-file "$name.txt"
done
quietly npm-lock "The pages' parts could not be locked: check the network, then run this again." \
  npm install --package-lock-only --ignore-scripts
