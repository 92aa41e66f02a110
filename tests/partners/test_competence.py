"""The competence centre's public pages: units found by a problem, with why."""

import json
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from hub.accounts import consents
from hub.accounts.consents import SCIENCE_NAMED
from hub.portal.demo import partners, science
from partners.filters import ScienceFilter
from partners.models import Equipment, Expertise, ScienceUnit, ScienceUnitMember, UnitState
from tests.factories.hub import UserFactory, staff, track
from tests.factories.partners import PartnerFactory, ScienceUnitFactory, scientist
from tests.partners.science_cases import PROBLEMS

pytestmark = pytest.mark.django_db
LIST = "/competence-centre/"


def text(client, path=LIST, **query):
    return client.get(path, query).content.decode()


def asked(words, **others):
    query = QueryDict(mutable=True)
    query.update({"q": words, **others})
    return ScienceFilter(query, ScienceUnit.objects.published())


def centre():
    tracks = {slug: track(slug) for slug in ("energy", "smart-city", "ehealth")}
    people = {name: UserFactory() for name in ("scientist", "partner", "partner2")}
    partners.load(tracks, people)
    science.load(tracks, people)


def agree(member):
    consents.set_given(
        (SCIENCE_NAMED,),
        given={SCIENCE_NAMED.key},
        person=member.person,
        subject=member.uuid,
    )


# Found by a problem


def test_every_problem_finds_the_unit_that_is_meant_among_the_first_three():
    centre()
    found = {words: [unit.slug for unit in asked(words).ordered[:3]] for words, _ in PROBLEMS}
    missed = {words: found[words] for words, slug in PROBLEMS if slug not in found[words]}

    assert len(PROBLEMS) >= 15
    assert not missed


def test_words_that_nobody_wrote_find_nothing_and_lead_on(client):
    centre()
    html = text(client, q="Xylophonunterricht")
    assert "Nichts gefunden" in html
    assert "Alle Einrichtungen zeigen" in html


def test_a_hit_says_in_words_why_it_is_one(client):
    ScienceUnitFactory(knows=["Leckortung in <Netzen>"])
    html = text(client, q="Leckortung")
    assert "Warum dieser Treffer" in html
    assert "<dt>Kompetenz</dt><dd><mark>Leckortung</mark> in &lt;Netzen&gt;</dd>" in html


def test_a_hit_says_which_words_it_lacks(client):
    ScienceUnitFactory(knows=["Leckortung in Netzen"])
    html = text(client, q="Leckortung Drohnenflug")
    assert "mit einem Teil der Worte" in html
    assert "<dt>Steht hier nicht</dt><dd>Drohnenflug</dd>" in html


def test_a_typo_is_told_with_the_word_that_was_meant(client):
    ScienceUnitFactory(knows=["Anonymisierung von Messdaten"])
    html = text(client, q="Anonymisirung")
    assert "mit ähnlicher Schreibweise" in html
    assert "<dt>Ähnliche Schreibweise</dt><dd>Anonymisierung</dd>" in html


def test_what_a_unit_has_counts_as_what_it_knows():
    unit = ScienceUnitFactory()
    row = Equipment.objects.create(unit=unit, what="Rasterelektronenmikroskop")
    assert list(asked("Elektronenmikroskop").ordered) == [unit]
    row.delete()
    assert not asked("Elektronenmikroskop").total
    skill = Expertise.objects.create(unit=unit, title="Zahnräder", tags=["Getriebe"])
    assert list(asked("Getriebe").ordered) == [unit]
    Expertise.objects.filter(pk=skill.pk).update(tags=["Lager"])
    assert not asked("Getriebe").total


def test_a_university_s_name_finds_its_units_also_when_it_changes():
    unit = ScienceUnitFactory(university=PartnerFactory(name="Bergakademie", kind="science"))
    assert list(asked("Bergakademie").ordered) == [unit]
    unit.university.name = "Handelshochschule"
    unit.university.save()
    assert not asked("Bergakademie").total
    assert list(asked("Handelshochschule").ordered) == [unit]


def test_one_who_has_all_the_words_is_not_hidden_among_those_with_some():
    ScienceUnitFactory(knows=["Leckortung"])
    both = ScienceUnitFactory(knows=["Leckortung mit Drohnen"])
    assert list(asked("Leckortung Drohnen").ordered) == [both]


@pytest.mark.parametrize("words", ["und", "%", "_", "\\", "'; --", "a & b | !c", "(", ":*"])
def test_signs_with_a_meaning_for_the_database_are_only_signs(client, words):
    ScienceUnitFactory()
    assert client.get(LIST, {"q": words}).status_code == 200


# Filters


