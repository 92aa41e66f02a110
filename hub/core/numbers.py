"""How numbers are rounded for people: halves go up, as on paper and in Excel.

Python's own `round` takes halves to the even number, so that a page said 62 where a workbook made
63 of the same 62.5.
"""

from decimal import ROUND_HALF_UP, Decimal


def whole(number: float | Decimal) -> int:
    """62.5 becomes 63, -62.5 becomes -63."""
    return int(_rounded(number, "1"))


def to_one_decimal(number: float | Decimal) -> float:
    """6.25 becomes 6.3."""
    return float(_rounded(number, "0.1"))


def _rounded(number: float | Decimal, step: str) -> Decimal:
    # Of a float what it is written as: 0.35 is a hair less than that, and still goes up.
    return Decimal(str(number)).quantize(Decimal(step), ROUND_HALF_UP)
