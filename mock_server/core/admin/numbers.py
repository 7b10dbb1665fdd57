"""Numbers in JSON: `5.0` is the whole number 5, as JSON Schema (2020-12, 6.1.1) and many clients have it."""

from collections.abc import Mapping

# No number this side takes is longer; a float may stand for one of 300 digits.
_MOST = 2.0**256


def with_whole_numbers(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Give `fields`, nested ones too, with every float that is a whole number as an integer."""
    return {name: _whole(value) for name, value in fields.items()}


def _whole(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= _MOST else value
    if isinstance(value, dict):
        return with_whole_numbers(value)
    return value
