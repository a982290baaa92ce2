# What every script here begins with: where it runs, how it speaks, and how it fails.
# Sourced, never run. A step that fails ends with one sentence that says what to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VENV=var/venv
mkdir -p var/log

say() { printf '\n== %s\n' "$*"; }

stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# quietly NAME SENTENCE COMMAND…: runs it with its output kept in var/log/NAME.log, shown only when it fails.
quietly() {
  local log="var/log/$1.log" sentence="$2"
  shift 2
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    stop "$sentence (The whole output is in $log.)"
  fi
}

# digest FILE…: one number for the content of many files, so that work is done again only when they change.
digest() { sha256sum "$@" | sha256sum | cut -d' ' -f1; }

made_from() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# debian WHY PACKAGE…: installs Debian packages, saying so; where it may not, says what to install.
debian() {
  local why="$1"
  shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    stop "$why is missing: install $* (Debian's names) with your system's package manager, then run this again."
  fi
  say "Installing from Debian, for $why: $*"
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "${APT_UPDATED:-}" ]; then
    quietly apt-update "Debian's package lists could not be read: check the network, then run this again." \
      apt-get update
    export APT_UPDATED=1
  fi
  quietly apt-install "Debian's packages $* could not be installed: install them by hand, then run this again." \
    apt-get install --yes --no-install-recommends "$@"
}

has() { command -v "$1" >/dev/null 2>&1; }

# Read to its end: a grep that leaves early would break ldconfig's pipe, and look like a library that is not there.
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep "$1" >/dev/null; }

# Python's compiled files go where everything goes that the commands write.
export PYTHONPYCACHEPREFIX="$PWD/var/cache/pycache"
