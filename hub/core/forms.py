"""How forms are drawn, and the few things every form of the portal shares."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class PortalRenderer(TemplatesSetting):
    """Fields come with label, hint, error and widget tied together: one template for all forms."""

    field_template_name = "components/field.html"


class Uncut(forms.BaseForm):
    """Takes what is too long and says by how much, where the browser would cut it without a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class AddressField(forms.EmailField):
    """One e-mail address, as long as addresses may be."""

    default_error_messages = {
        "required": _("Hier fehlt die E-Mail-Adresse, zum Beispiel anna@beispiel.de."),
        "invalid": _(
            "Das ist keine E-Mail-Adresse. Sie sieht so aus: anna@beispiel.de, vor dem @ ohne "
            "Umlaute."
        ),
    }

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
        kwargs.setdefault("label", _("E-Mail-Adresse"))
        super().__init__(max_length=254, widget=widget, **kwargs)


def limit_choices(form: forms.BaseForm, name: str, queryset: QuerySet[Any]) -> None:
    """Offer only `queryset` in the field: what is not offered cannot be posted."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
