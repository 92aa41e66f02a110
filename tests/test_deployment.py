"""The deployment that docker-compose.yml describes starts, is well, and refuses to be weak."""

import re
import runpy
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.local import services
from hub.local.paths import ROOT
from tests import deployment
from tests.smtp_sink import SmtpSink, free_port
from tests.visitor import Visitor

pytestmark = pytest.mark.xdist_group("deployment")

HOST = "hub.example.org"
VALUES = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "POSTGRES_PASSWORD": "unused0here",
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp+tls://hub:unused@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Smart Infrastructure Hub <hub@example.org>",
    "CONTACT_EMAIL": "hub@example.org",
}
# What the proxy in front adds to each request.
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


class Deployment:
    """Two web containers, both workers and beat, as the file describes them."""

    def __init__(self, place, sink, folder):
        described = deployment.services({**VALUES, "EMAIL_URL": sink.url})
        # Compose finds these by name in its own network, and the image holds these folders.
        moved = {
            "DATABASE_URL": place.database_url(),
            "REDIS_URL": place.redis_url(),
            "STATIC_ROOT": str(folder / "static"),
            "UPLOAD_ROOT": str(folder / "uploads"),
        }
        self.sink = sink
        self.described, self.moved, self.folder = described, moved, folder
        self.webs = [
            deployment.Web(described["web"], port=free_port(), moved=moved, folder=folder)
            for _ in range(2)
        ]
        self.others = [self.container(name) for name in ("worker", "mail-worker", "beat")]

    def container(self, name, **changed):
        return deployment.Container(
            self.described[name], moved={**self.moved, **changed}, folder=self.folder
        )

    def manage(self, *arguments):
        container = self.container("migrate")
        container.command = [sys.executable, "manage.py", *arguments]
        return container.run()

    def start(self):
        self.manage("collectstatic", "--noinput")
        self.container("migrate").run()
        for container in (*self.webs, *self.others):
            container.start()

    def stop(self):
        for container in (*self.webs, *self.others):
            container.stop()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployment")
    sink = SmtpSink()
    sink.start()
    with services.temporary() as place:
        running = Deployment(place, sink, folder)
        try:
            running.start()
            yield running
        finally:
            running.stop()
            sink.stop()


def test_every_part_becomes_ready(deployed):
    for web in deployed.webs:
        web.wait_until("/health/ready", 200, Host=HOST)


