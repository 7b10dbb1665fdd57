"""The settings of OceanRemote's service: the profile's `server` table, changeable while the server runs."""

from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.units import SECOND_US


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
        super().__init__(profile.server, profile.document.server)

    def _apply(self, values: ServerSettings) -> None:
        self.values = values
        self.guarded = values.maintenance or values.rate_limit_enabled
        self.session_ttl_us = values.session_ttl_s * SECOND_US
        self.registration_ttl_us = values.registration_token_ttl_s * SECOND_US
        self.idempotent_window_us = values.idempotent_register_window * SECOND_US
        self.online_below_us = values.online_below_s * SECOND_US
        self.offline_above_us = values.offline_above_s * SECOND_US
        self.max_body_bytes = values.max_body_bytes
