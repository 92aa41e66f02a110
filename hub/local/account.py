"""The system account that the servers run under.

PostgreSQL refuses to run as root, so root's servers run as `nobody`; everybody else's run as themselves.
"""

import os
import pwd
from pathlib import Path
from typing import TypedDict

from hub.local.paths import IS_ROOT

NAME = "nobody" if IS_ROOT else None


class Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def identity() -> Identity:
    """Arguments for subprocess that make a child run under the servers' account."""
    if NAME is None:
        return {}
    entry = pwd.getpwnam(NAME)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give_directory(path: Path, mode: int = 0o700) -> None:
    """Make the folder, let it belong to the servers' account and nobody else."""
    path.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        raise SystemExit(f"{path} is a symbolic link; remove it.")
    if NAME is not None:
        entry = pwd.getpwnam(NAME)
        os.chown(path, entry.pw_uid, entry.pw_gid)
    elif path.stat().st_uid != os.geteuid():
        raise SystemExit(f"{path} belongs to another user; remove it.")
    path.chmod(mode)


def may_enter(path: Path) -> bool:
    """Can an unprivileged account reach this folder?"""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])
