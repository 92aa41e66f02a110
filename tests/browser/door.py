"""The page at the door of an event, as whoever stands there uses it."""

from playwright.sync_api import expect

# Chromium on Linux has a camera for tests, but reads no codes: what it would read is said here.
READER = """
  window.code = "";
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect(picture) {
      return window.code && picture.videoWidth ? [{ rawValue: window.code }] : [];
    }
  };
"""


def hold_up(browser, code):
    """Before the open camera."""
    browser.page.evaluate("code => { window.code = code; }", code)


def tick(browser, name, word="Ist da"):
    browser.page.get_by_role("button", name=f"{browser.say(word)}: {name}").click()


def count(browser, number):
    expect(browser.page.locator("[data-count]")).to_have_text(str(number))


def look_for(browser, words):
    browser.page.get_by_label(browser.say("Name oder Organisation")).fill(words)


def lists(browser, number):
    expect(browser.page.locator("tr[data-ticket]:visible")).to_have_count(number)


def has_sent_all(browser):
    expect(browser.page.locator(".is-waiting")).to_have_count(0)
