"""The product's own processes, started for tests and ended with them: each by its number, with what it said kept."""

from __future__ import annotations

import ctypes
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests import migrated

ROOT = Path(__file__).resolve().parent.parent


def wait_for(what: str, seen: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, f"Waited {seconds} s for {what}."
        time.sleep(0.1)


@contextmanager
def database_of_its_own(server: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a migrated, empty database: one of that name on the server, or a file where none is given."""
    if not server:
        migrated.sqlite_copy(folder / "db.sqlite3")
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    template = migrated.postgresql_template(server)
    with migrated.connected(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield migrated.on_server(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def log_of(env: dict[str, str], name: str) -> Path:
    """Where a process's words are kept."""
    return Path(env["DATA_DIR"]) / f"{name}.log"


def last_words(env: dict[str, str], name: str) -> str:
    log = log_of(env, name)
    return log.read_text(errors="replace")[-4000:] if log.exists() else ""


def _end_with_the_tests() -> None:
    """Where Linux runs it, a test process that is killed takes its servers with it: no fixture would end them."""
    if sys.platform == "linux":
        prctl, pr_set_pdeathsig = ctypes.CDLL(None).prctl, 1
        prctl(pr_set_pdeathsig, signal.SIGTERM)


@contextmanager
def process(env: dict[str, str], name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the product's processes, ended at the end; what it said is shown when the test fails."""
    with log_of(env, name).open("wb") as output:
        command = [sys.executable, "-m", *arguments]
        started = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, preexec_fn=_end_with_the_tests
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        print(f"--- {name}\n{last_words(env, name)}")


def gunicorn(env: dict[str, str], port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    listening = ["--bind", f"127.0.0.1:{port}"]
    return process(env, "web", "gunicorn", "--config", "python:config.gunicorn", *listening, "config.wsgi")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def health(port: int) -> tuple[int, dict[str, str]]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return response.status, json.load(response)
    except (URLError, ConnectionError, TimeoutError):
        return 0, {}
