"""What may be written in the environment, and what is said of what may not."""

import stat
from pathlib import Path
from typing import Any

import pytest

from config import environment
from config.environment import EnvironmentProblem, read, variables

KEY = "k" * 50


def given(tmp_path: Path, **variables: str) -> environment.Environment:
    return read({"SECRET_KEY": KEY, "DATA_DIR": str(tmp_path)} | variables)


def test_a_key_is_all_that_production_must_be_given(tmp_path: Path) -> None:
    house = given(tmp_path)

    assert not house.debug
    assert not house.demonstration
    assert house.embedded
    assert house.database == {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db.sqlite3")}
    assert house.hosts == ["127.0.0.1", "localhost", "[::1]"]


BAD = {
    "neither on nor off": ("DEBUG", "maybe", "is 'maybe', which is neither on nor off. Write on or off."),
    "no number": ("EVIDENCE_MAX_MB", "ten", "is 'ten'. Write a whole number from 1 to 200."),
    "too large": ("EVIDENCE_MAX_MB", "5000", "is '5000'. Write a whole number from 1 to 200."),
    "no processes": ("WEB_CONCURRENCY", "0", "is '0'. Write a whole number from 1 to 64."),
    "digit of another script": ("WEB_CONCURRENCY", "²", "is '²'. Write a whole number from 1 to 64."),
    "no such level": ("LOG_LEVEL", "loud", "is 'loud'. Write one of DEBUG, INFO, WARNING, ERROR."),
    "address without a scheme": ("BASE_URL", "plan.example.org", "Write a scheme and a host"),
    "address with a path": ("BASE_URL", "https://example.org/plan", "Write a scheme and a host"),
    "address with a broken port": ("BASE_URL", "https://example.org:port", "its port or its brackets"),
    "host with a scheme": ("ALLOWED_HOSTS", "https://example.org", "no scheme, port or path"),
    "host with a port": ("ALLOWED_HOSTS", "example.org:8000", "no scheme, port or path"),
    "origin without a scheme": ("CSRF_TRUSTED_ORIGINS", "https://a.org,b.org", "is 'b.org'. Write a scheme"),
    "other database": ("DATABASE_URL", "mysql://u:hidden@h/db", "is not a database this product runs on"),
    "database without a name": ("DATABASE_URL", "postgres://u:hidden@h", "names no database"),
    "SQLite without a file": ("DATABASE_URL", "sqlite://", "names no file"),
    "password with a slash": ("DATABASE_URL", "postgres://u:hid/den@h:1/db", "its port or its brackets"),
    "other broker": ("CELERY_BROKER_URL", "amqp://u:hidden@h", "is not a broker this product runs on"),
    "broker without a host": ("CELERY_BROKER_URL", "redis://", "is not a broker this product runs on"),
    "other mail": ("EMAIL_URL", "pigeon://loft", "is not a way to send mail"),
    "mail without a host": ("EMAIL_URL", "smtp://", "is not a way to send mail"),
    "HTTPS with an address without": ("HTTPS", "on", "is 'http://127.0.0.1:8000' though HTTPS is on"),
    "short key": ("SECRET_KEY", "short", "is shorter than 32 characters"),
    "folder that is a file": ("DATA_DIR", __file__, "which is a file. Write the name of a folder."),
}


@pytest.mark.parametrize(("name", "raw", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_value_is_refused_in_a_sentence(tmp_path: Path, name: str, raw: str, sentence: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        given(tmp_path, **{name: raw})

    assert sentence in str(caught.value)
    assert name in str(caught.value)
    assert "hid" not in str(caught.value), "An address may hold a password, and an error goes to a log."


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        given(tmp_path, DEBUG="maybe", LOG_LEVEL="loud", DATABASE_URL="mysql://h/db")

    assert list(caught.value.problems) == ["DEBUG", "DATABASE_URL", "LOG_LEVEL"]
    assert str(caught.value).startswith("The configuration has 3 problems:\n  DEBUG is 'maybe'")


POSTGRESQL = {
    "plain": ("postgres://u:p@h:5433/d", {"USER": "u", "PASSWORD": "p", "HOST": "h", "PORT": "5433"}),
    "no port": ("postgresql://u:p@h/d", {"HOST": "h", "PORT": ""}),
    "escaped password": ("postgres://u:p%40%2F%3A@h/d", {"PASSWORD": "p@/:"}),
    "socket": ("postgres://u@%2FRun%2Fpg/d", {"HOST": "/Run/pg", "PASSWORD": ""}),
    "IPv6": ("postgres://u@[::1]:5432/d", {"HOST": "::1", "PORT": "5432"}),
    "options": ("postgres://u@h/d?sslmode=require", {"OPTIONS": {"sslmode": "require"}}),
}


@pytest.mark.parametrize(("raw", "parts"), POSTGRESQL.values(), ids=POSTGRESQL.keys())
def test_a_postgresql_address_is_taken_apart(tmp_path: Path, raw: str, parts: dict[str, Any]) -> None:
    database = given(tmp_path, DATABASE_URL=raw).database

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["NAME"] == "d"
    assert database | parts == database


def test_a_mail_address_is_taken_apart(tmp_path: Path) -> None:
    mail = given(tmp_path, EMAIL_URL="smtp+tls://post%40office:p%23w@mail.example.org").mail

    assert (mail.host, mail.port, mail.user, mail.password) == ("mail.example.org", 587, "post@office", "p#w")
    assert mail.use_tls
    assert not mail.use_ssl
    assert "p#w" not in repr(mail)


def test_an_empty_variable_is_one_not_set(tmp_path: Path) -> None:
    assert given(tmp_path, EVIDENCE_MAX_MB="", BRAND_NAME="").evidence_max_mb == 10


def test_the_address_is_among_the_hosts(tmp_path: Path) -> None:
    house = given(tmp_path, BASE_URL="https://plan.example.org/", ALLOWED_HOSTS="a.org, b.org")

    assert house.base_url == "https://plan.example.org"
    assert house.hosts[:3] == ["a.org", "b.org", "plan.example.org"]


def test_production_without_a_key_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"SECRET_KEY is not set\. Write"):
        read({"DATA_DIR": str(tmp_path)})
    assert not (tmp_path / "secret_key").exists()


def test_a_demonstration_makes_one_key_and_keeps_it_to_itself(tmp_path: Path) -> None:
    demonstration = {"DATA_DIR": str(tmp_path / "new"), "DEMONSTRATION": "on"}
    first = read(demonstration).secret_key
    kept = tmp_path / "new" / "secret_key"

    assert len(first) > 50
    assert read(demonstration).secret_key == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [each.name for each in kept.parent.iterdir()] == ["secret_key"]


def test_every_variable_says_what_it_means() -> None:
    assert all(each.meaning.endswith(".") for each in variables())
    assert len({each.name for each in variables()}) == len(variables())
