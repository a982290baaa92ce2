"""Mail sent by the product's own processes: two workers and two beats at once, and a worker killed half-way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kombu import Connection

from tests.mail_server import Inbox, mail_server
from tests.processes import ROOT, database_of_its_own, free_port, process, wait_for
from tests.test_processes import POSTGRESQL, REDIS, kill_with_children, queue, queue_number, worker

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis: make test starts one."),
]

APP = "tests.mail_jobs"
PATIENCE = 90
"""Seconds: a worker takes its time to start where much else runs."""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[dict[str, str]]:
    """A server's environment that sends its mail to the tests, with a migrated database and a queue of its own."""
    folder = tmp_path_factory.mktemp("mail")
    with database_of_its_own(POSTGRESQL, folder, f"mail_{os.getpid()}") as address:
        env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": address,
            "CELERY_BROKER_URL": f"{REDIS.rpartition('/')[0]}/{queue_number()}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=120)
        with Connection(env["CELERY_BROKER_URL"]) as left_over:
            left_over.default_channel.queue_purge("celery")
        yield env


def write(env: dict[str, str], name: str, number: int) -> set[str]:
    """Have a worker write that many notices; their keys."""
    queue(env, "tests.write_notices", name, number)
    return {f"{name}-{each:03}" for each in range(number)}


def once(inbox: Inbox) -> set[str]:
    """The notices that were accepted; the test fails where one was accepted twice."""
    assert {key: times for key, times in inbox.counts().items() if times > 1} == {}
    return set(inbox.counts())


def test_two_workers_and_two_beats_send_each_notice_once(environment: dict[str, str], port: int) -> None:
    written = write(environment, "together", 120)
    with mail_server(inbox := Inbox(), port), ExitStack() as running:
        for name in ("one", "two"):
            running.enter_context(worker(environment, name, APP))
            schedule = Path(environment["DATA_DIR"]) / f"schedule-{name}"
            beat = ["celery", "--app", APP, "beat", "--schedule", str(schedule)]
            running.enter_context(process(environment, f"beat-{name}", *beat))
        wait_for("the mail", lambda: len(inbox.accepted) >= len(written), PATIENCE)
    assert once(inbox) == written


def test_a_worker_killed_half_way_has_each_sent_once(environment: dict[str, str], port: int) -> None:
    written = write(environment, "killed", 1000)
    inbox = Inbox()
    inbox.holds_after = 500
    with mail_server(inbox, port):
        with worker(environment, "killed", APP) as killed:
            queue(environment, "governance.tasks.send_notices")
            wait_for("half of the mail", inbox.holding.is_set, PATIENCE)
            kill_with_children(killed)
        wait_for("the server to see it gone", inbox.sender_gone.is_set)
        inbox.holds_after = -1
        with worker(environment, "another", APP):
            for job in ("tests.end_leases", "governance.tasks.send_notices"):
                queue(environment, job)
            wait_for("the rest of the mail", lambda: len(inbox.accepted) >= len(written), PATIENCE)
    assert once(inbox) == written
