"""docker-compose.yml without Docker: its very commands and environment, on this machine's engines."""

import os
import re
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request

import yaml

from hub.local import processes
from hub.local.paths import ROOT
from tests.visitor import Stay

VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
PATIENCE = 120.0
# The machine's own environment; nothing in it tells the portal anything.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def filled_in(node, values):
    """The file with `${NAME}` replaced as compose does it."""
    if isinstance(node, dict):
        return {key: filled_in(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [filled_in(value, values) for value in node]
    if isinstance(node, str):
        return VARIABLE.sub(lambda match: _value(match, values), node).replace("$$", "$")
    return node


def _value(match, values):
    name, kind, text = match.groups()
    if value := values.get(name):
        return value
    if kind == "-":
        return text
    raise KeyError(f"{name}: {text}")


def services(values):
    return filled_in(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), values)["services"]


class Container:
    """One service's command and environment; `moved` says what has another address here."""

    def __init__(self, service, *, moved, folder):
        self.command = [word.replace("/tmp/", f"{folder}/") for word in service["command"]]
        scripts = sysconfig.get_path("scripts")
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.environment = kept | service["environment"] | moved
        self.environment["PATH"] = f"{scripts}{os.pathsep}{kept['PATH']}"
        if self.command[0] == "python":
            self.command[0] = sys.executable
        self.log = folder / f"{self.command[0].rpartition('/')[2]}-{time.monotonic_ns()}.log"
        self.process = None

    @property
    def output(self):
        return self.log.read_text(errors="replace")

    def run(self):
        """To its end; what it said."""
        self.start()
        assert self.process.wait(PATIENCE) == 0, self.output
        return self.output

    def start(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self):
        if self.process:
            processes.finish([self.process], patience=15)


class Web(Container):
    """A web container at a port of its own."""

    def __init__(self, service, *, port, moved, folder):
        super().__init__(service, moved={**moved, "PORT": str(port)}, folder=folder)
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path, **headers):
        """Status, headers and text as a proxy in front would get them; redirects are not followed."""
        request = urllib.request.Request(self.address + path, headers=headers)
        opener = urllib.request.build_opener(Stay)
        try:
            with opener.open(request, timeout=15) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def wait_until(self, path, status, **headers):
        deadline = time.monotonic() + PATIENCE
        found = None
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output
            try:
                found = self.get(path, **headers)
            except OSError as error:
                found = (0, None, str(error))
            if found[0] == status:
                return
            time.sleep(0.3)
        raise AssertionError(f"{path} answers {found[0]}: {found[2]}\n{self.output[-3000:]}")
