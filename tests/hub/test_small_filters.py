"""The small tags and filters that templates use everywhere."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from hub.core.templatetags import portal


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("/startups/", "/startups/", True),
        ("/startups/", "/startups/waermepuls/", True),
        ("/startups/", "/startups.json", False),
        ("/", "/startups/", False),
        ("/", "/", True),
    ],
)
def test_navigation_marks_where_we_are(url, path, expected):
    assert portal.here(url, path) is expected


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Firefox/127.0", "Firefox, macOS"),
        ("curl/8.1", "curl/8.1"),
    ],
)
def test_devices_have_names_people_know(user_agent, expected):
    assert portal.device_name(user_agent) == expected


def test_page_numbers_leave_gaps(rf):
    page = Paginator(range(300), 10).page(15)
    links = portal.page_links({"request": rf.get("/startups/")}, page)
    assert [number for number, _address in links.numbers] == [1, "…", 14, 15, 16, "…", 30]
    assert dict(links.numbers)["…"] == ""


def test_pages_keep_the_filters_of_the_list(rf):
    request = rf.get("/startups/", {"track": "energy", "page": "2"})
    page = Paginator(range(300), 10).page(2)
    drawn_pages = render_to_string("components/pagination.html", {"page": page}, request=request)
    assert 'href="?track=energy&amp;page=3"' in drawn_pages
    assert 'aria-current="page"' in drawn_pages


def test_a_question_is_not_followed_by_a_colon():
    assert portal.as_opening("Name") == "Name:"
    assert portal.as_opening("Welches Problem?") == "Welches Problem?"


def test_a_qr_code_is_drawn_as_a_path_with_its_three_corners():
    code = portal.qr_code("otpauth://totp/Hub:a@example.org?secret=ABCDEFGH&issuer=Hub")
    size, path = code["size"], code["path"]
    assert (size - 8 - 17) % 4 == 0
    for x, y in ((4, 4), (size - 11, 4), (4, size - 11)):
        ring = [(x + step, y) for step in range(7)] + [(x, y + step) for step in range(7)]
        assert all(f"M{a} {b}h1v1h-1z" in path for a, b in ring)
        assert f"M{x + 1} {y + 1}h" not in path
