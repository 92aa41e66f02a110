"""Where a machine without Docker keeps the portal's databases. Standard library only."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
TEMPORARY_PREFIX = "hub-test-"
# Not gettempdir() first: macOS hands out a long path, and a socket's path must stay under 100 bytes.
SHORT_DIRECTORY = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108
_KEY = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Place:
    """The folders of one pair of servers; `durable` is false where a crash may lose everything."""

    state: Path
    sockets: Path
    durable: bool

    @property
    def pgdata(self) -> Path:
        return self.state / "postgres"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def valkey_pid(self) -> Path:
        return self.state / "valkey" / "valkey.pid"

    def database_url(self, name: str = "hub") -> str:
        return f"postgres://hub@/{name}?host={self.sockets}"

    def redis_url(self, number: int = 0) -> str:
        return f"redis+socket://{self.valkey_socket}?virtual_host={number}"


def checkout() -> Place:
    """The servers that every command of this checkout shares.

    Root's live outside the checkout: they run as an unprivileged user, who may not enter root's home.
    """
    state = Path("/var/lib") / f"hub-local-{_KEY}" if IS_ROOT else ROOT / ".local"
    sockets = SHORT_DIRECTORY / f"hub-{os.geteuid()}-{_KEY}"
    return Place(state=state, sockets=sockets, durable=True)


def temporary() -> Place:
    """A pair of servers for one test run, in a folder of its own."""
    state = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=SHORT_DIRECTORY))
    return at(state)


def at(state: Path) -> Place:
    return Place(state=state, sockets=state / "s", durable=False)
