"""The team's view of the outbox, and the texts of the mails."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from hub.core import times
from hub.core.workflow import InvalidTransition
from hub.mail import kinds, secrecy, services, texts
from hub.mail.forms import EmailForm, EmailTemplateForm
from hub.mail.kinds import MailKind
from hub.mail.models import Email, EmailTemplate
from hub.mail.values import cut

TOO_LATE = _("Die E-Mail hat inzwischen einen anderen Stand; nichts wurde geändert.")
CONFIDENTIAL = _(
    "Vertrauliche E-Mails kann nur die Person lesen, an die sie gehen; sie lassen sich nicht ändern."
)
TEXT_GONE = _("Der Text wurde nach 30 Tagen gelöscht und kann nicht noch einmal gesendet werden.")
REFUSALS: dict[type[Exception], Any] = {
    InvalidTransition: TOO_LATE,
    services.Confidential: CONFIDENTIAL,
    services.TextGone: TEXT_GONE,
}
SAMPLE_NAME = "Ada Lovelace"

# What allauth has the portal send; its texts are templates, not kinds that staff edit.
ACCOUNT_MAILS = {
    "account/login_code": _("Code zum Anmelden"),
    "account/unknown_account": _("Anmeldung mit unbekannter Adresse"),
    "account/account_already_exists": _("Konto besteht schon"),
    "account/email_confirmation": _("Adresse bestätigen"),
    "account/email_confirmation_signup": _("Adresse bestätigen"),
    "account/email_changed": _("Adresse geändert"),
    "account/email_deleted": _("Adresse entfernt"),
    "account/password_reset": _("Passwort zurücksetzen"),
    "account/password_reset_code": _("Passwort zurücksetzen"),
    "account/password_changed": _("Passwort geändert"),
    "account/password_set": _("Passwort gesetzt"),
}


class KindFilter(admin.SimpleListFilter):
    title = _("Vorlage")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.key, str(kind.title)) for kind in kinds.every()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Email]) -> QuerySet[Email]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Email)
class EmailAdmin(admin.ModelAdmin):
    form = EmailForm
    list_display = (
        "subject",
        "state_and_error",
        "to",
        "kind_title",
        "created_short",
        "sent_short",
    )
    list_filter = ("state", KindFilter)
    search_fields = ("to", "subject", "recipient__name")
    search_help_text = _("Suche in Adresse, Name und Betreff")
    actions = ("hold_selected", "release_selected", "send_again_selected")

    # Who may do what

    def get_queryset(self, request: Any) -> QuerySet[Email]:
        return secrecy.readable_by(request.user).order_by(*self.get_ordering(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Not by `body__contains`: a confidential text must not be guessed letter by letter.
        return lookup in {"state__exact", "kind"}

    # One mail

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        body = "body" if obj is not None and self._is_readable(obj) else "confidential_text"
        facts = ["recipient", "kind_title", "language", "created_at", "sent_at", "error"]
        facts += ["attempts", "next_attempt_at", "identity", "about_link"]
        return [
            (None, {"fields": ["state_shown", "to", "subject", body]}),
            (_("Einzelheiten"), {"fields": facts}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [
            name for _title, part in self.get_fieldsets(request, obj) for name in part["fields"]
        ]
        if obj is not None and self._is_editable(obj):
            return [name for name in fields if name not in EmailForm.Meta.fields]
        return fields

    def render_change_form(  # noqa: PLR0917 — Django's signature
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        may = obj is not None and self.has_change_permission(request, obj)
        context["can_edit"] = may and self._is_editable(obj)
        context["can_hold"] = may and obj.state in services.HOLD.sources
        context["can_release"] = may and obj.state in services.RELEASE.sources
        context["can_send_again"] = (
            may and obj.state in services.FINISHED and not obj.is_secret and obj.body
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Only what the form changed, and only if the worker has not been quicker."""
        if not set(form.changed_data) & set(EmailForm.Meta.fields):
            return
        wording = {name: form.cleaned_data[name] for name in EmailForm.Meta.fields}
        act = partial(services.edit, obj, by=request.user, **wording)
        self._try(request, act, _("Die Änderung ist gespeichert."))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The services keep the history."""

    def response_change(self, request: Any, obj: Any) -> HttpResponse:
        moves = {
            "_hold": (services.hold, _("Die E-Mail ist angehalten.")),
            "_release": (services.release, _("Die E-Mail geht jetzt hinaus.")),
            "_send_again": (services.send_again, _("Eine Kopie der E-Mail geht jetzt hinaus.")),
        }
        for name, (move, done) in moves.items():
            if name in request.POST:
                self._try(request, partial(move, obj, by=request.user), done)
        return HttpResponseRedirect(reverse("admin:hub_email_change", args=[obj.pk]))

    def _try(self, request: HttpRequest, act: Callable[[], object], done: Any) -> None:
        try:
            act()
        except tuple(REFUSALS) as refusal:
            self.message_user(request, REFUSALS[type(refusal)], messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)

    # Many mails

    @admin.action(description=_("Anhalten"), permissions=["change"])
    def hold_selected(self, request: Any, queryset: QuerySet[Email]) -> None:
        count = self._move_each(request, queryset, services.hold)
        text = ngettext("%d E-Mail angehalten.", "%d E-Mails angehalten.", count)
        self.message_user(request, text % count)

    @admin.action(description=_("Freigeben und senden"), permissions=["change"])
    def release_selected(self, request: Any, queryset: QuerySet[Email]) -> None:
        count = self._move_each(request, queryset, services.release)
        text = ngettext("%d E-Mail freigegeben.", "%d E-Mails freigegeben.", count)
        self.message_user(request, text % count)

    @admin.action(description=_("Noch einmal senden"), permissions=["change"])
    def send_again_selected(self, request: Any, queryset: QuerySet[Email]) -> None:
        count = self._move_each(request, queryset, services.send_again)
        text = ngettext("%d Kopie geht hinaus.", "%d Kopien gehen hinaus.", count)
        self.message_user(request, text % count)

    def _move_each(
        self, request: Any, queryset: QuerySet[Email], move: Callable[..., Email]
    ) -> int:
        """Move what can be moved; say why the others stay."""
        moved, refused = 0, {}
        for email in queryset.order_by("pk"):
            try:
                move(email, by=request.user)
            except tuple(REFUSALS) as refusal:
                refused[email] = REFUSALS[type(refusal)]
            else:
                moved += 1
        for email, sentence in refused.items():
            self.message_user(request, f"{email}: {sentence}", messages.WARNING)
        return moved

    # Columns

    @admin.display(description=_("Stand"), ordering="state")
    def state_shown(self, email: Any) -> str:
        return format_html(
            '<span class="state" data-state="{}">{}</span>', email.state, email.get_state_display()
        )

    @admin.display(description=_("Stand"), ordering="state")
    def state_and_error(self, email: Any) -> str:
        state = self.state_shown(email)
        return format_html("{}<br>{}", state, cut(email.error, 100)) if email.error else state

    @admin.display(description=_("angelegt"), ordering="created_at")
    def created_short(self, email: Any) -> str:
        return _short(email.created_at)

    @admin.display(description=_("gesendet"), ordering="sent_at")
    def sent_short(self, email: Any) -> str:
        return _short(email.sent_at)

    @admin.display(description=_("Vorlage"), ordering="kind")
    def kind_title(self, email: Any) -> str:
        try:
            return str(kinds.get(email.kind).title)
        except kinds.UnknownKind:
            return str(ACCOUNT_MAILS.get(email.kind, email.kind))

    @admin.display(description=_("Text"))
    def confidential_text(self, email: Any) -> str:
        return str(CONFIDENTIAL)

    @admin.display(description="Message-ID")
    def identity(self, email: Any) -> str:
        return str(email.message_id)

    @admin.display(description=_("Worum es geht"))
    def about_link(self, email: Any) -> str:
        if not email.about.startswith("/") or email.about.startswith("//"):
            return "–"
        return format_html('<a href="{0}">{0}</a>', email.about)

    @staticmethod
    def _is_readable(email: Email) -> bool:
        return settings.DEMO or not email.is_secret

    @staticmethod
    def _is_editable(email: Email) -> bool:
        return email.state in services.EDITABLE and not email.is_secret


@admin.register(EmailTemplate)
class EmailTemplateAdmin(admin.ModelAdmin):
    """All declared kinds stand in the list, whether the team has a wording of its own or not."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "",
                self.admin_site.admin_view(self.list_view),
                name="hub_emailtemplate_changelist",
            ),
            path(
                "<path:key>/",
                self.admin_site.admin_view(self.text_view),
                name="hub_emailtemplate_change",
            ),
        ]

    def list_view(self, request: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        templates = EmailTemplate.objects.select_related("updated_by")
        own = {template.kind: template for template in templates}
        rows = [{"kind": kind, "own": own.get(kind.key)} for kind in kinds.every()]
        return self._page(request, "list", {"title": _("E-Mail-Vorlagen"), "rows": rows})

    def text_view(self, request: Any, key: str) -> HttpResponse:
        """Read, preview and save the texts of one kind."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if template := EmailTemplate.objects.filter(pk=key).first() if key.isdecimal() else None:
            return HttpResponseRedirect(_url(template.kind))  # from the history of the admin
        kind = _kind_or_404(key)
        if "_reset" in request.POST:
            services.reset_template(kind, by=request.user)
            self.message_user(request, _("Es gilt wieder der Text des Portals."))
            return HttpResponseRedirect(request.path)
        wording = {language: texts.current(kind, language) for language in texts.LANGUAGES}
        form = EmailTemplateForm(request.POST or None, initial=_initial(wording), kind=kind)
        if request.POST and form.is_valid():
            wording = {language: form.text(language) for language in texts.LANGUAGES}
            if "_save" in request.POST:
                services.save_template(kind, by=request.user, de=wording["de"], en=wording["en"])
                self.message_user(request, _("Die Vorlage ist gespeichert."))
                return HttpResponseRedirect(request.path)
        context = {
            "title": kind.title,
            "kind": kind,
            "samples": _samples(kind),
            "has_own": EmailTemplate.objects.filter(kind=kind.key).exists(),
            "adminform": AdminForm(form, FIELDSETS, {}, model_admin=self),
            "errors": form.errors,
            "previews": [] if form.errors else _previews(kind, wording),
        }
        return self._page(request, "text", context)

    def _page(self, request: Any, name: str, context: dict[str, Any]) -> HttpResponse:
        everything = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/hub/emailtemplate/{name}.html", everything)


FIELDSETS = [
    (_("Deutsch"), {"fields": ["subject_de", "body_de"]}),
    (_("Englisch"), {"fields": ["subject_en", "body_en"]}),
]


def _short(moment: datetime | None) -> str:
    return times.short_moment(moment) if moment else "–"


def _url(key: str) -> str:
    return reverse("admin:hub_emailtemplate_change", args=[key])


def _kind_or_404(key: str) -> MailKind:
    try:
        return kinds.get(key)
    except kinds.UnknownKind:
        raise Http404 from None


def _initial(wording: dict[str, texts.Text]) -> dict[str, str]:
    subjects = {f"subject_{language}": text.subject for language, text in wording.items()}
    return subjects | {f"body_{language}": text.body for language, text in wording.items()}


def _samples(kind: MailKind) -> list[tuple[str, str]]:
    """Each placeholder as it is written, and what a reader would see in its place."""
    language = get_language() or "de"
    shown = texts.substitutes(kind, kind.placeholders, language=language, name=SAMPLE_NAME)
    return [(f"{{{{ {name} }}}}", text) for name, text in shown.items()]


def _previews(kind: MailKind, wording: dict[str, texts.Text]) -> list[tuple[str, texts.Text]]:
    return [
        (
            language,
            texts.filled(kind, text, kind.placeholders, language=language, name=SAMPLE_NAME),
        )
        for language, text in wording.items()
    ]
