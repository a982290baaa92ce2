"""What the files around the code say of it, held to the code."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from config.environment import variables

ROOT = Path(__file__).resolve().parent.parent
NAMES = {variable.name for variable in variables()}


def tracked() -> list[Path]:
    """Every text that is, or is about to be, part of the project."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("Only a repository can say which files are part of the project.")
    names = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return [path for path in map(ROOT.joinpath, names) if path.is_file() and b"\0" not in path.read_bytes()[:2000]]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_no_file_names_a_registry_or_a_machine() -> None:
    # Written in pieces, so that this file does not name them either.
    registries = ["pypi." + "org", "python" + "hosted.org", "registry." + "npmjs.org", "deb." + "debian.org"]
    machines = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in registries + machines
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert named == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text()
        packages = re.findall(r"^[a-z0-9][\w.\[\]-]*==", lock, flags=re.MULTILINE)
        assert packages
        assert "://" not in lock
        assert len(re.findall(r"^[a-z0-9].*\\\n +--hash=sha256:", lock, flags=re.MULTILINE)) == len(packages)
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_lock_for_development_holds_the_versions_that_run() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][\w.\[\]-]*==[\w.]+", (ROOT / name).read_text(), flags=re.MULTILINE))

    assert pinned("requirements.txt") <= pinned("requirements-dev.txt")


def test_every_script_that_a_verb_runs_exists_and_may_run() -> None:
    makefile = (ROOT / "Makefile").read_text()
    verbs = set(re.findall(r"^([a-z]+):.* ## ", makefile, flags=re.MULTILINE))
    scripts = set(re.findall(r"scripts/[\w.]+", makefile))

    assert verbs == {
        "help",
        "demo",
        "test",
        "check",
        "fix",
        "bench",
        "audit",
        "screenshots",
        "run",
        "worker",
        "lock",
        "clean",
    }
    assert all((ROOT / script).stat().st_mode & 0o111 for script in scripts)


def test_scripts_are_well_formed() -> None:
    for script in [*ROOT.glob("scripts/*.sh"), ROOT / ".ci" / "run"]:
        subprocess.run(["bash", "-n", str(script)], check=True)


def test_compose_starts_what_the_design_names() -> None:
    services = compose()["services"]

    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat"}
    assert services["db"]["image"].startswith("postgres:16")
    assert services["redis"]["image"].startswith("redis:7")
    lasting = [service for name, service in services.items() if name not in {"migrate"}]
    assert all("healthcheck" in service for service in lasting)
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_compose_sets_only_variables_that_are_read() -> None:
    for name in ("migrate", "web", "worker", "beat"):
        assert set(compose()["services"][name]["environment"]) <= NAMES


def test_compose_shows_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert "${SECRET_KEY:?" in text
    assert "${POSTGRES_PASSWORD:?" in text


def test_the_example_environment_sets_only_variables_that_are_read() -> None:
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z_]+)=", example, flags=re.MULTILINE))

    assert named - {"POSTGRES_PASSWORD", "PUBLISHED_PORT"} <= NAMES
    assert {"SECRET_KEY", "BASE_URL", "POSTGRES_PASSWORD"} <= named


def test_the_documented_variables_are_those_that_are_read() -> None:
    documented = (ROOT / "README.md").read_text()
    missing = [
        row
        for each in variables()
        if (row := f"| `{each.name}` | {f'`{each.default}`' if each.default else ''} | {each.meaning} |")
        not in documented
    ]
    assert missing == [], "Paste these rows into the table of README.md."
    assert len(re.findall(r"^\| `[A-Z_]+` \|", documented, flags=re.MULTILINE)) == len(NAMES)


def test_scheduled_jobs_exist() -> None:
    from config import celery_app

    celery_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery_app.tasks)


def test_a_queue_keeps_a_message_for_longer_than_the_longest_job() -> None:
    # The tests' own broker is memory, so the number is read where it is written.
    written = (ROOT / "config" / "settings.py").read_text()
    (kept,) = re.findall(r'"visibility_timeout": (\d+)', written)

    assert int(kept) > settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
def test_health_says_whether_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "reachable"}


def test_health_says_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from config import health

    class Gone:
        def cursor(self) -> None:
            raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", Gone())
    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unreachable"}


@pytest.mark.django_db
def test_every_response_carries_the_policies(client: Client) -> None:
    headers = client.get("/healthz", headers={"x-request-id": "from-the-proxy-1"}).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert {"frame-ancestors 'none'", "object-src 'none'", "form-action 'self'", "base-uri 'self'"} <= set(
        policy.split("; ")
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.django_db
def test_an_ill_formed_request_identity_is_replaced(client: Client) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/healthz", headers={"x-request-id": "a b"})["X-Request-ID"])


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client: Client) -> None:
    from django.contrib.auth import get_user_model

    answer = client.post("/accounts/signup/", {"email": "a@example.org", "password1": "long-enough-words-9"})

    assert answer.status_code == 200
    assert not get_user_model().objects.exists()
