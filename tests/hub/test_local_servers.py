"""The servers behind `manage.py`: shared while somebody works with them, gone when nobody does."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from hub.local import binaries, paths, postgres, processes, services, valkey
from hub.management.commands import migrate
from tests import celery_workers


def answers(place):
    with psycopg.connect(place.database_url()) as server:
        return server.execute("select 1").fetchone() == (1,)


def test_servers_of_a_test_run_stand_apart_and_leave_nothing_behind():
    with services.temporary() as place:
        assert answers(place)
        assert processes.accepts(place.valkey_socket)
        assert str(place.state) != os.environ["HUB_TEST_SERVERS"]
        pid = processes.pid_in(place.pgdata / "postmaster.pid")
    assert not place.state.exists()
    assert str(place.state) not in processes.command_of(pid)


def test_last_command_out_stops_the_servers():
    with services.temporary() as place:
        with services.running(place):
            assert answers(place)
        assert answers(place), "the first command still works with them"


def test_next_test_run_removes_what_a_killed_one_left():
    place = paths.temporary()
    programs = binaries.find()
    with (place.state / "start.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # or another run takes it for a leftover while it starts
        (place.state / "users.lock").touch()
        services.account.give_directory(place.state, 0o755)
        services.account.give_directory(place.sockets)
        postgres.start(place, programs)
    services._remove_leftovers()
    # A run that starts in the same moment may hold the locks: then it is the one that cleans up.
    deadline = time.monotonic() + 30
    while place.state.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not place.state.exists()
    assert not processes.accepts(place.postgres_socket)


def test_servers_in_use_are_not_taken_for_leftovers():
    with services.temporary() as place:
        services._remove_leftovers()
        assert answers(place)


def test_postgres_starts_after_a_crash_that_left_a_foreign_process_number():
    with services.temporary() as place:
        programs = binaries.find()
        pid_file = place.pgdata / "postmaster.pid"
        noted = pid_file.read_text()
        postgres.stop(place, programs, mode="immediate")
        pid_file.write_text(noted.replace(noted.split()[0], str(os.getpid()), 1))
        postgres.start(place, programs)
        assert answers(place)


def test_half_made_cluster_is_made_anew():
    with services.temporary() as place:
        programs = binaries.find()
        postgres.stop(place, programs)
        (place.pgdata / "PG_VERSION").unlink()
        postgres.start(place, programs)
        assert answers(place)


def test_valkey_starts_again_over_the_socket_of_a_shot_one():
    with services.temporary() as place:
        valkey.stop(place, by=signal.SIGKILL)
        assert place.valkey_socket.exists()
        valkey.start(place, binaries.find().valkey)
        assert processes.accepts(place.valkey_socket)


def test_only_servers_that_are_kept_survive_a_power_cut():
    kept = paths.checkout()
    assert "fsync=off" not in postgres._options(kept)
    assert "fsync=off" in postgres._options(paths.at(kept.state))


def test_broker_refuses_rather_than_forgets():
    options = valkey._options(paths.checkout())
    assert options[options.index("--maxmemory-policy") + 1] == "noeviction"
    assert options[options.index("--appendonly") + 1] == "yes"


def test_servers_of_the_system_do_where_the_wheels_are_missing(monkeypatch, tmp_path):
    (tmp_path / "pg_ctl").write_text("#!/bin/sh\necho 'pg_ctl (PostgreSQL) 17.2'\n")
    (tmp_path / "redis-server").write_text("")
    for program in tmp_path.iterdir():
        program.chmod(0o755)
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    found = binaries.find()
    assert (found.postgres, found.valkey.name, found.postgres_version) == (
        tmp_path,
        "redis-server",
        17,
    )


def test_missing_servers_are_named_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"PostgreSQL and Valkey not found.*\n.*DATABASE_URL"):
        binaries.find()


@pytest.mark.django_db(transaction=True)
def test_second_migrate_waits_for_the_first():
    done = threading.Event()

    def run():
        call_command("migrate", verbosity=0)
        connection.close()
        done.set()

    with psycopg.connect(celery_workers.database_url()) as other:
        other.execute("select pg_advisory_lock(%s)", [migrate.LOCK])
        second = threading.Thread(target=run)
        second.start()
        assert not done.wait(1)
        other.execute("select pg_advisory_unlock(%s)", [migrate.LOCK])
    assert done.wait(30)
    second.join()


def test_lock_of_a_dead_process_is_free(tmp_path):
    file = tmp_path / "users.lock"
    script = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_SH); print(1, flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, file], stdout=subprocess.PIPE, text=True
    )
    holder.stdout.readline()
    with file.open("r+") as users:
        assert not services._is_free(users)
        holder.kill()
        holder.wait()
        assert services._is_free(users)
