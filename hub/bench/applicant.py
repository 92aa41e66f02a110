"""A founder as a script: from the first page to the receipt, every request a browser makes.

Standard library and psycopg only: it runs beside what it measures. The code that is mailed for
logging in is read from the outbox by SQL; no mail worker runs meanwhile.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlencode, urlsplit

import psycopg

from hub.bench.load import ask

FORM = "application/x-www-form-urlencoded"
TEXT = "Wir messen, wo Wärme verloren geht."
# How a field looks that takes something else than text.
ANSWERS = {
    'inputmode="decimal"': "4",
    'inputmode="url"': "https://www.example.org/",
    "TT.MM.JJJJ": "01.03.2025",
}
FIELD = re.compile(r'<(?:input|textarea)\b[^>]*?\bname="(q-[0-9a-f-]+)"[^>]*>')
ORIGIN = "https://{host}"
ROUTE = re.compile(r'<ol class="route.*?</ol>', re.DOTALL)
STOP = re.compile(r'<a href="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
VALUE = re.compile(r'\bvalue="([^"]*)"')
CODE = re.compile(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b")
CODE_MAIL = 'SELECT body FROM hub_email WHERE "to" = %s AND is_secret ORDER BY id DESC LIMIT 1'


@dataclass(frozen=True)
class Errand:
    """What one client does: so many applications, one after the other."""

    port: int
    database: str
    host: str
    batch: str
    deck: bytes
    numbers: list[int]
    begin: float


@dataclass(frozen=True)
class Finished:
    times: list[float]
    requests: int
    end: float


def run(errand: Errand) -> Finished:
    times, requests = [], 0
    with psycopg.connect(errand.database, autocommit=True) as database:
        time.sleep(max(0.0, errand.begin - time.monotonic()))
        for number in errand.numbers:
            began = time.monotonic()
            applicant = Applicant(errand, number)
            applicant.apply(database)
            times.append(time.monotonic() - began)
            requests += applicant.requests
    return Finished(times, requests, time.monotonic())


class Applicant:
    """Keeps cookies, follows where it is led, reads forms with a few expressions."""

    def __init__(self, errand: Errand, number: int) -> None:
        self.errand = errand
        self.email = f"applicant{number}@example.org"
        # Everybody comes from an address of their own, as people do.
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookies: dict[str, str] = {}
        self.path, self.page, self.requests = "/", "", 0

    def apply(self, database: psycopg.Connection) -> None:
        """Enter, start, fill every section, hand in; the last page must be the receipt."""
        self.get(f"/apply/{self.errand.batch}/start/")
        self.send({"email": self.email})
        self.send(
            {"code": self.mailed_code(database), "next": unquote(self.path.partition("next=")[2])}
        )
        self.send({"name": f"Wärmebild {self.email}"})
        task_list = self.path
        stops = "".join(ROUTE.findall(self.page))
        sections = [path for path in STOP.findall(stops) if not path.endswith("/check/")]
        for path in sections:
            self.fill(path)
        # Saving the last section leads there.
        if self.path != f"{task_list}check/":
            self.get(f"{task_list}check/")
        self.send({}, to=f"{task_list}submit/")
        if self.path != task_list or "submit/" in self.page:
            raise AssertionError(f"no receipt:\n{self.page[:6000]}")

    def fill(self, path: str) -> None:
        """Answer what a section asks; after the choice of a track it asks more."""
        if self.path != path:
            self.get(path)
        if track := self.offered("track"):
            self.send_section({"track": track, "stay": "1"})
        values, files = {}, {}
        for field in FIELD.finditer(self.page):
            if 'type="file"' in field[0]:
                files[field[1]] = self.errand.deck
            else:
                values[field[1]] = self.words_for(field[0], field[1])
        values |= {name: word for name in ("track", "consent") if (word := self.offered(name))}
        self.send_section(values, files)

    def words_for(self, shown: str, name: str) -> str:
        """An answer that suits the field; what it holds already stays."""
        if 'type="radio"' in shown or 'type="checkbox"' in shown:
            return self.offered(name)
        suitable = next((text for sign, text in ANSWERS.items() if sign in shown), TEXT)
        held = VALUE.search(shown)
        return unescape(held[1]) if held and held[1] else suitable

    def offered(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def mailed_code(self, database: psycopg.Connection) -> str:
        row = database.execute(CODE_MAIL, [self.email]).fetchone()
        found = CODE.search(row[0]) if row else None
        if not found:
            raise AssertionError(f"no code was mailed:\n{self.page[:3000]}")
        return found[0]

    def get(self, path: str) -> None:
        self.path = path
        self.exchange("GET", path)

    def send(self, values: dict[str, str], *, to: str = "") -> None:
        body = urlencode({"csrfmiddlewaretoken": self.token(), **values})
        self.exchange("POST", to or self.path, body.encode(), FORM)

    def send_section(self, values: dict[str, str], files: dict[str, bytes] | None = None) -> None:
        """As multipart, as the browser does it; hidden versions go along."""
        section = self.page.partition('id="section-form"')[2].partition("</form>")[0]
        hidden = {name: unescape(text) for name, text in HIDDEN.findall(section)}
        body = multipart({**hidden, **values}, files or {})
        self.exchange("POST", self.path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def token(self) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def exchange(self, method: str, path: str, body: bytes = b"", content_type: str = "") -> None:
        """One request, and those it leads to."""
        answer = ask(self.errand.port, self.raw(method, path, body, content_type))
        self.requests += 1
        head, _, content = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        self.page = content.decode()
        for line in lines:
            name, _, text = line.partition(": ")
            if name == "Set-Cookie":
                cookie, _, kept = text.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        headers = dict(line.split(": ", 1) for line in lines)
        if location := headers.get("Location"):
            target = urlsplit(location)
            self.get(f"{target.path}?{target.query}".rstrip("?"))
        elif " 200 " not in status:
            raise AssertionError(f"{method} {path}: {status}\n{self.page[:6000]}")

    def raw(self, method: str, path: str, body: bytes, content_type: str) -> bytes:
        origin = ORIGIN.format(host=self.errand.host)
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.errand.host}",
            "Connection: close",
            "X-Forwarded-Proto: https",
            f"X-Forwarded-For: {self.address}",
            f"Cookie: {'; '.join(f'{name}={text}' for name, text in self.cookies.items())}",
        ]
        if method == "POST":
            lines += [f"Origin: {origin}", f"Content-Type: {content_type}"]
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


BOUNDARY = "a-boundary-that-no-answer-contains"


def multipart(values: dict[str, str], files: dict[str, bytes]) -> bytes:
    return b"".join(_parts(values, files))


def _parts(values: dict[str, str], files: dict[str, bytes]) -> Iterable[bytes]:
    for name, text in values.items():
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        yield text.encode() + b"\r\n"
    for name, content in files.items():
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '.encode()
        yield b'filename="deck.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + content + b"\r\n"
    yield f"--{BOUNDARY}--\r\n".encode()
