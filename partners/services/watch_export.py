"""The watchlist as a table, for the organisation whose list it is."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.core import times
from hub.sheets.tables import Table
from partners.models import PartnerMember, WatchNote
from partners.queries import startups, watchlist
from startups.queries import directory


def table(member: PartnerMember) -> Table:
    """One row for each entry, in the order of its stages and in the reader's language.

    Of a startup that is no longer shown there are only the own notes.
    """
    found = list(watchlist.entries(member, watchlist.Asked("", watchlist.STAGE)))
    keys = [row.startup_id for row in found]
    visible = startups.shown_to(member).filter(pk__in=keys).select_related("track", "batch")
    shown = {row.pk: directory.partner_profile(row, page=startups.PAGE) for row in visible}
    notes = _notes([row.pk for row in found])
    head = [_("Startup"), _("Kurzbeschreibung"), _("Schwerpunkt"), _("Phase"), _("Ort")]
    head += [_("Sucht"), _("Stufe"), _("vorgemerkt am"), _("Notizen"), _("Link")]
    rows = []
    for entry in found:
        startup = shown.get(entry.startup_id)
        about = [_("nicht mehr freigegeben"), "", "", "", "", ""]
        if startup:
            track = startup.track.name if startup.track else ""
            about = [startup.name, startup.one_liner, track, startup.get_stage_display]
            about += [startup.seat, startup.seeks]
        path = reverse("partners:watch-entry", args=[entry.uuid])
        rows.append(
            [
                *about,
                entry.stage.name if entry.stage else "",
                times.short_day(entry.added_at),
                "\n".join(notes[entry.pk]),
                f"{settings.SITE_URL}{path}",
            ]
        )
    return Table(_("Merkliste"), head, rows)


def _notes(entries: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for note in WatchNote.objects.filter(entry__in=entries).select_related("author"):
        moment = times.short_moment(note.written_at)
        found[note.entry_id].append(f"{moment}, {note.author}: {note.text}")
    return found
