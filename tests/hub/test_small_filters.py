"""The small tags and filters that templates use everywhere."""

import re

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


def drawn_pages(request, number):
    page = Paginator(range(300), 10).page(number)
    return render_to_string("components/pagination.html", {"page": page}, request=request)


def test_page_numbers_leave_gaps(rf):
    drawn = drawn_pages(rf.get("/startups/"), 15)
    numbers = re.findall(r"<li>.*?(\d+|…)(?:</\w+>)+</li>", drawn)
    assert numbers == ["1", "…", "14", "15", "16", "…", "30"]
    assert re.findall(r'href="([^"]*)"', drawn) == [
        f"?page={number}" for number in (14, 1, 14, 16, 30, 16)
    ]
    assert re.findall(r'rel="(\w+)" href="([^"]*)"', drawn) == [
        ("prev", "?page=14"),
        ("next", "?page=16"),
    ]
    assert re.findall(r'<span aria-current="page">.*?(\d+)</span>', drawn) == ["15"]
    assert "Seite 15 von 30" in drawn


def test_the_first_and_the_last_page_lead_one_way(rf):
    assert "prev" not in drawn_pages(rf.get("/startups/"), 1)
    assert "next" not in drawn_pages(rf.get("/startups/"), 30)


def test_pages_keep_the_filters_of_the_list(rf):
    request = rf.get("/startups/", {"track": ["energy", "ehealth"], "q": 'ö"&', "page": "2"})
    drawn = drawn_pages(request, 2)
    query = "track=energy&amp;track=ehealth&amp;q=%C3%B6%22%26"
    assert f'href="?{query}&amp;page=3"' in drawn


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
