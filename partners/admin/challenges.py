"""The check of challenges at the hub team's desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hub.core.desk import DeskAdmin
from hub.core.workflow import DomainError
from hub.programme import public
from partners.models import Challenge
from partners.queries import fits
from partners.services import challenges
from partners.services.challenges import Incomplete
from partners.states import PUBLISH_CHALLENGE
from startups.models import Stage


class ChallengeForm(forms.ModelForm):
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("passende Phasen"),
        choices=Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.is_public:
            needed = ("problem_de", "deadline")
            for name in needed:
                if name in self.fields and not cleaned.get(name):
                    self.add_error(
                        name, _("Solange die Challenge öffentlich ist, braucht es das.")
                    )
        return cleaned


@admin.register(Challenge)
class ChallengeAdmin(DeskAdmin):
    """Read, mend, publish or give back; drafts that were never sent are the partner's own."""

    form = ChallengeForm
    list_display = ["title", "partner", "state", "deadline", "first_sent_at"]
    list_filter = ["state", "partner", "tracks"]
    list_select_related = ["partner"]
    search_fields = ["title_de", "title_en", "partner__name"]
    formfield_overrides = {
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    readonly_fields = ["partner", "state", "first_sent_at", "published_at", "return_note"]
    fieldsets = [
        (None, {"fields": ["partner", "state", "first_sent_at", "published_at", "return_note"]}),
        (
            gettext_lazy("Text"),
            {
                "fields": [
                    "title_de",
                    "problem_de",
                    "offer_de",
                    "who_de",
                    "title_en",
                    "problem_en",
                    "offer_en",
                    "who_en",
                ]
            },
        ),
        (
            gettext_lazy("Frist und Zuordnung"),
            {"fields": ["deadline", "tracks", "stages", "tags"]},
        ),
        (
            gettext_lazy("Ansprechperson"),
            {"fields": ["contact_name", "contact_email", "shows_contact"]},
        ),
    ]
    view_on_site = False
    change_form_template = "admin/partners/challenge/change_form.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Challenge]:
        return super().get_queryset(request).filter(first_sent_at__isnull=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A deadline that has passed stays: entries were taken or refused by it."""
        fixed = super().get_readonly_fields(request, obj)
        is_over = obj is not None and obj.state in {"closed", "decided"}
        return [*fixed, "deadline"] if is_over else fixed

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Challenges are written in the partner area."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Challenge, form: Any, change: bool) -> None:
        """Only what was typed; the partner's own form learns that the text is a newer one."""
        columns = {field.name for field in obj._meta.concrete_fields}  # noqa: SLF001
        typed = [name for name in form.changed_data if name in columns]
        obj.version += 1
        obj.save(update_fields=[*typed, "version"])
        public.touch()

    def get_urls(self) -> list[URLPattern]:
        def view(method: Any) -> Any:
            return self.admin_site.admin_view(require_POST(method))

        return [
            path("<int:pk>/publish/", view(self.publish), name="partners_challenge_publish"),
            path("<int:pk>/give-back/", view(self.give_back), name="partners_challenge_give_back"),
            *super().get_urls(),
        ]

    def publish(self, request: Any, pk: int) -> HttpResponse:
        challenge = self.found(request, pk)
        try:
            challenges.publish(challenge, by=request.user)
        except Incomplete as refused:
            for sentence in refused.problems.values():
                messages.error(request, str(sentence))
        except DomainError as refused:
            messages.error(request, str(refused.message))
        else:
            self.log_change(request, challenge, _("veröffentlicht"))
            messages.success(request, _("Die Challenge ist öffentlich."))
        return redirect(reverse("admin:partners_challenge_change", args=[pk]))

    def give_back(self, request: Any, pk: int) -> HttpResponse:
        challenge = self.found(request, pk)
        note = request.POST.get("note", "")
        try:
            challenges.give_back(challenge, note=note, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused.message))
            return redirect(reverse("admin:partners_challenge_change", args=[pk]))
        self.log_change(request, challenge, _("zurückgegeben"))
        messages.success(request, _("Der Partner hat die Rückmeldung per E-Mail."))
        return redirect(reverse("admin:partners_challenge_change", args=[pk]))

    def found(self, request: Any, pk: int) -> Challenge:
        challenge: Challenge | None = self.get_object(request, str(pk))
        if challenge is None or not self.has_change_permission(request, challenge):
            raise Http404
        return challenge

    def render_change_form(
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        may = obj is not None and self.has_change_permission(request, obj)
        context["is_waiting"] = may and obj.state in PUBLISH_CHALLENGE.sources
        context["units"] = fits.units_of(obj) if obj is not None else []
        return super().render_change_form(request, context, add, change, form_url, obj)
