#!/usr/bin/env bash
# Everything that can be known of the code without running its tests. All of it is looked at, whatever fails first.
. "$(dirname "$0")/prelude.sh"
scripts/install.sh development
export PATH="$PWD/$VENV/bin:$PATH"
FAILED=()

look() {
  local what="$1"
  shift
  say "$what"
  "$@" || FAILED+=("$what")
}

# The settings a server would have; nothing is connected to, and what they write is thrown away. Types need them too:
# their checker reads the models, and a clean copy has no key of its own.
as_on_a_server() {
  env DATA_DIR="$THROWN_AWAY" DATABASE_URL= DEBUG=off DEMONSTRATION=off HTTPS=on BASE_URL=https://plan.example.org \
    SECRET_KEY="only-for-checking-0123456789-abcdefghijklmnopqrstuvwxyz" "$@"
}

templates() {
  find templates governance plans measures reports -name '*.html' -print0 |
    xargs -0 --no-run-if-empty djade --check --target-version 5.2
}

compose() {
  env SECRET_KEY=x POSTGRES_PASSWORD=x BASE_URL=https://plan.example.org "$@" config --quiet
}

THROWN_AWAY="$(mktemp -d)"
trap 'rm -rf "$THROWN_AWAY"' EXIT
look "Lint" ruff check .
look "Format" ruff format --check .
look "Imports point down" lint-imports --cache-dir var/cache/import-linter
look "Migrations say what the models say" as_on_a_server python manage.py makemigrations --check --dry-run
look "Settings fit for a server" as_on_a_server python manage.py check --deploy --fail-level WARNING
look "Templates" templates
# The client that reads a compose file is one of two programs, and needs no engine for it.
if docker compose version >/dev/null 2>&1; then
  look "Compose file" compose docker compose
elif has docker-compose; then
  look "Compose file" compose docker-compose
fi
look "Types" as_on_a_server mypy
[ ${#FAILED[@]} = 0 ] || stop "To be mended: $(printf '%s; ' "${FAILED[@]}")see above. make fix mends lint and format."
say "All well."
