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


def worker(env: dict[str, str], name: str, app: str = "tests.jobs") -> AbstractContextManager[subprocess.Popen[bytes]]:
    return process(
        env, name, "celery", "--app", app, "worker", "--concurrency", "1", "--hostname", f"{name}@here",
        "--loglevel", "INFO",
    )  # fmt: skip


def queue(env: dict[str, str], job: str, *arguments: object) -> None:
    # By a connection of its own, since Celery prefers CELERY_BROKER_URL as it is in the tests' own environment.
    with Connection(env["CELERY_BROKER_URL"]) as connection:
        Celery("sender").send_task(job, list(arguments), connection=connection)


def send(env: dict[str, str], marks: Path, seconds: float) -> None:
    """Queue the job that leaves marks."""
    queue(env, "tests.leave_marks", str(marks), seconds)


def kill_with_children(parent: subprocess.Popen[bytes]) -> None:
    """SIGKILL a worker and the processes that do its jobs: otherwise one of them would finish what it has begun."""
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    parent.kill()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    parent.wait()


def manage(env: dict[str, str], *arguments: str) -> str:
    """What one of the product's commands prints."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=120, capture_output=True, text=True).stdout


def ask(env: dict[str, str], question: str) -> str:
    """What the server's own database answers to a line of Python."""
    models = "from governance.models import *; from plans.models import *; from reports.models import *"
    return manage(env, "shell", "--verbosity", "0", "--command", f"{models}; print({question})").strip()


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


@pytest.fixture(scope="module")
def demonstration(environment: dict[str, str]) -> dict[str, str]:
    """The server's environment, with the published plan and its sample activity loaded."""
    manage(environment, "load_plan", "fixtures/hillingdon")
    manage(environment, "seed_demo")
    return environment | {"EMAIL_URL": f"file://{environment['DATA_DIR']}/mail"}


def test_the_overdue_job_and_its_mail_are_done_by_a_worker(demonstration: dict[str, str]) -> None:
    flags, unsent = "OverdueFlag.objects.count()", "Notice.objects.filter(kind='overdue', mailed_at=None).count()"
    with worker(demonstration, "overdue", "config"):
        for _ in range(2):
            queue(demonstration, "plans.tasks.flag_overdue")
        wait_for("the flags", lambda: int(ask(demonstration, flags)) > 10)
        queue(demonstration, "governance.tasks.send_notices")
        wait_for("the mail", lambda: ask(demonstration, unsent) == "0")
    mail = "".join(each.read_text() for each in Path(demonstration["DATA_DIR"], "mail").iterdir())
    notices = int(ask(demonstration, "Notice.objects.filter(kind='overdue').count()"))
    assert notices > 5
    assert mail.count("Subject: ") == notices, "Two runs of the job, one message to each person."
    people = "Notice.objects.filter(kind='overdue').values('person').distinct().count()"
    assert int(ask(demonstration, people)) == notices


def test_a_pack_whose_worker_is_killed_is_built_by_another(demonstration: dict[str, str]) -> None:
    asked = (
        "BoardPack.objects.create(plan=Plan.objects.get(slug='hillingdon-send'), as_at='2026-01-31', "
        "requested_by=Person.objects.get(name='SEND Improvement Officer'), requested_at='2026-02-01T09:00Z').pk"
    )
    pack = int(ask(demonstration, asked))
    state = f"BoardPack.objects.get(pk={pack}).state"
    with worker(demonstration, "first", "config") as first:
        queue(demonstration, "reports.tasks.build_pack", pack)
        wait_for("the build's beginning", lambda: ask(demonstration, state) in ("building", "built"))
        kill_with_children(first)
    # The killed worker's lease runs out: here at once.
    expire = f"BoardPack.objects.filter(pk={pack}, state='building').update(leased_until='2026-02-01T09:00Z')"
    ask(demonstration, expire)
    with worker(demonstration, "second", "config"):
        queue(demonstration, "reports.tasks.sweep_packs")
        wait_for("the pack", lambda: ask(demonstration, state) == "built", seconds=60)
    assert len(list(Path(demonstration["DATA_DIR"], "media", "packs").iterdir())) == 1
