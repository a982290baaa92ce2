#!/usr/bin/env bash
# Installs what the product needs into var/, and from Debian what cannot go there. Does nothing that is done already.
#   scripts/install.sh                 what it runs on
#   scripts/install.sh development     and what it is checked with
#   scripts/install.sh tests           and what its tests are run against: a browser, PostgreSQL, Redis
. "$(dirname "$0")/prelude.sh"
WANTED="${1:-runtime}"

choose_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if has "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$candidate"
      return
    fi
  done
}

make_venv() {
  local python
  python="$(choose_python)"
  if [ -z "$python" ]; then
    debian "Python" python3 python3-venv
    python="$(choose_python)"
  fi
  [ -n "$python" ] || stop "Python 3.11 or newer is needed: install it, or name it as in PYTHON=/path/to/python3 make demo."
  "$python" -c 'import ensurepip, venv' 2>/dev/null || debian "Python's venv" python3-venv
  quietly venv "The virtual environment could not be made: remove var/venv, then run this again." \
    "$python" -m venv "$VENV"
}

install_python_packages() {
  local lock="$1" stamp="$VENV/.installed-from" wanted
  [ -x "$VENV/bin/python" ] || make_venv
  wanted="$(digest requirements.txt "$lock")"
  if made_from "$stamp" "$wanted" || made_from "$stamp" "$(digest requirements.txt requirements-dev.txt)"; then
    return
  fi
  say "Installing Python packages from $lock"
  quietly pip "Python's packages could not be installed: check the network, then run this again." \
    "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$lock"
  echo "$wanted" >"$stamp"
}

install_libraries() {
  has_library libpango-1.0.so && has_library libpangoft2-1.0.so && has_library libharfbuzz-subset.so ||
    debian "drawing PDFs" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  # The pages' own face has no arrows and shapes; any general font has.
  [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ] ||
    debian "shapes in PDFs" fonts-dejavu-core
}

install_page_parts() {
  local stamp=var/npm/.installed-from wanted
  wanted="$(digest package.json package-lock.json .npmrc)"
  made_from "$stamp" "$wanted" && return
  has node && has npm || debian "compiling the pages' styles" nodejs npm
  say "Installing the pages' parts from package-lock.json"
  mkdir -p var/npm
  cp package.json package-lock.json .npmrc var/npm/
  quietly npm "The pages' parts could not be installed: check the network, then run this again." \
    npm ci --prefix var/npm --ignore-scripts --omit=optional
  echo "$wanted" >"$stamp"
}

install_test_servers() {
  has chromium || has chromium-browser || has google-chrome || debian "browser tests" chromium
  has redis-server || debian "tests of jobs" redis-server
  has pdftoppm || debian "tests of PDFs" poppler-utils
  has initdb || [ -n "$(find /usr/lib/postgresql -name initdb -print -quit 2>/dev/null)" ] ||
    debian "tests on PostgreSQL" postgresql
}

case "$WANTED" in
runtime) install_python_packages requirements.txt ;;
development | tests) install_python_packages requirements-dev.txt ;;
*) stop "scripts/install.sh takes runtime, development or tests." ;;
esac
install_libraries
install_page_parts
scripts/build_assets.sh
if [ "$WANTED" = tests ]; then install_test_servers; fi
