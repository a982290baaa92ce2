"""Asks the site on this machine whether it is well: exit code 0 when it is. For containers, which have no curl."""

import sys
from urllib.error import URLError
from urllib.request import urlopen

ADDRESS = "http://127.0.0.1:8000/healthz"


def main() -> int:
    """Ask once."""
    try:
        with urlopen(ADDRESS, timeout=4) as response:
            return 0 if response.status == 200 else 1
    except URLError as problem:
        print(f"{ADDRESS}: {problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
