"""The rule table at the hub team's desk, and what will go out in the next thirty days."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskAdmin
from hub.mail import announcements, kinds, rules, subjects, texts
from hub.mail.announcements import Ahead, Announced
from hub.mail.planning import Planned, plan
from hub.mail.reminder_models import ReminderRule
from hub.mail.subjects import Subject

AHEAD = timedelta(days=30)
PAGE_SIZE = 50
SHOWN_OF_A_RULE = 5
SAMPLE_NAME = "Ada Lovelace"


class RuleForm(forms.ModelForm):
    """How long before or after, and whether at all; woran and which date are chosen once."""

    about = forms.ChoiceField(label=_("Woran und welches Datum"))

    class Meta:
        model = ReminderRule
        fields = ("amount", "unit", "when", "is_active")
        help_texts = {
            "amount": _(
                "Tage zählen nach dem Kalender in Leipzig. Fällt die Erinnerung in die Zeit "
                "von 20 bis 8 Uhr, geht sie um 8 Uhr, außer wenn es dann zu spät wäre."
            ),
            "is_active": _(
                "Gilt ab der nächsten Minute. Wer schon erinnert wurde, wird es nicht noch einmal."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["about"]
        else:
            about = self.fields["about"]
            assert isinstance(about, forms.ChoiceField)
            about.choices = [
                (f"{subject.key}:{anchor}", f"{subject.title}: {title}")
                for subject in subjects.every()
                for anchor, title in subject.dates.items()
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if about := cleaned.get("about"):
            self.instance.subject, _colon, self.instance.anchor = about.partition(":")
        same = ReminderRule.objects.filter(
            subject=self.instance.subject,
            anchor=self.instance.anchor,
            **{name: cleaned.get(name) for name in ("amount", "unit", "when")},
        )
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Diese Erinnerung gibt es schon."))
        return cleaned


@admin.register(ReminderRule)
class ReminderRuleAdmin(DeskAdmin):
    """Nothing is deleted here: a rule that sent something stays as the reason why."""

    form = RuleForm
    list_display = (
        "subject_shown",
        "distance_shown",
        "date_shown",
        "audience",
        "words",
        "is_active",
    )
    list_filter = ("is_active",)
    change_list_template = "admin/hub/reminderrule/change_list.html"
    change_form_template = "admin/hub/reminderrule/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = ["about"] if obj is None else ["subject_shown", "date_shown", "audience"]
        return [*named, "amount", "unit", "when", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["subject_shown", "date_shown", "audience"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        rules.keep(obj)

    # Columns

    @admin.display(description=_("Woran"), ordering="subject")
    def subject_shown(self, rule: Any) -> str:
        return str(rule.subject_title)

    @admin.display(description=_("Wann"))
    def distance_shown(self, rule: Any) -> str:
        return str(rule.distance)

    @admin.display(description=_("Gerechnet ab"))
    def date_shown(self, rule: Any) -> str:
        return str(rule.date_title)

    @admin.display(description=_("An wen"))
    def audience(self, rule: Any) -> str:
        subject = subjects.get(rule.subject)
        return str(subject.audience) if subject else "–"

    @admin.display(description=_("Worte"))
    def words(self, rule: Any) -> str:
        subject = subjects.get(rule.subject)
        if subject is None:
            return "–"
        url = reverse("admin:hub_emailtemplate_change", args=[subject.mail])
        return format_html('<a href="{}">{}</a>', url, kinds.get(subject.mail).title)

    # What goes out

    def get_urls(self) -> list[URLPattern]:
        ahead = self.admin_site.admin_view(self.ahead_view)
        return [path("ahead/", ahead, name="hub_reminderrule_ahead"), *super().get_urls()]

    def ahead_view(self, request: Any) -> HttpResponse:
        """To whom what goes in the next thirty days, and why; counted as the sending counts."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        now = timezone.now()
        wanted = request.GET.get("subject", "")
        found = [one for one in _all_coming(now, request.user) if wanted in {"", one.subject.key}]
        announced = announcements.every()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Was in 30 Tagen hinausgeht"),
            "opts": self.opts,
            "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
            "subjects": [*subjects.every(), *(one for one in announced if one.find)],
            "wanted": wanted,
            "undated": [one for one in announced if not one.find],
        }
        return TemplateResponse(request, "admin/hub/reminderrule/ahead.html", context)

    def render_change_form(  # noqa: PLR0917 — Django's signature
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        subject = subjects.get(obj.subject) if obj is not None else None
        if subject is not None:
            context |= {"mail": kinds.get(subject.mail), "previews": _previews(subject)}
            if self.has_change_permission(request):
                context["coming"] = _coming(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _all_coming(now: datetime, viewer: Any) -> list[Planned | Announced]:
    """What goes by a rule and what goes by itself, soonest first."""
    until = now + AHEAD
    planned = plan(now=now, until=until, viewer=viewer)
    announced = announcements.coming(Ahead(now, until, viewer))
    return sorted([*planned, *announced], key=lambda one: (one.at, one.occasion.name, str(one.to)))


def _coming(rule: ReminderRule, viewer: Any) -> list[Planned]:
    """The next ones that go by this rule."""
    now = timezone.now()
    planned = plan(now=now, until=now + AHEAD, viewer=viewer)
    return [one for one in planned if one.rule.pk == rule.pk][:SHOWN_OF_A_RULE]


def _previews(subject: Subject) -> list[tuple[str, texts.Text]]:
    """The mail of a subject with its sample values, in both languages."""
    kind = kinds.get(subject.mail)
    return [
        (
            language,
            texts.filled(
                kind,
                texts.current(kind, language),
                kind.placeholders,
                language=language,
                name=SAMPLE_NAME,
            ),
        )
        for language in texts.LANGUAGES
    ]
