"""Invitations, for the hub's office: sent to many addresses at once, taken back, sent again."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from hub.accounts.http import actor
from hub.accounts.invitations import revoke
from hub.accounts.models import Invitation, InvitationKind
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from hub.portal import invitations
from partners.models import Partner, ScienceUnit, StaffLevel
from partners.services import members

MAX_ADDRESSES = 50
# Founders come in by themselves.
INVITED = [role for role in Role if role != Role.FOUNDER]


class AddressesField(forms.CharField):
    """Several addresses, one per line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip().lower() for line in super().clean(value).splitlines()]
        addresses = list(dict.fromkeys(line for line in lines if line))
        if len(addresses) > MAX_ADDRESSES:
            raise ValidationError(
                _("Höchstens %(number)s Adressen auf einmal.") % {"number": MAX_ADDRESSES}
            )
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                message = _("„%(address)s“ ist keine E-Mail-Adresse.") % {"address": address[:80]}
                raise ValidationError(message) from None
        return addresses


class InviteForm(forms.Form):
    addresses = AddressesField(
        label=gettext_lazy("E-Mail-Adressen"),
        help_text=gettext_lazy("Eine je Zeile. Jede bekommt einen eigenen Link."),
        max_length=10_000,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"), choices=[(role.value, role.label) for role in INVITED]
    )
    partner = forms.ModelChoiceField(
        Partner.objects.all(), label=pgettext_lazy("one", "Partner"), required=False
    )
    unit = forms.ModelChoiceField(
        ScienceUnit.objects.all(), label=gettext_lazy("Einrichtung"), required=False
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Stufe"), choices=StaffLevel, initial=StaffLevel.MEMBER
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache der E-Mail"),
        choices=[("de", gettext_lazy("Deutsch")), ("en", gettext_lazy("Englisch"))],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.PARTNER and not cleaned.get("partner"):
            self.add_error("partner", _("Für welchen Partner?"))
        if cleaned.get("role") == Role.SCIENTIST and not cleaned.get("unit"):
            self.add_error("unit", _("Für welche Einrichtung?"))
        return cleaned


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("Stand")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", _("offen")), ("accepted", _("angenommen")), ("void", _("verfallen"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Invitation]
    ) -> QuerySet[Invitation]:
        redeemable = Invitation.objects.redeemable_at(timezone.now())
        match self.value():
            case "open":
                return queryset.filter(pk__in=redeemable.values("pk"))
            case "accepted":
                return queryset.filter(accepted_at__isnull=False)
            case "void":
                return queryset.filter(accepted_at__isnull=True).exclude(
                    pk__in=redeemable.values("pk")
                )
        return queryset


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["email", "offered", "state", "invited_by", "created_at", "expires_at"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["email"]
    list_select_related = ["invited_by"]
    list_per_page = 50
    actions = ["revoke_selected", "send_again_selected"]
    fields = [
        "email",
        "offered",
        "state",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "accepted_by",
        "revoked_at",
    ]

    @admin.display(description=gettext_lazy("Angebot"))
    def offered(self, invitation: Invitation) -> str:
        if invitation.kind == InvitationKind.ROLE:
            return str(dict(Role.choices).get(invitation.role, invitation.role))
        return str(invitation.get_kind_display())

    @admin.display(description=gettext_lazy("Stand"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return _("angenommen")
        if invitation.revoked_at:
            return _("zurückgezogen")
        return _("offen") if invitation.expires_at > timezone.now() else _("abgelaufen")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One form for many addresses; a second factor or password comes first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InviteForm(request.POST or None)
        if form.is_valid():
            raise_if_reauthentication_required(request, app="allauth.account")
            if self.invite_all(request, form):
                return redirect("admin:hub_invitation_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Einladen"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/hub/invitation/invite.html", context)

    def invite_all(self, request: HttpRequest, form: InviteForm) -> bool:
        """All addresses or none; what stands in the way is shown at the form."""
        data = form.cleaned_data
        try:
            with transaction.atomic():
                for address in data["addresses"]:
                    self.invite_one(address, data, request)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
            return False
        number = len(data["addresses"])
        sentence = ngettext(
            "%(number)d Einladung ist unterwegs.", "%(number)d Einladungen sind unterwegs.", number
        )
        messages.success(request, sentence % {"number": number})
        return True

    def invite_one(self, address: str, data: dict[str, Any], request: HttpRequest) -> None:
        places = {Role.PARTNER: members.partner_staff, Role.SCIENTIST: members.unit_staff}
        if staff := places.get(data["role"]):
            staff.invite(
                data[staff.to],
                email=address,
                level=data["level"],
                by=actor(request),
                language=data["language"],
            )
        else:
            invitations.invite_to_role(
                address, Role(data["role"]), by=actor(request), language=data["language"]
            )

    @admin.action(description=gettext_lazy("Zurückziehen"), permissions=["add"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        number = sum(revoke(invitation) for invitation in queryset)
        messages.success(request, _("%(number)d zurückgezogen.") % {"number": number})

    @admin.action(
        description=gettext_lazy("Neuen Link senden (der alte gilt dann nicht mehr)"),
        permissions=["add"],
    )
    def send_again_selected(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Only what the office itself sends: founders invite into their own teams."""
        sent = 0
        for invitation in queryset.exclude(kind=InvitationKind.TEAM):
            try:
                invitations.send_again(invitation, by=actor(request))
            except DomainError as refused:
                messages.error(request, f"{invitation.email}: {refused.message}")
            else:
                sent += 1
        messages.success(request, _("%(number)d gesendet.") % {"number": sent})
