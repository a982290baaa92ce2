"""The one reader of the environment.

Every variable is a field of Environment, with its default, its meaning and the function that reads it.
`read` collects every problem before it fails, so that a first start needs one correction and not ten.
"""

import dataclasses
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import parsing

SHORTEST_SECRET_KEY = 32
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class EnvironmentProblem(ImproperlyConfigured):
    """The environment cannot be run on. `problems` maps a variable's name to what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = [f"  {name} {problem}" for name, problem in problems.items()]
        super().__init__("\n".join([f"The configuration has {many}:", *lines]))


def _variable(parse: Callable[[str], Any], default: str, meaning: str) -> Any:
    """Declare one variable: how it is read, what it is when absent or empty, and what it means."""
    return field(metadata={"parse": parse, "default": default, "meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What this process was told of where it runs. Field `data_dir` is variable `DATA_DIR`, and so on."""

    secret_key: str = _variable(
        parsing.text,
        "",
        "Signs sessions and links. At least 32 characters, and secret. Required in production; a "
        "demonstration makes its own in `DATA_DIR/secret_key`.",
    )
    debug: bool = _variable(
        parsing.yes_or_no, "off", "For programmers: error pages with code in them. Never on a server."
    )
    demonstration: bool = _variable(
        parsing.yes_or_no, "off", "Offers the demonstration people on the sign-in page. Never with real data."
    )
    base_url: str = _variable(
        parsing.origin, "http://127.0.0.1:8000", "The address people type. Links in mail begin with it."
    )
    allowed_hosts: tuple[str, ...] = _variable(
        parsing.host_names,
        "",
        "Host names the site answers to, besides the one in BASE_URL and this machine's own.",
    )
    csrf_trusted_origins: tuple[str, ...] = _variable(
        parsing.origins,
        "",
        "Further addresses that forms may be sent from, such as https://plan.example.org.",
    )
    https: bool = _variable(
        parsing.yes_or_no,
        "off",
        "On where a proxy in front of the site speaks HTTPS and sets X-Forwarded-Proto and X-Forwarded-For: "
        "secure cookies, HSTS, redirect.",
    )
    data_dir: Path = _variable(
        parsing.folder, "var", "The folder of everything that is written: database, evidence, queue, logs."
    )
    database: dict[str, Any] = _variable(
        parsing.database,
        "",
        "`postgres://user:password@host:5432/name`. When empty: SQLite in `DATA_DIR/db.sqlite3`.",
    )
    broker: str = _variable(
        parsing.broker,
        "filesystem://",
        "Where jobs queue: `filesystem://` (one machine) or `redis://host:6379/0`.",
    )
    mail: parsing.Mail = _variable(
        parsing.mail,
        "console://",
        "How mail leaves: `console://`, `file:///folder`, `smtp://`, `smtp+tls://user:password@host:587`, "
        "`smtp+ssl://`.",
    )
    default_from_email: str = _variable(parsing.text, "Improvement plan <plan@localhost>", "Who mail is from.")
    evidence_max_mb: int = _variable(
        parsing.whole_number(1, 200), "10", "The largest file of evidence that may be given, in megabytes."
    )
    brand_name: str = _variable(parsing.text, "Improvement plan tracker", "The name at the top of every page.")
    log_level: str = _variable(
        parsing.one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "The least severe message that is logged.",
    )
    web_concurrency: int = _variable(
        parsing.whole_number(1, 64), "2", "Web processes. About twice the number of cores."
    )

    @property
    def hosts(self) -> list[str]:
        """Every host name answered to. This machine's own are among them: health checks ask from inside."""
        named = urlsplit(self.base_url).hostname or ""
        return list(dict.fromkeys([*self.allowed_hosts, named, *LOCAL_HOSTS]))

    @property
    def embedded(self) -> bool:
        """Whether jobs queue on this machine alone, so that there is nothing else to start."""
        return not self.broker.startswith("redis")


# The variables whose usual name says more than the field's.
NAMES = {"database": "DATABASE_URL", "broker": "CELERY_BROKER_URL", "mail": "EMAIL_URL"}


@dataclass(frozen=True)
class Variable:
    """One variable as it is documented."""

    name: str
    default: str
    meaning: str


def variables() -> list[Variable]:
    """Every variable that the product reads, in the order of its documentation."""
    return [
        Variable(_name(each), each.metadata["default"], each.metadata["meaning"])
        for each in dataclasses.fields(Environment)
    ]


def read(source: Mapping[str, str]) -> Environment:
    """Read the environment, or raise EnvironmentProblem naming every variable that is wrong."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for each in dataclasses.fields(Environment):
        name = _name(each)
        # A variable set to nothing is a variable not set: compose files and env files pass them so.
        raw = source.get(name) or each.metadata["default"]
        try:
            values[each.name] = each.metadata["parse"](raw)
        except ValueError as problem:
            problems[name] = str(problem)
    if not problems:
        environment = _with_defaults(Environment(**values))
        problems = _disagreements(environment)
    if problems:
        raise EnvironmentProblem(problems)
    return environment


def _name(each: "dataclasses.Field[Any]") -> str:
    return NAMES.get(each.name, each.name.upper())


def _with_defaults(environment: Environment) -> Environment:
    """Fill in what depends on another variable: the database's place and the key kept beside it."""
    database = environment.database or {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(environment.data_dir / "db.sqlite3"),
    }
    key = environment.secret_key or _kept_key(environment)
    return dataclasses.replace(environment, database=database, secret_key=key)


def _kept_key(environment: Environment) -> str:
    """The key made on an earlier run in this folder, or a new one where making one is safe."""
    path = environment.data_dir / "secret_key"
    if not path.exists() and (environment.debug or environment.demonstration):
        _keep_new_key(path)
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _keep_new_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
    # A link is made whole or not at all, so two processes that start together agree on one key.
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _disagreements(environment: Environment) -> dict[str, str]:
    """What is wrong between variables that are each well written."""
    problems = {}
    if not environment.secret_key:
        problems["SECRET_KEY"] = (
            "is not set. Write 50 random characters kept secret, or DEMONSTRATION=on to try the product out."
        )
    elif len(environment.secret_key) < SHORTEST_SECRET_KEY:
        problems["SECRET_KEY"] = f"is shorter than {SHORTEST_SECRET_KEY} characters. Write 50 random characters."
    if environment.https and not environment.base_url.startswith("https://"):
        problems["BASE_URL"] = f"is {environment.base_url!r} though HTTPS is on. Write it with https://."
    if environment.debug and environment.https:
        problems["DEBUG"] = "is on though HTTPS is on, which only a server has. Write DEBUG=off."
    return problems
