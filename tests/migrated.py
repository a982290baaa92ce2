"""A database that every migration has made, once for all test processes: each takes a copy of its own.

Running the migrations takes longer than most files of tests, and a run needs a database for each process, each
browser's site and each test of processes. What was made is kept under `var/cache`, by what the migrations say.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from config.parsing import database

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "cache" / "migrated"
KEPT_OF_EACH = 3


@cache
def fingerprint() -> str:
    """Of everything that decides what the migrations make: their files, what they use, and others' packages."""
    wanted = [*ROOT.glob("*/migrations/*.py"), ROOT / "config" / "guards.py", ROOT / "requirements.txt"]
    digest = hashlib.sha256()
    for path in sorted(wanted):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def sqlite_copy(to: Path) -> None:
    """Put a migrated database where a process wants its own."""
    made = KEPT / f"{fingerprint()}.sqlite3"
    with _one_at_a_time():
        if not made.exists():
            _make_sqlite(made)
    shutil.copyfile(made, to)


def postgresql_template(server: str) -> str:
    """The name of a migrated database on a server, to be given as TEMPLATE where another is made."""
    name = f"migrated_{fingerprint()}"
    with _one_at_a_time(), connected(server) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            half_done = f"half_{name}"
            connection.execute(f"DROP DATABASE IF EXISTS {half_done}")
            connection.execute(f"CREATE DATABASE {half_done}")
            _migrate(on_server(server, half_done))
            connection.execute(f"ALTER DATABASE {half_done} RENAME TO {name}")
    return name


def connected(server: str) -> psycopg.Connection[Any]:
    """A connection to a server, outside transactions, as making databases wants it."""
    at = database(server)
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"],
        autocommit=True,
    )  # fmt: skip


def on_server(server: str, name: str) -> str:
    """The address of another database on the same server."""
    return server.rpartition("/")[0] + f"/{name}"


def _make_sqlite(made: Path) -> None:
    for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[: -KEPT_OF_EACH + 1]:
        old.unlink()
    half_done = made.with_suffix(".half")
    half_done.unlink(missing_ok=True)
    _migrate(f"sqlite:///{half_done}")
    # What is still in the write-ahead log would not be in a copy of the file.
    connection = sqlite3.connect(half_done)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    half_done.rename(made)


def _migrate(address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"DATABASE_URL": address, "DATA_DIR": folder, "DEMONSTRATION": ""}
        command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=200)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
