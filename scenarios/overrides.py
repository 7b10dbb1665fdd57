"""Changed values of the profile, as the texts in which a command line or a replay ID gives them."""

from collections.abc import Mapping

from oceanhil.protocol.profile import Profile, ProfileError, ProfileValue, Scalar, nearest
from oceanhil.scenarios.scalars import parse_flag, parse_integer


def with_overrides(profile: Profile, changes: Mapping[str, str]) -> Profile:
    """Give `profile` with values changed by full name; raises ProfileError for an unknown name or a wrong value."""
    values = profile.document.values()
    return (
        profile.override({name: typed_value(values, name, text) for name, text in changes.items()})
        if changes
        else profile
    )


def typed_value(values: Mapping[str, ProfileValue], name: str, text: str) -> Scalar:
    """Read the text of a changed value as what the profile's `values` have under `name`; raises ProfileError."""
    if name not in values:
        raise ProfileError(f"unknown value {name!r}; {nearest(name, values)}")
    known = values[name].value
    try:
        if isinstance(known, bool):
            return parse_flag(text)
        return parse_integer(text) if isinstance(known, int) else text
    except ValueError as error:
        raise ProfileError(f"{name}: {error}, expected one such as {known!r}") from error
