"""Requests that no honest browser sends: seeded, so that a failure can be had again."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

ZERO = UUID(int=0)


def words(text):
    return text.split()


TEXTS = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "abc",
    "true",
    "null",
    "[]",
    "{}",
    "9" * 30,
    "9" * 5_000,
    "-" + "9" * 25,
    "1e999",
    "NaN",
    "1.5",
    "0x10",
    "²",
    str(2**31),
    str(2**63),
    str(2**64),
    str(ZERO),
    "not-a-uuid",
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfffb",
    "'",
    '"',
    "\\",
    "%",
    "%00",
    "%ff",
    "(",
    "[",
    "*",
    "a{99999}",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "../../../etc/passwd",
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: x=1",
    "\u202eabc",
    "🚀" * 50,
    "ä" * 5_000,
    "x" * 100_000,
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "2026-13-45T99:99:99",
    "2026-10-25T02:30",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "accepted",
    "draft",
    "owner",
    "de",
    "xx",
    "a@b.example",
    "a@" + "b" * 300 + ".example",
    "person@example.org",
    "[" * 5_000,
    '{"a":' * 500,
]
NAMES = words("""
email login password password1 password2 code name language next action role level slug uuid state
track version value question field subject purpose text message page token credential remember
_selected_action index select_across _save _continue _popup _to_field csrfmiddlewaretoken addresses
partner file files answer base confirm action_add action_send action_remove action_primary
form-TOTAL_FORMS form-INITIAL_FORMS form-0-id grants-TOTAL_FORMS grants-INITIAL_FORMS post
""")
QUERY_NAMES = words("""
q o p e all page next year month role state track sort ordering kind lang _popup _to_field
_changelist_filters app_label model_name field_name term created_at__year created_at__gte
created_at__date created_at__month date_joined__year email__regex name__contains name__iregex
pk__in id__in id__exact id__gt is_active__exact grants__role batch__slug meta__a slug__regex
started_at__year deadline__year __proto__ x__y__z
""")
METHODS = (
    ["GET"] * 8 + ["POST"] * 9 + ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]
)
HEADERS = [
    {},
    {},
    {},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_ACCEPT": "application/json"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 3_000},
    {"HTTP_ACCEPT_LANGUAGE": "en-GB;q=abc,*;q=-1"},
    {"HTTP_REFERER": "http://[::1"},
    {"HTTP_USER_AGENT": "\xff" * 3_000},
    {"HTTP_X_FORWARDED_FOR": "not-an-address"},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_NONE_MATCH": "\xff,"},
    {"HTTP_IF_MODIFIED_SINCE": "Sat, 99 Foo 99999 99:99:99 GMT"},
    {"HTTP_ACCEPT_ENCODING": "br;q=x, gzip;q=-1"},
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "a b"},
    {"REMOTE_ADDR": ""},
]
BOUNDARY = "frontier"


@dataclass
class Hostile:
    """One request, written so that the report of a failure can be pasted into a test."""

    method: str
    path: str
    query: str
    body: bytes = b""
    content_type: str = ""
    headers: dict = field(default_factory=dict)


class Fields(HTMLParser):
    """The fields of a page's forms, each with the values an honest browser could send."""

    def __init__(self):
        super().__init__()
        self.found = defaultdict(set)
        self.select = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "option" and self.select:
            self.found[self.select].add(attributes.get("value") or "")
        elif tag in {"input", "select", "textarea", "button"} and name:
            self.found[name].add(attributes.get("value") or "on")
            self.select = name if tag == "select" else None


