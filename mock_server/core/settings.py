"""The settings of OceanRemote's service: the profile's `server` table, changeable while the server runs."""

from collections.abc import Mapping

from oceanhil.mock_server.core.live_values import MOST, LiveValues
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.units import SECOND_US

# Beyond these a setting would only exhaust the machine's memory.
_MOST_BY_NAME: Mapping[str, int] = {
    "registration_body_length": 256,
    "permanent_body_length": 256,
    "session_token_length": 256,
    "max_body_bytes": 16 * 1024 * 1024,
}


class LiveSettings(LiveValues[ServerSettings]):
    """The current values, and the limits made from them in the unit the core reckons in (µs)."""

    __slots__ = (
        "guarded",
        "idempotent_window_us",
        "max_body_bytes",
        "offline_above_us",
        "online_below_us",
        "registration_ttl_us",
        "session_ttl_us",
    )

    guarded: bool
    """Whether maintenance or the rate limits can refuse a request."""

    def __init__(self, profile: Profile) -> None:
        """Start with the values of `profile`."""
        super().__init__(profile.server, profile.document.server, largest)

    def _apply(self, values: ServerSettings) -> None:
        self.values = values
        self.guarded = values.maintenance or values.rate_limit_enabled
        self.session_ttl_us = values.session_ttl_s * SECOND_US
        self.registration_ttl_us = values.registration_token_ttl_s * SECOND_US
        self.idempotent_window_us = values.idempotent_register_window * SECOND_US
        self.online_below_us = values.online_below_s * SECOND_US
        self.offline_above_us = values.offline_above_s * SECOND_US
        self.max_body_bytes = values.max_body_bytes


def largest(name: str) -> int:
    """Give the largest value that the setting `name` may be changed to."""
    return _MOST_BY_NAME.get(name, MOST)
