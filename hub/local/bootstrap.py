"""Create .venv and install the locked packages. Standard library only; safe to run twice at once."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hub.local.paths import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Present while packages are being installed: an environment left with it is rebuilt, never repaired.
UNFINISHED = VENV / ".unfinished"
LOCK_FILES = {
    "up": "requirements-local.txt",
    "test": "requirements-dev.txt",
    "lint": "requirements-dev.txt",
    "bench": "requirements-dev.txt",
}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)([^\\]*)")


def say(text: str) -> None:
    mark = "\033[1m▸\033[0m" if sys.stdout.isatty() else ">"
    sys.stdout.write(f"{mark} {text}\n")
    sys.stdout.flush()


def pinned(lock_file: Path) -> dict[str, str]:
    """Name and version of every package that is needed on every platform."""
    found = (PINNED.match(line) for line in lock_file.read_text().splitlines())
    return {match[1]: match[2] for match in found if match and ";" not in match[3]}


def is_satisfied(lock_file: Path) -> bool:
    """Does this interpreter have every locked version already?"""
    try:
        return all(version(name) == wanted for name, wanted in pinned(lock_file).items())
    except PackageNotFoundError:
        return False


def ensure_environment(lock_name: str) -> None:
    """Return inside an interpreter that has the locked packages; may replace this process."""
    if sys.version_info < (3, 11):  # noqa: UP036 — this file runs before anything has looked
        found = sys.version.split()[0]
        raise SystemExit(f"Python 3.11 or newer is needed; this is {found}.")
    lock_file = ROOT / lock_name
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if is_satisfied(lock_file) and not (inside and UNFINISHED.exists()):
        return
    with (ROOT / ".venv.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not _venv_satisfies(lock_file):
            _build(lock_file)
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606


def _venv_satisfies(lock_file: Path) -> bool:
    if UNFINISHED.exists():
        return False
    return _venv_runs("-m", "hub.local.bootstrap", str(lock_file))


def _venv_runs(*arguments: str) -> bool:
    """False as well when the interpreter the environment was made from has gone."""
    try:
        done = subprocess.run([PYTHON, *arguments], cwd=ROOT, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _build(lock_file: Path) -> None:
    started = time.monotonic()
    if UNFINISHED.exists() or not _venv_runs("-c", "import pip"):
        say("Creating .venv")
        _create_venv()
    UNFINISHED.touch()
    if not (_install_with_uv(lock_file) or _install_with_pip(lock_file)):
        raise SystemExit("Installing packages failed; see above. The same command tries again.")
    UNFINISHED.unlink()
    say(f"Environment ready in {time.monotonic() - started:.0f} s")


def _create_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(
            f"{made.stdout}{made.stderr}\nPython's venv module is incomplete here. "
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        )


def _install_with_uv(lock_file: Path) -> bool:
    """Ten times as fast where uv happens to be installed; False sends us on to pip."""
    uv = shutil.which("uv")
    if not uv:
        return False
    say(f"Installing {len(pinned(lock_file))} packages with uv")
    command = [uv, "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes", "-r"]
    return subprocess.run([*command, str(lock_file)], check=False).returncode == 0


def _install_with_pip(lock_file: Path) -> bool:
    total = len(pinned(lock_file))
    say(f"Installing {total} packages with pip (once; about half a minute)")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--root-user-action=ignore", "--progress-bar=off", "--require-hashes", "-r"]
    installing = subprocess.Popen(
        [*command, str(lock_file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert installing.stdout is not None
    output: list[str] = []
    collected = 0
    for line in installing.stdout:
        output.append(line)
        collected += line.startswith("Collecting ")
        _show_progress(line, collected, total)
    if installing.wait():
        sys.stderr.writelines(output[-30:])
        return False
    return True


def _show_progress(line: str, collected: int, total: int) -> None:
    if line.startswith("Collecting ") and collected % 10 == 0:
        say(f"{collected} of {total} packages fetched")
    elif line.startswith("Installing collected packages"):
        say("All fetched; unpacking")


if __name__ == "__main__":
    sys.exit(not is_satisfied(Path(sys.argv[1])))
