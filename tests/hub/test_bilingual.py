"""What choices are called."""

from django.utils.translation import override

from hub.core.bilingual import label
from startups.models import Stage


def test_a_choice_is_called_by_its_name_in_the_language_that_is_on():
    with override("de"):
        assert label(Stage, "customers", "de") == "erste Kunden"
    with override("en"):
        assert label(Stage, "customers", "en") == "First customers"


def test_a_value_that_is_no_choice_any_more_is_shown_as_it_stands():
    assert label(Stage, "unicorn", "de") == "unicorn"