def test_filters_narrow_and_say_what_a_click_would_show(client):
    energy, city = track("energy"), track("smart-city")
    first = ScienceUnitFactory(kind="lab")
    first.tracks.set([energy, city])
    second = ScienceUnitFactory()
    second.tracks.set([city])

    assert list(asked("", track="energy").ordered) == [first]
    assert list(asked("", kind="chair").ordered) == [second]
    assert list(asked("", university=second.university.slug).ordered) == [second]
    groups = {group.name: group.options for group in asked("").groups()}
    counts = {option.value: option.count for option in groups["track"]}
    assert counts == {"energy": 1, "smart-city": 2}
    assert "nicht verstanden" in text(client, track="nonsense")


# Who is shown


def test_a_private_unit_is_there_for_its_people_and_staff_alone(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    member = scientist(ScienceUnitFactory(name_de="Geheimlabor", state=UnitState.PRIVATE))
    path = member.unit.get_absolute_url()
    assert "Geheimlabor" not in text(client)
    assert client.get(path).status_code == 404
    assert as_user(scientist().person).get(path).status_code == 404
    assert "noch nicht öffentlich" in text(as_user(member.person), path)
    assert "noch nicht öffentlich" in text(as_user(staff()), path)
    assert "Geheimlabor" not in text(as_user(staff()))


def test_a_person_is_named_only_while_they_agree(client):
    member = scientist(name="Dr. Ada Lehmann")
    path = member.unit.get_absolute_url()
    assert "Ada Lehmann" not in text(client, path)
    agree(member)
    assert "Ada Lehmann" in text(client, path)
    consents.withdraw_own(member.person, purpose=SCIENCE_NAMED.key, subject=member.uuid)
    assert "Ada Lehmann" not in text(client, path)


def test_the_consent_is_withdrawn_on_ones_own_page(client, as_user):
    member = scientist(name="Dr. Ada Lehmann")
    agree(member)
    consent = {"purpose": SCIENCE_NAMED.key, "subject": str(member.uuid)}
    answer = as_user(member.person).post(reverse("portal:consent-withdraw"), consent, follow=True)
    assert "widerrufen" in answer.content.decode()
    client.logout()
    client.cookies.clear()
    assert "Ada Lehmann" not in text(client, member.unit.get_absolute_url())


def test_who_has_left_is_named_no_more(client):
    member = scientist(name="Dr. Ada Lehmann")
    agree(member)
    ScienceUnitMember.objects.filter(pk=member.pk).update(left_at=member.joined_at)
    assert "Ada Lehmann" not in text(client, member.unit.get_absolute_url())


def test_a_colleague_s_consent_names_nobody_else(client):
    member = scientist(name="Dr. Ada Lehmann")
    other = scientist(member.unit, name="Dr. Bo Krüger")
    agree(other)
    html = text(client, member.unit.get_absolute_url())
    assert "Bo Krüger" in html
    assert "Ada Lehmann" not in html


# For machines


def test_a_unit_s_page_tells_machines_what_it_is_and_no_markup_breaks_out(client):
    unit = ScienceUnitFactory(name_de="</script><b>Lehrstuhl & Co", knows=["Beton"])
    html = text(client, unit.get_absolute_url())
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    data = json.loads(found[1])
    assert data["name"] == "</script><b>Lehrstuhl & Co"
    assert data["knowsAbout"] == ["Beton"]
    assert "<b>Lehrstuhl" not in html


def test_units_stand_in_the_sitemap_once_they_are_public(client):
    shown = ScienceUnitFactory()
    hidden = ScienceUnitFactory(state=UnitState.PRIVATE)
    html = text(client, "/sitemap.xml")
    assert shown.get_absolute_url() in html
    assert hidden.get_absolute_url() not in html


@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize("query", [{}, {"q": "Leckortung Drohnen", "track": "energy"}])
def test_the_list_costs_the_same_few_queries(client, django_assert_max_num_queries, number, query):
    energy = track()
    for unit in ScienceUnitFactory.create_batch(
        number, university=PartnerFactory(kind="science"), knows=["Leckortung"]
    ):
        unit.tracks.add(energy)
    with django_assert_max_num_queries(8):
        html = text(client, **query)
    assert "Leckortung" in html


def test_a_unit_s_page_costs_few_queries(client, django_assert_max_num_queries):
    unit = ScienceUnitFactory(knows=[f"Kompetenz {number}" for number in range(50)])
    for _ in range(20):
        agree(scientist(unit))
    with django_assert_max_num_queries(8):
        client.get(unit.get_absolute_url())


# The admin


def test_staff_publish_a_unit_and_it_is_found_at_once(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    unit = ScienceUnitFactory(state=UnitState.PRIVATE, name_de="Zukunftslabor")
    assert "Zukunftslabor" not in text(client)
    form = {"action": "publish_selected", "_selected_action": unit.pk}
    as_user(staff()).post("/admin/partners/scienceunit/", form)
    client.logout()
    client.cookies.clear()
    assert "Zukunftslabor" in text(client)