def test_home_page_comes_with_its_styles_for_ever(deployed):
    web = deployed.webs[0]
    web.wait_until("/health/live", 200, Host=HOST)
    status, headers, page = web.get("/", **PROXIED)
    assert status == 200
    assert "Set-Cookie" not in headers
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    status, headers, _ = web.get(stylesheet, **PROXIED)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_plain_http_is_sent_to_https(deployed):
    web = deployed.webs[1]
    web.wait_until("/health/live", 200, Host=HOST)
    status, headers, _ = web.get("/", Host=HOST, **{"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, f"https://{HOST}/")


def test_another_name_is_not_answered(deployed):
    web = deployed.webs[0]
    web.wait_until("/health/live", 200, Host=HOST)
    status, _, _ = web.get("/", **{**PROXIED, "Host": "elsewhere.example.org"})
    assert status == 400


OPEN_A_BATCH = """
from startups.models import Section
from tests.factories.startups import BatchFactory, question
batch = BatchFactory(slug="probe")
section = Section.objects.create(batch=batch, slug="idea", title_de="Idee", title_en="Idea")
question(section, label_de="In einem Satz?", label_en="In one sentence?")
"""


def test_application_goes_through_two_web_servers_and_both_workers(deployed):
    """Each step is answered by the other server: nothing may be kept in one process alone."""
    deployed.manage("shell", "-v", "0", "-c", OPEN_A_BATCH)
    one, two = (web.address for web in deployed.webs)
    for web in deployed.webs:
        web.wait_until("/health/live", 200, Host=HOST)
    founder = Visitor(host=HOST)
    founder.get(one, "/apply/probe/start/")
    founder.send(two, having="email", email="mia@example.org").get(one)
    code = sign_in_code(deployed.sink.wait_for(1)[0])
    founder.send(two, having="code", code=code).get(one)
    founder.send(two, having="name", name="Fernwärme 4.0").get(one)
    assert founder.status == 200, founder.page
    application = founder.path

    founder.get(two, f"{application}idea/")
    answer = re.search(r'<(?:textarea|input)[^>]* name="(q-[0-9a-f-]+)"', founder.page)[1]
    founder.send(one, having=answer, **{answer: "Wir heizen mit Abwärme."})
    assert founder.status == 302, founder.page
    founder.get(two, f"{application}check/")
    assert "Wir heizen mit Abwärme." in founder.page
    founder.send_to(one, f"{application}submit/")
    assert founder.status == 302, founder.page
    assert "Fernwärme 4.0" in deployed.sink.wait_for(2)[1].get_content()


def sign_in_code(message):
    return re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", message.get_content())[0]


def test_deploy_check_has_nothing_to_say():
    described = deployment.services(VALUES)["web"]["environment"]
    done = check_deploy(described)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def check_deploy(environment):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    path = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=ROOT, env=path | environment, capture_output=True, text=True, check=False
    )


# Weak and missing settings. Each stops the start with a sentence that names it.

SOUND = deployment.services(VALUES)["web"]["environment"]
REFUSED = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", "too-short-to-guard-anything"),
    ("SECRET_KEY", "ab" * 40),
    ("SECRET_KEY", "local-" + "not-a-secret-" * 5),
    ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"),
    ("DEBUG", "true"),
    ("HUB_DEMO", "1"),
    ("ALLOWED_HOSTS", None),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", f"{HOST},"),
    ("SITE_URL", None),
    ("SITE_URL", f"http://{HOST}"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://elsewhere.example.org"),
    ("DATABASE_URL", None),
    ("DATABASE_URL", "sqlite:///hub.sqlite3"),
    ("REDIS_URL", None),
    ("REDIS_URL", "memory://"),
    ("EMAIL_URL", None),
    ("EMAIL_URL", "consolemail://"),
    ("EMAIL_URL", "smtp+tls://"),
    ("CONTACT_EMAIL", None),
    ("DEFAULT_FROM_EMAIL", None),
    ("DEFAULT_FROM_EMAIL", "Smart Infrastructure Hub"),
]
WARNED = {
    "EMAIL_URL": "smtp://hub:unused@mail.example.org:25",
    "STAFF_SECOND_FACTOR": "false",
    "SECURE_HSTS_SECONDS": "60",
    "TRUSTED_PROXY_COUNT": "0",
    "STATIC_ROOT": str(ROOT / "public"),
    "UPLOAD_ROOT": str(ROOT / "public" / "uploads"),
}


@pytest.fixture
def settings_with(monkeypatch):
    """Read the settings the way a deployment with this change would."""

    def read(**changed):
        for name in ("HUB_LOCAL", *SOUND):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**SOUND, **changed}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "hub" / "settings.py"))

    return read


def test_sound_settings_are_taken(settings_with):
    assert settings_with()["ALLOWED_HOSTS"] == [HOST]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_weak_or_missing_setting_stops_the_start_and_is_named(settings_with, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"\b{name}\b"):
        settings_with(**{name: value})


def test_weak_settings_are_all_named_at_once(settings_with):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(SECRET_KEY="short", DEBUG="1", SITE_URL=f"http://{HOST}")
    assert all(name in str(refusal.value) for name in ("SECRET_KEY", "DEBUG", "SITE_URL"))


def test_gunicorn_does_not_start_with_a_weak_setting(tmp_path):
    service = deployment.services(VALUES)["web"]
    moved = {"SECRET_KEY": "short"}
    web = deployment.Web(service, port=free_port(), moved=moved, folder=tmp_path)
    web.start()
    assert web.process.wait(60) != 0
    assert "SECRET_KEY must be" in web.output


def test_deploy_check_names_what_should_not_go_live():
    done = check_deploy(SOUND | WARNED)
    assert done.returncode != 0
    assert [name for name in WARNED if name not in done.stderr] == []


# The file itself


def test_file_holds_no_secret_and_asks_for_each(monkeypatch):
    for name in VALUES:
        with pytest.raises(KeyError, match=name):
            deployment.services({k: v for k, v in VALUES.items() if k != name})


def test_mail_worker_is_one_process():
    command = deployment.services(VALUES)["mail-worker"]["command"]
    assert command[command.index("-c") + 1] == "1"
    assert command[command.index("-Q") + 1] == "mail"


def test_every_service_that_stays_has_a_health_check():
    described = deployment.services(VALUES)
    assert [name for name, s in described.items() if "healthcheck" not in s] == ["migrate"]
    assert all(s.get("init") for name, s in described.items() if name not in {"postgres", "redis"})
