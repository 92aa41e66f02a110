"""How people use the portal in a browser: pages by name, buttons by the words they read."""

import re
import time

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from playwright.sync_api import expect

CODE = r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$"
PASSWORD = "hafen-kran-sieben"
# Milliseconds: two cores are shared with a worker and a second browser.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
LINK = r"https?://[^\s/]+(/\S+)"


def say(language, text, **values):
    """The words of the portal in a language; German is what the code says."""
    with override(language):
        found = gettext(text)
    return found % values if values else found


def say_many(language, one, many, number):
    """The same of what is counted."""
    with override(language):
        return ngettext(one, many, number) % {"number": number}


class Inbox:
    """The mails that really arrived at the sink, for one person."""

    def __init__(self, sink, address):
        self.sink = sink
        self.address = address
        self.read = set()

    def letter(self, pattern, *, timeout=30):
        """The next unread mail that has the words, as one text with its subject; waits for it."""
        deadline = time.monotonic() + timeout
        while True:
            for number, text in enumerate(self.all()):
                if number not in self.read and (found := re.search(pattern, text, re.MULTILINE)):
                    self.read.add(number)
                    return found
            assert time.monotonic() < deadline, f"no mail with {pattern} in {self.all()}"
            time.sleep(0.05)

    def all(self):
        mails = self.sink.to(self.address)
        # A long subject begins on a line of its own, and the parser keeps the space before it.
        texts = [mail.get_body(("plain",)).get_content() for mail in mails]
        return [
            f"{mail['Subject'].strip()}\n\n{text}" for mail, text in zip(mails, texts, strict=True)
        ]

    def has(self, words):
        return any(words in text for text in self.all())


class Visit:
    """One person at one browser."""

    def __init__(self, context, origin, language="de"):
        self.context = context
        self.origin = origin
        self.language = language
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()

    # Where to

    def go(self, name, *args, **query):
        """Open a page by the name of its address."""
        return self.open(self.address(name, *args), **query)

    def open(self, path, **query):
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        self.page.goto(f"{self.origin}{path}" + (f"?{asked}" if asked else ""))
        return self

    def address(self, name, *args):
        with override(self.language):
            return reverse(name, args=args)

    @property
    def path(self):
        return self.page.url.removeprefix(self.origin)

    # What people do

    def say(self, text, **values):
        return say(self.language, text, **values)

    def press(self, text, **values):
        self.page.get_by_role("button", name=self.say(text, **values)).first.click()
        return self

    def follow(self, text, **values):
        self.page.locator("main").get_by_role("link", name=self.say(text, **values)).first.click()
        return self

    def download(self, text):
        """The bytes behind a link that saves a file."""
        with self.page.expect_download() as saved:
            self.follow(text)
        return saved.value.path().read_bytes()

    def field(self, label):
        return self.page.locator("main").get_by_label(self.say(label)).first

    def fill(self, label, value):
        self.field(label).fill(value)
        return self

    def fill_address(self, address):
        """Into the one field for an e-mail address, whoever named it."""
        self.main.locator("input[type=email]").fill(address)
        return self

    # What people see

    @property
    def main(self):
        return self.page.locator("main")

    def sees(self, *texts, **values):
        for text in texts:
            expect(self.main).to_contain_text(self.say(text, **values))
        return self

    def sees_no(self, *texts):
        for text in texts:
            expect(self.main).not_to_contain_text(self.say(text))
        return self

    def is_told(self, text):
        """The line beside a section that says what is safe."""
        expect(self.page.locator("#saved")).to_contain_text(self.say(text))
        return self

    def is_saved(self):
        return self.is_told("Gespeichert um")

    # Coming in

    def enter_code(self, inbox):
        self.fill("Code", inbox.letter(CODE)[1])
        return self.press("Code bestätigen")

    def log_in_by_code(self, inbox):
        """From the login page, with a code that comes by mail."""
        self.go("account_login").follow("Code per E-Mail senden")
        self.fill_address(inbox.address).press("Code senden")
        return self.enter_code(inbox)

    def log_in_by_password(self, person, password=PASSWORD):
        """On the login page that is shown."""
        self.main.locator("input[name=login]").fill(person.email)
        self.main.locator("input[name=password]").fill(password)
        return self.press("Anmelden")

    def log_in_as(self, person):
        """Without the login page, where logging in is not what is looked at."""
        log_in(self.context, self.origin, person)
        return self

    def tab(self):
        """A second tab of the same browser."""
        return Visit(self.context, self.origin, self.language)

    def leave(self):
        """Close the browser; what is left is what it keeps on the disk, not its session."""
        kept = self.context.storage_state()
        # Chromium lifts "offline" a moment before it ends the page, whose next try then got through.
        self.context.route("**/*", lambda route: route.abort())
        self.context.close()
        return kept | {"cookies": []}


def log_in(context, origin, person):
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": origin}
    context.add_cookies([cookie])