class Attacker:
    """Draws requests from a seed; `learn` teaches it the forms of real pages."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.fields = {}
        self.values = list(TEXTS)

    def learn(self, address, html):
        parser = Fields()
        parser.feed(html)
        for name, values in parser.found.items():
            self.fields.setdefault(address.name, {}).setdefault(name, set()).update(values)

    def request(self, address, values):
        draw = self.random
        return Hostile(
            method=draw.choice(METHODS),
            path=self.path(address, values),
            query=self.query(),
            headers=draw.choice(HEADERS),
        )

    def filled(self, hostile, address):
        """Add a body where the method has one."""
        if hostile.method not in {"POST", "PUT", "PATCH"}:
            return hostile
        draw = self.random
        kinds = [self.form] * 6 + [self.multipart] * 3 + [self.odd]
        hostile.body, hostile.content_type = draw.choice(kinds)(address)
        return hostile

    def path(self, address, values):
        """Most parameters lead somewhere; some are nonsense."""
        draw = self.random
        used = dict(values)
        for name in address.parameters:
            if draw.random() < 0.25:
                used[name] = encoded(draw.choice(self.values)[:3_000])
        return address.path(used, draw.choice(["de", "de", "en"]))

    def query(self):
        draw = self.random
        if draw.random() < 0.4:
            return ""
        pairs = []
        for _ in range(draw.randint(1, 4)):
            value = encoded(draw.choice(self.values)[:2_000])
            pairs.append(f"{draw.choice(QUERY_NAMES)}={value}")
        return "&".join(pairs)

    def pairs(self, address):
        """The page's own form with most values honest, so that the nonsense gets far."""
        draw = self.random
        known = self.fields.get(address.name, {})
        pairs = []
        for name in sorted(known):
            if draw.random() < 0.1:
                continue
            honest = sorted(known[name])
            hostile = draw.random() < 0.3
            pairs.append((name, draw.choice(self.values if hostile else honest)))
        strange = draw.sample(NAMES, draw.choice([0, 0, 1, 3]))
        return pairs + [(name, draw.choice(self.values)) for name in strange]

    def form(self, address):
        body = "&".join(f"{encoded(n)}={encoded(v)}" for n, v in self.pairs(address))
        if self.random.random() < 0.03:
            body += "&a=1" * 3_000
        return body.encode(), "application/x-www-form-urlencoded"

    def multipart(self, address):
        draw = self.random
        parts = [self.part(name, value) for name, value in self.pairs(address)]
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        if draw.random() < 0.3:
            body = body[: draw.randint(0, len(body))]
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        if draw.random() < 0.15:
            kind = draw.choice(
                [
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "multipart/form-data; boundary=" + "x" * 300,
                    "multipart/form-data; boundary=ä",
                    f"multipart/form-data; boundary={BOUNDARY}; charset=utf-7",
                ]
            )
        return body, kind

    def part(self, name, value):
        """A field or a file, sometimes in base64 that is none."""
        draw = self.random
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if draw.random() < 0.3:
            head += f'; filename="{draw.choice(["deck.pdf", "../x", "", "a" * 400])}"'
            head += "\r\nContent-Type: " + draw.choice(
                ["application/pdf", "x", "text/html; charset=y"]
            )
        if draw.random() < 0.2:
            encoding = draw.choice(["base64", "quoted-printable", "nonsense"])
            head += f"\r\nContent-Transfer-Encoding: {encoding}"
        return (head + "\r\n\r\n").encode("utf-8", "surrogatepass") + raw(value) + b"\r\n"

    def odd(self, address):
        """Bodies of kinds we take nowhere."""
        value = raw(self.random.choice(self.values))
        return self.random.choice(
            [
                (b'{"a": ' + value + b"}", "application/json"),
                (b'"\\ud800"', "application/json"),
                (value, "text/plain"),
                (value, ""),
                (value, "application/x-www-form-urlencoded; charset=klingon"),
                (b"a=%E4&b=\xff\xfe", "application/x-www-form-urlencoded; charset=utf-16"),
                (b"x=" + b"y" * 3_000_000, "application/x-www-form-urlencoded"),
                (b"<a/>", "application/xml"),
            ]
        )


def raw(text):
    return text.encode("utf-8", "surrogatepass")


def encoded(text):
    """Every byte as %XX that is not a plain letter or digit."""
    return "".join(chr(b) if chr(b).isalnum() and b < 128 else f"%{b:02X}" for b in raw(text))
