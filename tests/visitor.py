"""A visitor without JavaScript: keeps cookies, reads forms, sends them. Standard library only."""

import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


class FormReader(HTMLParser):
    """The forms of a page, each with its address and the values it already holds."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append({"action": found.get("action") or "", "fields": {}})
        elif (
            tag == "input"
            and self.forms
            and found.get("type") not in {"checkbox", "radio", "submit"}
        ):
            self.keep(found.get("name"), found.get("value"))
        elif tag == "textarea" and self.forms:
            self.keep(found.get("name"), "")

    def keep(self, name, value):
        if name:
            self.forms[-1]["fields"][name] = value or ""


class Visitor:
    """Follows redirects by hand, so that each request may go to another server."""

    def __init__(self, *, host, scheme="https"):
        self.origin = f"{scheme}://{host}"
        self.headers = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "192.0.2.7"}
        self.cookies = SimpleCookie()
        self.path, self.page, self.status = "/", "", 0

    def get(self, server, path=None):
        return self._request(server, path or self.path)

    def send(self, server, *, having, **values):
        """Fill in the form of this page that has the field `having`, and send it."""
        form = next(f for f in FormReader(self.page).forms if having in f["fields"])
        body = urlencode(form["fields"] | values).encode()
        return self._request(server, form["action"] or self.path, body)

    def send_to(self, server, action):
        """Press the button of the form with this address, as it stands."""
        form = next(f for f in FormReader(self.page).forms if f["action"] == action)
        return self._request(server, action, urlencode(form["fields"]).encode())

    def _request(self, server, path, body=None):
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        headers = {**self.headers, "Referer": self.origin + self.path, "Cookie": cookies}
        request = urllib.request.Request(server + path, data=body, headers=headers)
        try:
            answer = urllib.request.build_opener(Stay).open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.load(line)
            self.status, self.page = answer.status, answer.read().decode()
            self.path = path
            if location := answer.headers["Location"]:
                target = urlsplit(location)
                self.path = f"{target.path}?{target.query}".rstrip("?")
        return self


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None
