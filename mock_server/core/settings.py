"""The settings in force: the profile's `server` table, changeable while the server runs."""

from collections.abc import Mapping

import msgspec

from mock_server.core.errors import WrongValueError
from protocol.profile import Profile, Scalar, check_value, nearest
from protocol.redact import redact
from protocol.settings import ServerSettings

_US = 1_000_000
_MOST = 10**9
# Beyond these a setting would only exhaust the machine's memory.
_MOST_BY_NAME: Mapping[str, int] = {
    "registration_body_length": 256,
    "permanent_body_length": 256,
    "session_token_length": 256,
    "max_body_bytes": 16 * 1024 * 1024,
}


class LiveSettings:
    """The current values, and the limits made from them in the unit the core reckons in (µs)."""

    __slots__ = (
        "_profile",
        "guarded",
        "idempotent_window_us",
        "max_body_bytes",
        "offline_above_us",
        "online_below_us",
        "registration_ttl_us",
        "session_ttl_us",
        "values",
    )

    values: ServerSettings
    guarded: bool
    """Whether maintenance or the rate limits can refuse a request."""

    def __init__(self, profile: Profile) -> None:
        """Start with the values of `profile`."""
        self._profile = profile
        self.reset()

    def reset(self) -> None:
        """Go back to the profile's values."""
        self._apply(self._profile.server)

    def show(self) -> Mapping[str, Scalar]:
        """Give all values by name."""
        return msgspec.structs.asdict(self.values)

    def profile_values(self) -> Mapping[str, Scalar]:
        """Give the profile's values by name, changed or not."""
        return msgspec.structs.asdict(self._profile.server)

    def change(self, changes: Mapping[str, object]) -> None:
        """Set some values, all or none; raises WrongValueError naming the first that cannot be set."""
        known = self._profile.document.server
        accepted: dict[str, Scalar] = {}
        for name, value in changes.items():
            if name not in known:
                raise WrongValueError(redact(f"unknown setting {name!r}; {nearest(name, known)}"))
            wrong = check_value(f"server.{name}", known[name], value) or _too_large(name, value)
            if wrong is not None or not isinstance(value, bool | int | str):
                raise WrongValueError(redact((wrong or f"{name} is {value!r}").removeprefix("server.")))
            accepted[name] = value
        self._apply(msgspec.structs.replace(self.values, **accepted))

    def _apply(self, values: ServerSettings) -> None:
        self.values = values
        self.guarded = values.maintenance or values.rate_limit_enabled
        self.session_ttl_us = values.session_ttl_s * _US
        self.registration_ttl_us = values.registration_token_ttl_s * _US
        self.idempotent_window_us = values.idempotent_register_window * _US
        self.online_below_us = values.online_below_s * _US
        self.offline_above_us = values.offline_above_s * _US
        self.max_body_bytes = values.max_body_bytes


def largest(name: str) -> int:
    """Give the largest value that the setting `name` may be changed to."""
    return _MOST_BY_NAME.get(name, _MOST)


def _too_large(name: str, value: object) -> str | None:
    most = largest(name)
    if isinstance(value, int) and value > most:
        return f"{name} is {value!r}, expected at most {most}"
    return None
