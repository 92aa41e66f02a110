from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import OFFICE, Role
from hub.core.desk import DeskAdmin
from startups.models import Conflict, ConflictSource
from startups.services import conflicts

# Who may ever be tied to a startup in the way of its application.
CONCERNED = (*OFFICE, Role.REVIEWER, Role.MENTOR, Role.PARTNER, Role.SCIENTIST)
TWICE = _("Dieser Interessenkonflikt ist schon eingetragen.")


class HoldsFilter(admin.SimpleListFilter):
    title = _("gilt")
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("gilt")), ("no", _("aufgehoben"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(overruled_at__isnull=self.value() == "yes")


class ConflictForm(forms.ModelForm):
    """Nothing is entered twice; what somebody enters about themselves is declared."""

    by: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person, startup = cleaned.get("person"), cleaned.get("startup")
        if person and startup:
            own = person.pk == self.by.pk
            self.instance.source = ConflictSource.DECLARED if own else ConflictSource.PINNED
            same = Conflict.objects.filter(person=person, startup=startup)
            if same.filter(source=self.instance.source).exists():
                raise forms.ValidationError(TWICE)
        return cleaned


@admin.register(Conflict)
class ConflictAdmin(DeskAdmin):
    """Who never sees which application. People may see and add their own; nobody is asked twice.

    Of what others entered about them, or the data say, they only learn that there may be something.
    """

    form = ConflictForm
    change_list_template = "admin/startups/conflict/change_list.html"
    list_display = ["person", "startup", "source", "reason", "holds", "recorded_at"]
    list_filter = ["source", HoldsFilter]
    list_select_related = ["person", "startup"]
    search_fields = ["person__name", "person__email", "startup__name"]
    search_help_text = _("Suche in Person und Startup")
    prefilled = ["startup"]

    @admin.display(description=_("gilt"), boolean=True)
    def holds(self, conflict: Conflict) -> bool:
        return conflict.overruled_at is None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conflict]:
        return Conflict.objects.visible_to(request.user)  # type: ignore[arg-type]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        tied = Conflict.objects.in_force().filter(person=request.user.pk)
        note = {"is_reader_tied": tied.exclude(source=ConflictSource.DECLARED).exists()}
        return super().changelist_view(request, {**note, **(extra_context or {})})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["person", "startup", "reason"]
        shown = ["person", "startup", "source", "reason", "recorded_by", "recorded_at"]
        if obj.is_found:
            shown += ["overruled_reason", "overruled_by", "overruled_at"]
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = self.get_fields(request, obj) if obj else []
        return [name for name in fields if name != "overruled_reason"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A tie is never turned into another; one that was found can be overruled by others."""
        overrulable = obj is not None and obj.is_found and obj.person_id != request.user.pk
        return overrulable and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody frees themselves of a tie, and what the data say would be found again."""
        kept = obj is not None and (obj.person_id == request.user.pk or obj.is_found)
        return not kept and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person":
            held = RoleGrant.objects.filter(role__in=CONCERNED)
            people = User.objects.filter(pk__in=held.values("person"))
            kwargs["queryset"] = people.order_by("name", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: Any, obj: Conflict, form: Any, change: bool) -> None:
        if change:
            conflicts.overrule(obj, reason=obj.overruled_reason, by=request.user)
            return
        obj.recorded_by = request.user
        super().save_model(request, obj, form, change)
