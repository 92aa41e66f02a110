"""A logo is drawn anew from its pixels, shown where the profile is, and refused with a sentence."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from startups.models import ProfileChanges, ProfileLogo
from startups.queries.profile_review import stamp
from startups.services import logo_check, logos, profile_release, profiles
from startups.services.gate import FileRefused
from startups.services.logo_check import NotTaken, drawn
from tests import logos as pictures
from tests.factories.hub import founder, staff
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


@pytest.fixture
def startup():
    return StartupFactory(
        public=True,
        name="Wärmepuls",
        slug="waermepuls",
        batch=BatchFactory(profile_changes=ProfileChanges.AT_ONCE),
        owner=founder(),
    )


@pytest.fixture
def owner(startup):
    return startup.members.get().person


def take(startup, content=None, name="logo.png"):
    content = content or pictures.picture()
    person = startup.members.get().person
    return logos.upload(startup, file=pictures.upload(content, name), by=person)


def address(startup, logo, size=104):
    return reverse("startups:startup-logo", args=[startup.slug, logo.digest, size])


# What is taken


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_kinds_are_taken_and_become_two_small_pictures(kind):
    small, large = drawn(pictures.upload(pictures.picture(kind)))

    for content, size in ((small, (104, 52)), (large, (320, 160))):
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.size) == ("WEBP", size)
        assert len(content) < 40_000


def test_a_small_picture_is_not_blown_up():
    _small, large = drawn(pictures.upload(pictures.picture(size=(80, 70))))

    assert Image.open(io.BytesIO(large)).size == (80, 70)


@pytest.mark.parametrize("content", pictures.with_secrets(), ids=["jpeg", "png"])
def test_nothing_but_pixels_is_kept(content):
    for picture in drawn(pictures.upload(content)):
        assert b"51.3397" not in picture
        assert b"EXIF" not in picture
        assert not Image.open(io.BytesIO(picture)).info.get("exif")


def test_a_picture_that_lies_on_its_side_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    small, _large = drawn(pictures.upload(pictures.picture("JPEG", exif=exif)))

    assert Image.open(io.BytesIO(small)).size == (52, 104)


REFUSED = {
    "empty": b"",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "no_picture": b"GIF89a" + b"\x00" * 100,
    "huge": pictures.bomb(),
    "tiny": pictures.picture(size=(63, 40)),
    "line": pictures.picture(size=(900, 100)),
    "moving": pictures.moving(),
    "blank": pictures.picture(colour=(0, 0, 0, 0)),
    "broken": pictures.picture()[:200],
    "too_large": pictures.picture() + b"\x00" * logo_check.MAX_BYTES,
}


@pytest.mark.parametrize("reason", REFUSED)
def test_each_refusal_has_its_reason(reason):
    with pytest.raises(NotTaken) as refused:
        drawn(pictures.upload(REFUSED[reason]))

    assert refused.value.reason == reason


def test_a_page_behind_the_head_of_a_picture_does_not_survive():
    content = pictures.picture() + b"<html><script>alert(1)</script>"

    assert all(b"script" not in picture for picture in drawn(pictures.upload(content)))


def test_the_upload_itself_lies_nowhere_afterwards(uploads):
    drawn(pictures.upload(pictures.picture()))

    assert [path for path in uploads.rglob("*") if path.is_file()] == []


def test_too_many_uploads_in_an_hour_are_refused(startup, settings):
    settings.UPLOAD_MAX_PER_HOUR = 1
    take(startup)
    with pytest.raises(FileRefused):
        take(startup, pictures.picture(colour=(200, 0, 0, 255)))


# Where it is shown


def test_a_public_logo_stands_on_card_and_profile_and_may_be_kept(client, startup):
    logo = take(startup)

    assert address(startup, logo) in client.get(reverse("startups:startup-list")).text
    assert address(startup, logo, 320) in client.get(startup.get_absolute_url()).text
    answer = client.get(address(startup, logo))
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(address(startup, logo, 105)).status_code == 404
    assert client.get(address(startup, logo).replace(logo.digest, "0" * 16)).status_code == 404


def test_the_logo_of_a_hidden_profile_is_for_its_team_and_staff_alone(
    as_user, client, startup, owner
):
    logo = take(startup)
    profiles.hide(startup, by=staff())

    assert client.get(address(startup, logo)).status_code == 404
    assert as_user(founder()).get(address(startup, logo)).status_code == 404
    shown = as_user(owner).get(address(startup, logo))
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"


def test_the_form_takes_refuses_and_removes_a_logo(as_user, startup, owner):
    client, page = as_user(owner), reverse("startups:profile-edit", args=[startup.slug])

    def send(**data):
        form = client.get(page).context["form"]
        untouched = {name: form[name].value() for name in form.fields if form[name].value()}
        return client.post(page, untouched | data)

    refused = send(logo_file=pictures.upload(REFUSED["svg"], "logo.svg"))
    assert "Speichert das Logo bitte als PNG" in refused.text
    assert send(logo_file=pictures.upload(pictures.picture())).status_code == 302
    assert startup.logos.get().is_shown
    assert send(logo_removed="on").status_code == 302
    assert not startup.logos.exists()


# What waits


def test_a_new_logo_of_a_public_profile_waits_where_the_class_says_so(
    as_user, client, startup, owner
):
    old = take(startup)
    startup.batch.profile_changes = ProfileChanges.BY_STAFF
    startup.batch.save()
    new = take(startup, pictures.picture(colour=(200, 0, 0, 255)))

    assert address(startup, old) in client.get(reverse("startups:startup-list")).text
    assert client.get(address(startup, new)).status_code == 404
    assert as_user(owner).get(address(startup, new)).status_code == 200
    change = startup.changes.open().get()
    startup.refresh_from_db()
    profile_release.release(startup, by=staff(), seen=stamp(startup, change))

    assert list(startup.logos.values_list("digest", "is_shown")) == [(new.digest, True)]


def test_taking_back_what_waits_takes_back_the_logo(startup, owner):
    startup.batch.profile_changes = ProfileChanges.BY_STAFF
    startup.batch.save()
    take(startup)

    profile_release.withdraw(startup, by=owner)

    assert not ProfileLogo.objects.exists()
    assert not startup.changes.open().exists()


def test_a_logo_that_came_since_it_was_read_is_not_released(startup, owner):
    startup.batch.profile_changes = ProfileChanges.BY_STAFF
    startup.batch.save()
    take(startup)
    startup.refresh_from_db()
    seen = stamp(startup, startup.changes.get())
    take(startup, pictures.picture(colour=(200, 0, 0, 255)))

    with pytest.raises(profile_release.Changed):
        profile_release.release(startup, by=staff(), seen=seen)


def test_partners_see_the_logo_while_they_may_see_the_profile(as_user, startup):
    lead = colleague(PartnerFactory(), level="lead").person
    logo = take(startup)
    startup.for_partners = True
    startup.save()
    profiles.hide(startup, by=staff())
    picture = reverse("partners:startup-logo", args=[startup.slug, logo.digest, 104])
    page = as_user(lead).get(reverse("partners:startup-list")).text
    assert picture in page
    assert as_user(lead).get(picture).status_code == 200

    type(startup).objects.update(for_partners=False)
    assert as_user(lead).get(picture).status_code == 404
    assert as_user(founder()).get(picture).status_code == 404
