"""The watchlist: the stages that leads name and order."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from partners.models import WatchEntry, WatchStage
from partners.services import stages, watchlist
from partners.services.members import OnlyLeads
from tests.factories.partners import PartnerFactory, colleague, noted
from tests.partners.watch_cases import LIST, mark, text
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_leads_name_and_order_the_stages(lead, startup):
    mark(lead)
    held = list(WatchStage.objects.all())
    lead.post(f"{LIST}stages/", {"name": "Vertrag"})
    new = WatchStage.objects.get(name="Vertrag")
    lead.post(f"{LIST}stages/{new.uuid}/", {"act": "up"})
    lead.post(f"{LIST}stages/{held[0].uuid}/", {f"{held[0].uuid}-name": "Gesehen"})
    lead.post(f"{LIST}stages/{held[1].uuid}/", {"act": "remove"})
    lead.post(f"{LIST}stages/{held[0].uuid}/", {"act": "up"})

    names = list(WatchStage.objects.values_list("name", flat=True))
    assert names == ["Gesehen", "Pilot möglich", "Vertrag", "Später wieder ansehen"]
    assert "Gesehen" in text(lead, LIST)


def test_members_read_the_stages_and_change_none(lead, startup):
    mark(lead)
    held = WatchStage.objects.first()
    lead.force_login(colleague(lead.member.partner).person)
    assert "wer die Leitung hat" in text(lead, f"{LIST}stages/")
    lead.post(f"{LIST}stages/", {"name": "Vertrag"})
    lead.post(f"{LIST}stages/{held.uuid}/", {"act": "remove"})
    assert WatchStage.objects.count() == 4
    with pytest.raises(OnlyLeads):
        stages.add(name="Vertrag", by=colleague().person)


def test_a_name_that_is_taken_or_missing_is_told(lead, startup):
    mark(lead)
    held = WatchStage.objects.first()
    assert "gibt es schon" in lead.post(f"{LIST}stages/", {"name": "im gespräch"}).content.decode()
    wrong = lead.post(f"{LIST}stages/{held.uuid}/", {f"{held.uuid}-name": " \u200b"})
    assert "Hier fehlt der Name der Stufe." in wrong.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchStage.objects.create(partner=held.partner, name="IM GESPRÄCH", position=9)


def test_a_stage_that_is_deleted_leaves_its_startups_on_the_list(lead, startup):
    entry = noted(lead.member.partner, lead.member.person, startup).entry
    stages.remove(stage_uuid=entry.stage.uuid, by=lead.member.person)
    assert "ohne Stufe" in text(lead, LIST, stage="none")


def test_an_entry_moves_to_a_stage_of_the_own_organisation_only(lead, startup):
    mark(lead)
    entry, wanted = WatchEntry.objects.get(), WatchStage.objects.last()
    lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": wanted.uuid})
    foreign = WatchStage.objects.create(partner=PartnerFactory(), name="Fremd", position=1)
    for wrong in (foreign.uuid, uuid4(), "x"):
        answer = lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": wrong}, follow=True)
        assert answer.status_code == 200
    entry.refresh_from_db()
    assert entry.stage == wanted
    lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": ""})
    entry.refresh_from_db()
    assert entry.stage is None


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_order_at_once_leave_each_stage_once(startup):
    first = colleague(level="lead")
    second = colleague(first.partner, level="lead")
    watchlist.watch("kanalblick", by=first.person)
    held = list(WatchStage.objects.all())
    at_once(
        lambda who: stages.move(stage_uuid=held[0].uuid, step=1, by=who.person), [first, second]
    )
    assert list(WatchStage.objects.all()) == [held[1], held[2], held[0], held[3]]
    assert list(WatchStage.objects.values_list("position", flat=True)) == [1, 2, 3, 4]
