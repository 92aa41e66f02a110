import re
from typing import Self

from allauth.account.forms import BaseConfirmCodeForm, ConfirmEmailVerificationCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.accounts import services
from hub.accounts.models import User
from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line

LOOKS_LIKE_LINK = re.compile(r"://|\bwww\.|@", re.IGNORECASE)


class DoorForm(Uncut, forms.Form):
    """An address is all it takes to come in."""

    email = AddressField(autocomplete="email")


class ProfileForm(Uncut, forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        labels = {"name": _("Vor- und Nachname")}
        help_texts = {"name": _("Damit andere im Portal wissen, mit wem sie es zu tun haben.")}

    def clean_name(self) -> str:
        """Names stand in mails to others: no links, one line."""
        name = one_line(self.cleaned_data["name"])
        if LOOKS_LIKE_LINK.search(name):
            raise forms.ValidationError(gettext("Ein Name enthält keine Adresse."))
        return name

    def save(self, commit: bool = True) -> User:
        """Only what the form asks: the rest of the row may have changed meanwhile."""
        self.instance.save(update_fields=list(self.fields))
        person: User = self.instance
        return person


class NameForm(ProfileForm):
    """Asked on the way in, beside another question; who rather says nothing goes on without."""

    class Meta(ProfileForm.Meta):
        fields = ["name"]

    @classmethod
    def wanted(cls, request: HttpRequest) -> Self | None:
        """The question for a person who has not said their name; None for all others."""
        if not request.user.is_authenticated or request.user.name:
            return None
        typed = request.POST if request.method == "POST" else None
        return cls(typed, prefix="person", instance=request.user)


class ConsentForm(forms.Form):
    """Which of one's own consents is meant."""

    purpose = forms.CharField(max_length=30)
    subject = forms.UUIDField(required=False)


class ConfirmAddressForm(ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """The code proves whose the address is: an account nobody ever opened makes way."""
        BaseConfirmCodeForm.clean_code(self)
        if self.user:
            services.yield_address(self.email, to=self.user)
        return str(super().clean_code())


class PasskeyForm(AddWebAuthnForm):
    """A key that opens the door by itself, as the login page offers; unticked, a second factor."""

    passwordless = forms.BooleanField(
        label=_("Damit auch ohne Passwort anmelden"),
        help_text=_(
            "Das Gerät fragt dann nach Fingerabdruck, Gesicht oder PIN. Ohne Haken ist der "
            "Schlüssel nur der zweite Faktor nach Passwort oder Code."
        ),
        initial=True,
        required=False,
    )
