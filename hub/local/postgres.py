"""Start and stop one PostgreSQL cluster that listens on a Unix socket only."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from hub.local import account, processes
from hub.local.binaries import Binaries
from hub.local.paths import Place

# The first version with a locale that is the same on every operating system.
FIRST_WITH_BUILTIN_LOCALE = 17
CAREFREE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start(place: Place, binaries: Binaries) -> None:
    """See to it that the cluster exists, answers and has the database `hub`."""
    if not (place.pgdata / "PG_VERSION").exists():
        _create_cluster(place, binaries)
    if not processes.accepts(place.postgres_socket):
        _forget_foreign_pid(place)
        log = ("-l", place.state / "postgres.log")
        waiting = ("-w", "-t", "60", "-o", _options(place))
        _run(place, binaries, "pg_ctl", "-D", place.pgdata, *log, *waiting, "start")
    with _connect(place) as connection:
        if not connection.execute("select 1 from pg_database where datname = 'hub'").fetchone():
            connection.execute("create database hub")


def stop(place: Place, binaries: Binaries, *, mode: str = "fast") -> None:
    if processes.accepts(place.postgres_socket):
        _run(place, binaries, "pg_ctl", "-D", place.pgdata, "-m", mode, "-w", "stop")


def _options(place: Place) -> str:
    settings = [
        "listen_addresses=''",
        f"unix_socket_directories='{place.sockets}'",
        "unix_socket_permissions=0700",
        "max_connections=200",
        "shared_buffers=64MB",
        "timezone=UTC",
        *(() if place.durable else CAREFREE),
    ]
    return " ".join(f"-c {setting}" for setting in settings)


def _create_cluster(place: Place, binaries: Binaries) -> None:
    """In another folder first: an interrupted initdb leaves half a cluster."""
    fresh = place.state / "postgres.new"
    for folder in (fresh, place.pgdata):
        shutil.rmtree(folder, ignore_errors=True)
    account.give_directory(fresh)
    locale = ["--locale=C.UTF-8"]
    if binaries.postgres_version >= FIRST_WITH_BUILTIN_LOCALE:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    basics = ("-U", "hub", "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync")
    _run(place, binaries, "initdb", "-D", fresh, *basics, *locale)
    fresh.rename(place.pgdata)


def _forget_foreign_pid(place: Place) -> None:
    """After a crash the noted process number may by now belong to anything."""
    pid_file = place.pgdata / "postmaster.pid"
    pid = processes.pid_in(pid_file)
    command = processes.command_of(pid) if pid else ""
    if not ("postgres" in command and str(place.pgdata) in command):
        pid_file.unlink(missing_ok=True)


def _run(place: Place, binaries: Binaries, program: str, *arguments: str | Path) -> None:
    # To a file, not a pipe: the server would keep a pipe open and we would wait for ever.
    with (place.state / "setup.log").open("a+") as log:
        before = log.tell()
        done = subprocess.run(
            [binaries.postgres / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_clean_environment(),
            check=False,
            **account.identity(),
        )
        if done.returncode:
            log.seek(before)
            raise SystemExit(f"{program} failed:\n{log.read()[-3000:]}")


def _clean_environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def _connect(place: Place) -> psycopg.Connection:
    return psycopg.connect(host=str(place.sockets), user="hub", dbname="postgres", autocommit=True)
