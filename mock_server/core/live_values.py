"""The settings in force: the values of a profile's `server` table, changeable while a server runs."""

from collections.abc import Mapping
from functools import cache
from typing import Generic, TypeVar

import msgspec

from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.protocol.profile import ProfileValue, Scalar, check_value
from oceanhil.protocol.redact import redact
from oceanhil.protocol.settings import Largest
from oceanhil.protocol.suggestion import suggestion

_MOST = 10**9
ValuesT = TypeVar("ValuesT", bound=msgspec.Struct)


@cache
def largest_values(settings: type[msgspec.Struct]) -> Mapping[str, int]:
    """Give the largest value, by name, to which each of these settings can be changed."""
    types = {field.encode_name: field.type for field in msgspec.structs.fields(settings)}
    said = {name: getattr(kind, "__metadata__", ()) for name, kind in types.items()}
    return {
        name: next((each.value for each in metadata if isinstance(each, Largest)), _MOST)
        for name, metadata in said.items()
    }


class LiveValues(Generic[ValuesT]):
    """The current values as a struct of type `ValuesT`; what may be set stands in the profile's table."""

    __slots__ = ("_first", "_known", "_largest", "_shown", "values")

    values: ValuesT

    def __init__(self, first: ValuesT, known: Mapping[str, ProfileValue]) -> None:
        """Start with `first`; `known` says of each value by name which others are possible, its type how large."""
        self._first = first
        self._known = known
        self._largest = largest_values(type(first))
        self._shown: tuple[ValuesT | None, Mapping[str, Scalar]] = None, {}
        self.reset()

    def reset(self) -> None:
        """Go back to the profile's values."""
        self._apply(self._first)

    def show(self) -> Mapping[str, Scalar]:
        """Give all values by name."""
        # Asked for at each look at a device's status, and changed by hand alone.
        of, shown = self._shown
        if of is not self.values:
            of, shown = self._shown = self.values, msgspec.structs.asdict(self.values)
        return shown

    def profile_values(self) -> Mapping[str, Scalar]:
        """Give the profile's values by name, changed or not."""
        return msgspec.structs.asdict(self._first)

    def change(self, changes: Mapping[str, object]) -> None:
        """Set some values, all or none; raises WrongValueError naming the first that cannot be set."""
        accepted: dict[str, Scalar] = {}
        for name, value in changes.items():
            if name not in self._known:
                raise WrongValueError(redact(f"unknown setting {name!r}; {suggestion(name, self._known)}"))
            wrong = check_value(f"server.{name}", self._known[name], value) or self._too_large(name, value)
            if wrong is not None or not isinstance(value, bool | int | str):
                raise WrongValueError(redact((wrong or f"{name} is {value!r}").removeprefix("server.")))
            accepted[name] = value
        self._apply(msgspec.structs.replace(self.values, **accepted))

    def _apply(self, values: ValuesT) -> None:
        self.values = values

    def _too_large(self, name: str, value: object) -> str | None:
        # What the profile has can always be put back: a captured one may have more than anybody would put.
        first = self.profile_values()[name]
        most = max(self._largest[name], first if isinstance(first, int) else 0)
        if isinstance(value, int) and value > most:
            return f"{name} is {value!r}, expected at most {most}"
        return None
