"""The processes of a server, started for real: gunicorn, a Celery worker and beat, beside Redis and a database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from celery import Celery
from kombu import Connection

from tests.processes import ROOT, database_of_its_own, free_port, gunicorn, health, process, wait_for

REDIS = os.environ.get("TEST_REDIS_URL", "")
POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis: make test starts one."),
]


def queue_number() -> int:
    """One of Redis's sixteen databases, for each test process its own."""
    return 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server's environment, with a migrated database and a queue that nobody else uses."""
    folder = tmp_path_factory.mktemp("server")
    with database_of_its_own(POSTGRESQL, folder, f"processes_{os.getpid()}") as address:
        env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": address,
            "CELERY_BROKER_URL": f"{REDIS.rpartition('/')[0]}/{queue_number()}",
            "EMAIL_URL": "console://",
            "WEB_CONCURRENCY": "1",
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True, timeout=120
        )
        yield env


def worker(env: dict[str, str], name: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return process(
        env, name, "celery", "--app", "tests.jobs", "worker", "--concurrency", "1", "--hostname", f"{name}@here",
        "--loglevel", "INFO",
    )  # fmt: skip


def send(env: dict[str, str], marks: Path, seconds: float) -> None:
    """Queue the job that leaves marks."""
    # By a connection of its own, since Celery prefers CELERY_BROKER_URL as it is in the tests' own environment.
    with Connection(env["CELERY_BROKER_URL"]) as connection:
        Celery("sender").send_task("tests.leave_marks", [str(marks), seconds], connection=connection)


def test_a_server_answers_and_its_jobs_are_run(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    sent, scheduled = tmp_path / "sent", tmp_path / "scheduled"
    with ExitStack() as running:
        running.enter_context(gunicorn(environment, port))
        running.enter_context(worker(environment, "worker"))
        beat = environment | {"BEAT_MARKS": str(scheduled)}
        running.enter_context(process(beat, "beat", "celery", "--app", "tests.jobs", "beat"))

        wait_for("the site", lambda: health(port)[0] == 200)
        assert health(port)[1] == {"status": "ok", "database": "reachable"}
        send(environment, sent, 0)
        wait_for("a job that a page sent", lambda: sent.exists() and sent.read_text().endswith("ended\n"))
        wait_for("a job that beat sent", scheduled.exists)


def test_a_job_whose_process_is_killed_is_run_again(environment: dict[str, str], tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    with worker(environment, "killed"):
        send(environment, marks, 2)
        wait_for("the job's beginning", lambda: marks.exists() and "began" in marks.read_text())
        os.kill(int(marks.read_text().split()[1]), signal.SIGKILL)

        wait_for("the job's second run", lambda: marks.read_text().endswith("ended\n"))
    assert marks.read_text().count("began") == 2
    assert marks.read_text().count("ended") == 1
