"""Halves go up wherever a number is rounded for people."""

from decimal import Decimal

import pytest

from hub.core import numbers


@pytest.mark.parametrize(
    ("number", "whole", "to_one_decimal"),
    [
        (62.5, 63, 62.5),
        (63.5, 64, 63.5),
        (62.49, 62, 62.5),
        (-62.5, -63, -62.5),
        (6.25, 6, 6.3),
        (0.35, 0, 0.4),
        (100 * 29 / 80, 36, 36.3),
        (Decimal("0.5"), 1, 0.5),
        (7, 7, 7.0),
        (1e20, 10**20, 1e20),
    ],
)
def test_halves_go_up(number, whole, to_one_decimal):
    assert numbers.whole(number) == whole
    assert numbers.to_one_decimal(number) == to_one_decimal
