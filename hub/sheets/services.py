"""A list is uploaded, looked at, and read in as a whole or not at all."""

from datetime import datetime

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core.text import one_line
from hub.core.workflow import DomainError
from hub.sheets import files, plans
from hub.sheets.models import Import
from hub.sheets.plans import Kind, Plan, Row
from hub.sheets.reading import Unreadable
from hub.sheets.subjects import NAME, SLUG, Heads, Subject, heads

# Titles and notes may stand above the heads.
ROWS_ABOVE = 10
LOGGED_AT_ONCE = 500


class Outdated(DomainError):
    """What would happen now is not what was shown."""

    message = _("Inzwischen hat sich etwas geändert. Unten steht, was jetzt geschähe.")


class HasErrors(DomainError):
    """A row is wrong, so nothing happens."""

    message = _("Solange eine Zeile fehlerhaft ist, wird nichts eingelesen.")


@transaction.atomic
def upload(subject: Subject, *, data: bytes, file_name: str, by: User) -> Import:
    """Keep a list for its preview; it takes the place of one that still waits.

    Raises Unreadable with a sentence when the file is none.
    """
    grid = files.read(data)
    position, found = _find_heads(subject, grid.rows)
    rows = [
        (number, {column.name: cells[at] for at, column in found.at.items() if at < len(cells)})
        for number, cells in grid.rows[position + 1 :]
    ]
    # What stands only under heads that nobody understands says nothing.
    rows = [(number, cells) for number, cells in rows if any(cells.values())]
    if not rows:
        raise Unreadable(_("Unter den Spaltenköpfen steht nichts."))
    Import.objects.waiting().filter(subject=subject.key, by=by).delete()
    return Import.objects.create(
        subject=subject.key,
        file_name=one_line(file_name)[-120:] or "–",
        by=by,
        sheet=one_line(grid.sheet)[:120],
        unread=[one_line(title)[:120] for title in grid.unread],
        unknown=found.unknown,
        rows=rows,
    )


def _find_heads(subject: Subject, rows: list[tuple[int, list[str]]]) -> tuple[int, Heads]:
    """Where the heads stand: of the first rows, the one that has most of them. Raises Unreadable."""
    above = [heads(cells, subject.columns) for _number, cells in rows[:ROWS_ABOVE]]
    # The first of equals.
    position = max(range(len(above)), key=lambda at: (len(above[at].at), -at))
    found = above[position]
    if not {NAME, SLUG} & {column.name for column in found.at.values()}:
        label = next(column.label for column in subject.columns if column.name == NAME)
        raise Unreadable(
            _("Es fehlt eine Spalte mit dem Kopf „%(head)s“. Gelesen wurde: %(heads)s.")
            % {"head": label, "heads": ", ".join(filter(None, rows[position][1]))[:300]}
        )
    if found.twice:
        raise Unreadable(
            _("Diese Spalte steht zweimal da: %(heads)s. Lassen Sie nur eine davon stehen.")
            % {"heads": ", ".join(found.twice)}
        )
    return position, found


def preview(subject: Subject, waiting: Import) -> Plan:
    """What confirming would do now."""
    return plans.build(subject, _rows(waiting))


def confirm(subject: Subject, waiting: Import, *, seen: str, by: User) -> Import:
    """Read the list in, all of it, if the plan still is the one that was seen.

    A second click gets the import that is done. Raises Outdated, HasErrors, Import.DoesNotExist.
    """
    try:
        with transaction.atomic():
            return _confirm(subject, waiting, seen=seen, by=by)
    except IntegrityError as clash:
        # Somebody made the same thing in the same moment: the next plan knows it.
        raise Outdated from clash


def _confirm(subject: Subject, waiting: Import, *, seen: str, by: User) -> Import:
    found = Import.objects.select_for_update().get(pk=waiting.pk, by=by)
    if found.done_at is not None:
        return found
    plan = plans.build(subject, _rows(found), lock=True)
    if plan.stamp != seen:
        raise Outdated
    if plan.problems:
        raise HasErrors
    new, changed = plan.of(Kind.NEW), plan.of(Kind.CHANGED)
    created = subject.create([row.values for row in new])
    for row in changed:
        subject.change(row.found, row.values)
    subject.written()
    counts = plan.counts
    found.new, found.changed = counts[Kind.NEW], counts[Kind.CHANGED]
    found.unchanged = counts[Kind.UNCHANGED]
    found.done_at, found.rows = timezone.now(), []
    found.save(update_fields=["new", "changed", "unchanged", "done_at", "rows"])
    _log(found, created, changed)
    return found


@transaction.atomic
def discard(waiting: Import, *, by: User) -> None:
    """Forget a list that waits; one that is read in stays in the history."""
    Import.objects.waiting().filter(pk=waiting.pk, by=by).delete()


def sweep(*, now: datetime) -> int:
    """Forget the lists that nobody said yes to; answer how many."""
    total, _per_model = Import.objects.expired_at(now).delete()
    return total


def _rows(waiting: Import) -> list[tuple[int, dict[str, str]]]:
    return [(number, cells) for number, cells in waiting.rows]


def _log(done: Import, created: list[object], changed: list[Row]) -> None:
    """Who read in what: one line for the list, one in the history of each object."""
    source = _("Aus der Liste %(file)s eingelesen") % {"file": done.file_name}
    entries = [_entry(done, done, ADDITION, _summary(done))]
    entries += [_entry(done, one, ADDITION, f"{source}.") for one in created]
    for row in changed:
        labels = ", ".join(change.label for change in row.changes)
        entries.append(_entry(done, row.found, CHANGE, f"{source}: {labels}."))
    LogEntry.objects.bulk_create(entries, batch_size=LOGGED_AT_ONCE)


def _summary(done: Import) -> str:
    return _("Eingelesen: %(new)d neu, %(changed)d geändert, %(unchanged)d unverändert.") % {
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
    }


def _entry(done: Import, one: object, flag: int, message: str) -> LogEntry:
    return LogEntry(
        user_id=done.by_id,
        content_type=ContentType.objects.get_for_model(type(one)),  # type: ignore[arg-type]
        object_id=str(one.pk),  # type: ignore[attr-defined]
        object_repr=str(one)[:200],
        action_flag=flag,
        change_message=message,
    )
