"""People and their roles, for the hub's office."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hub.accounts import services
from hub.accounts.http import actor
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.core.workflow import DomainError


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("Rolle")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, str(role.label)) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() not in Role.values:
            return queryset
        held = RoleGrant.objects.held_at(timezone.now()).filter(role=self.value())
        return queryset.filter(pk__in=held.values("person"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=Role.choices)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Nobody is made, deleted or given a new address here: people come in by themselves."""

    list_display = ["email", "name", "roles_now", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    list_per_page = 50
    fields = ["email", "name", "language", "roles_now", "is_active", "date_joined", "last_login"]
    readonly_fields = ["email", "roles_now", "is_active", "date_joined", "last_login"]
    change_form_template = "admin/hub/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = RoleGrant.objects.held_at(timezone.now())
        grants = Prefetch("grants", queryset=held, to_attr="held_grants")
        return super().get_queryset(request).prefetch_related(grants)

    @admin.display(description=gettext_lazy("Rollen"))
    def roles_now(self, person: User) -> str:
        if person.is_superuser:
            return _("Systemverwaltung")
        return (
            ", ".join(str(grant.get_role_display()) for grant in vars(person)["held_grants"])
            or "–"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def wrapped(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<path:object_id>/roles/", wrapped(self.roles_view), name="hub_user_roles"),
            path(
                "<path:object_id>/roles/end/",
                wrapped(require_POST(self.end_role_view)),
                name="hub_user_end_role",
            ),
            path(
                "<path:object_id>/active/",
                wrapped(require_POST(self.active_view)),
                name="hub_user_active",
            ),
            *super().get_urls(),
        ]

    def roles_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The roles of a person, with their dates; new ones are given here."""
        person = self.person(request, object_id)
        form = RoleForm(request.POST or None)
        if form.is_valid():
            raise_if_reauthentication_required(request, app="allauth.account")
            role = Role(form.cleaned_data["role"])
            return self.done(request, person, lambda by: self.grant(person, role, by))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Rollen von %(person)s") % {"person": person},
            "opts": self.opts,
            "person": person,
            "form": form,
            "grants": person.grants.select_related("granted_by"),
            "now": timezone.now(),
            "may_end": request.user.has_perm("hub.end_rolegrant"),
        }
        return TemplateResponse(request, "admin/hub/user/roles.html", context)

    def end_role_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self.person(request, object_id)
        form = RoleForm(request.POST)
        if not request.user.has_perm("hub.end_rolegrant") or not form.is_valid():
            raise PermissionDenied
        raise_if_reauthentication_required(request, app="allauth.account")
        role = Role(form.cleaned_data["role"])
        return self.done(request, person, lambda by: services.end_role(person, role))

    def active_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shut the account, or open it again."""
        person = self.person(request, object_id)
        raise_if_reauthentication_required(request, app="allauth.account")
        if person.is_active:
            return self.done(request, person, lambda by: services.deactivate(person, by=by))
        return self.done(request, person, lambda by: services.reactivate(person))

    def grant(self, person: User, role: Role, by: User) -> None:
        services.ensure_may_give(role, by=by)
        services.grant_role(person, role, by=by)

    def done(self, request: HttpRequest, person: User, act: Any) -> HttpResponse:
        """Run the act, log it, and show the roles page with what came of it."""
        try:
            act(actor(request))
        except DomainError as refused:
            messages.error(request, str(refused.message))
        else:
            self.log_change(request, person, _("Rollen oder Zugang geändert."))
            messages.success(request, _("Gespeichert."))
        return redirect(reverse("admin:hub_user_roles", args=[person.pk]))

    def person(self, request: HttpRequest, object_id: str) -> User:
        """The person of the page; nobody touches the system's own administrators here."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        person: User | None = self.get_object(request, unquote(object_id))
        if person is None or (person.is_superuser and not actor(request).is_superuser):
            raise Http404
        return person


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Who held which role, and when: a record, read only."""

    list_display = ["person", "role", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    search_fields = ["person__email", "person__name"]
    list_select_related = ["person", "granted_by"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
