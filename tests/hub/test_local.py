"""The one-command start: environments, ports and processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib

import pytest

from hub.local import bootstrap, environment, paths, processes, supervisor
from hub.management.commands import test

LOCK = """\
django[argon2]==5.2.19 \\
    --hash=sha256:00
celery==5.7.0 ; sys_platform == 'win32' \\
    --hash=sha256:00
    # via nothing==1.0
"""


# The environment


def test_lock_file_lists_what_every_platform_needs(tmp_path):
    lock_file = tmp_path / "requirements.txt"
    lock_file.write_text(LOCK)
    assert bootstrap.pinned(lock_file) == {"django": "5.2.19"}


def test_this_interpreter_satisfies_the_lock_it_was_made_from():
    assert bootstrap.is_satisfied(paths.ROOT / "requirements-dev.txt")


@pytest.mark.parametrize("line", ["pytest==0.1", "no-such-package-anywhere==1.0"])
def test_another_version_or_a_missing_package_does_not_satisfy(tmp_path, line):
    lock_file = tmp_path / "requirements.txt"
    lock_file.write_text(line)
    assert not bootstrap.is_satisfied(lock_file)


def test_environment_whose_interpreter_is_gone_is_not_used(tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.symlink_to(tmp_path / "gone")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    assert not bootstrap._venv_runs("-c", "pass")


def test_interrupted_installation_is_not_trusted(tmp_path, monkeypatch):
    unfinished = tmp_path / ".unfinished"
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    monkeypatch.setattr(bootstrap, "UNFINISHED", unfinished)
    assert bootstrap._venv_satisfies(paths.ROOT / "requirements-dev.txt")
    unfinished.touch()
    assert not bootstrap._venv_satisfies(paths.ROOT / "requirements-dev.txt")


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"]
)
def test_lock_file_covers_the_dependencies_with_hashes_and_no_address(name):
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())["project"]
    wanted = {spec.split("~=")[0].split("[")[0] for spec in project["dependencies"]}
    text = (paths.ROOT / name).read_text()
    assert wanted <= set(bootstrap.pinned(paths.ROOT / name))
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_lock_files_agree_with_each_other():
    production = bootstrap.pinned(paths.ROOT / "requirements.txt").items()
    assert production <= bootstrap.pinned(paths.ROOT / "requirements-local.txt").items()
    assert production <= bootstrap.pinned(paths.ROOT / "requirements-dev.txt").items()


@pytest.fixture
def bare_environment(monkeypatch):
    for name in (
        "HUB_LOCAL",
        "HUB_DEMO",
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "UPLOAD_ROOT",
    ):
        # Set, then removed: what `prepare` sets itself is taken back after the test.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


def test_developers_machine_gets_local_servers(bare_environment):
    environment.prepare("shell", [])
    assert os.environ["HUB_LOCAL"] == "1"
    assert os.environ["DATABASE_URL"] == paths.checkout().database_url()
    assert "HUB_DEMO" not in os.environ


def test_servers_of_the_environment_win(bare_environment):
    bare_environment.setenv("DATABASE_URL", "postgres://elsewhere/hub")
    environment.prepare("up", [])
    assert os.environ["DATABASE_URL"] == "postgres://elsewhere/hub"
    assert os.environ["REDIS_URL"] == paths.checkout().redis_url()


def test_half_configured_deployment_gets_no_development_defaults(bare_environment):
    bare_environment.setenv("SECRET_KEY", "x" * 60)
    environment.prepare("migrate", [])
    assert "HUB_LOCAL" not in os.environ
    assert "DATABASE_URL" not in os.environ


@pytest.mark.parametrize(
    ("command", "arguments", "has_demo"),
    [("up", [], True), ("up", ["--no-demo"], False), ("migrate", [], False), ("test", [], False)],
)
def test_demo_exists_only_in_up(bare_environment, command, arguments, has_demo):
    environment.prepare(command, arguments)
    assert ("HUB_DEMO" in os.environ) == has_demo


# Ports and processes


@pytest.fixture
def taken_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        yield sock.getsockname()[1]


def test_taken_port_gives_the_next(taken_port):
    assert taken_port < supervisor.free_port(taken_port) < taken_port + supervisor.PORTS_TO_TRY


def test_taken_port_is_refused_when_it_was_asked_for(taken_port):
    with pytest.raises(supervisor.PortTaken):
        supervisor.free_port(taken_port, tries=1)


def test_port_of_a_running_portal_is_known(tmp_path):
    with supervisor.open_record(tmp_path, 8000):
        assert supervisor.open_record(tmp_path, 8000) is None
        assert supervisor.running_ports(tmp_path) == [8000]
    assert supervisor.running_ports(tmp_path) == []


def sleeper(*words):
    command = [sys.executable, "-c", "import time; time.sleep(60)", *words]
    return subprocess.Popen(command, start_new_session=True)


def test_killed_run_leaves_processes_that_the_next_run_ends(tmp_path):
    ours, foreign = sleeper(f"{paths.ROOT}/manage.py", "runserver"), sleeper("somebody else's")
    (tmp_path / "up-8000.run").write_text(f" {ours.pid} {foreign.pid}")
    try:
        # The command line of a child is its parent's until it has begun.
        while "runserver" not in processes.command_of(ours.pid):
            time.sleep(0.01)
        assert supervisor.running_ports(tmp_path) == []
        assert ours.wait(5) == -signal.SIGKILL
        assert foreign.poll() is None
        assert (tmp_path / "up-8000.run").read_text() == ""
    finally:
        processes.kill_group(foreign.pid)
        foreign.wait()


def test_process_that_ends_is_named(tmp_path):
    with (tmp_path / "record").open("a+") as record:
        children = supervisor.Children(record)
        children.start("worker", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)
        children.running["worker"].wait()
        with pytest.raises(supervisor.ProcessEnded, match="worker ended with status 3"):
            children.check()


def test_stopping_takes_grandchildren_too(tmp_path):
    script = "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print(p.pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    grandchild = int(parent.stdout.readline())
    processes.finish([parent], patience=5)
    deadline = time.monotonic() + 5
    while "time.sleep" in processes.command_of(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], list(test.PARALLEL)),
        (["-k", "mail"], [*test.PARALLEL, "-k", "mail"]),
        (["--", "-k", "mail"], [*test.PARALLEL, "-k", "mail"]),
        (["-n0", "tests/hub"], ["-n0", "tests/hub"]),
        (["--pdb"], ["--pdb"]),
    ],
)
def test_arguments_reach_pytest(words, expected):
    assert test.pytest_arguments(words) == expected
