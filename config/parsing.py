"""Turns the text of an environment variable into the value it stands for.

Each function raises ValueError with a sentence that says what is wrong and what to write instead.
No sentence repeats an address that may hold a password.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

YES = {"on", "yes", "true", "1"}
NO = {"off", "no", "false", "0", ""}


@dataclass(frozen=True)
class Mail:
    """How mail leaves: Django's back end, and the server it speaks to where there is one."""

    backend: str
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    use_tls: bool = False
    use_ssl: bool = False
    folder: str = ""


def text(raw: str) -> str:
    """Return the text as it stands, without the blanks around it."""
    return raw.strip()


def yes_or_no(raw: str) -> bool:
    """Read a switch, in any of the spellings people use."""
    word = raw.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(f"is {raw!r}, which is neither on nor off. Write on or off.")


def words(raw: str) -> tuple[str, ...]:
    """Read a list separated by commas."""
    return tuple(word for word in (part.strip() for part in raw.split(",")) if word)


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers between two bounds, both allowed."""

    def read(raw: str) -> int:
        number = raw.strip()
        if not number.isascii() or not number.isdigit() or not low <= int(number) <= high:
            raise ValueError(f"is {raw!r}. Write a whole number from {low} to {high}.")
        return int(number)

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Make a reader that takes one of a few words, in capitals or not."""

    def read(raw: str) -> str:
        word = raw.strip().upper()
        if word not in choices:
            raise ValueError(f"is {raw!r}. Write one of {', '.join(choices)}.")
        return word

    return read


def folder(raw: str) -> Path:
    """Read a folder; one that is not absolute lies in the project's own folder, wherever a command is run."""
    path = ROOT / raw.strip()
    if path.exists() and not path.is_dir():
        raise ValueError(f"is {raw!r}, which is a file. Write the name of a folder.")
    return path


def host_names(raw: str) -> tuple[str, ...]:
    """Read the names that the site answers to."""
    names = words(raw)
    for name in names:
        if "/" in name or (":" in name and not name.startswith("[")):
            raise ValueError(f"holds {name!r}. Write bare host names: no scheme, port or path.")
    return names


def origin(raw: str) -> str:
    """Read an address such as https://plan.example.org, and drop the slash at its end."""
    address = raw.strip().rstrip("/")
    parts = _split(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ValueError(f"is {raw!r}. Write a scheme and a host, such as https://plan.example.org.")
    return address


def origins(raw: str) -> tuple[str, ...]:
    """Read several addresses separated by commas."""
    return tuple(origin(word) for word in words(raw))


def broker(raw: str) -> str:
    """Read where jobs are queued: a folder of this machine, or Redis."""
    address = raw.strip()
    parts = _split(address)
    if parts.scheme in {"filesystem", "memory"}:
        # The queue's library warns at every start of an address without a host, though a folder has none.
        return f"{parts.scheme}://localhost"
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        return address
    raise ValueError("is not a broker this product runs on. Write filesystem:// (one machine) or redis://host:6379/0.")


def database(raw: str) -> dict[str, Any]:
    """Read a database's address into the shape of Django's DATABASES; empty when nothing is given."""
    address = raw.strip()
    if not address:
        return {}
    parts = _split(address)
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts)
    raise ValueError(
        "is not a database this product runs on. Write postgres://user:password@host:5432/name "
        "or sqlite:///path/to/file.sqlite3."
    )


def mail(raw: str) -> Mail:
    """Read how mail is to leave."""
    parts = _split(raw.strip())
    plain: Mapping[str, str] = {"console": "console", "memory": "locmem"}
    if parts.scheme in plain:
        return Mail(_backend(plain[parts.scheme]))
    if parts.scheme == "file" and parts.path:
        return Mail(_backend("filebased"), folder=unquote(parts.path))
    if parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and parts.hostname:
        return _smtp(parts)
    raise ValueError(
        "is not a way to send mail. Write console://, file:///folder, or smtp+tls://user:password@host:587."
    )


def _split(address: str) -> SplitResult:
    """Take an address apart, saying in our own words what cannot be read."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # reading the port is what checks it
    except ValueError:
        raise ValueError(
            "is not an address: its port or its brackets cannot be read. Write scheme://host:port, "
            "with any of / : @ # inside a password written as %2F %3A %40 %23."
        ) from None
    return parts


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    # Three slashes: a path in the project's folder. Four: an absolute path.
    name = unquote(parts.path.removeprefix("/"))
    if parts.hostname or not name:
        raise ValueError("names no file. Write sqlite:///var/db.sqlite3, or four slashes for an absolute path.")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(ROOT / name)}


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise ValueError("names no database. Write postgres://user:password@host:5432/name.")
    # urlsplit lowers the case of a host name; a socket's folder (%2Frun%2Fpostgresql) must keep its own.
    host = parts.netloc.rpartition("@")[2]
    host = host if parts.port is None else host.rpartition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host).strip("[]"),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _smtp(parts: SplitResult) -> Mail:
    usual_ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    return Mail(
        _backend("smtp"),
        host=parts.hostname or "",
        port=parts.port or usual_ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtp+ssl",
    )


def _backend(name: str) -> str:
    return f"django.core.mail.backends.{name}.EmailBackend"
