"""The profile's values as typed fields: one struct for each table of the profile file.

The structs give names and types; the values stand in the profile file alone, so none has a default here.
"""

from typing import Annotated, Final

import msgspec

_LONGEST: Final = 5
_JITTER: Final = 4
"""One part in so many is a usual jitter, as in the documented firmware."""


class Largest(msgspec.Struct, frozen=True):
    """The largest value to which a setting of a running server can be changed; one in a profile may be larger.

    Beyond it a setting would only exhaust the machine's memory.
    """

    value: int


_OF_A_TOKEN: Final = Largest(256)
LARGEST_BODY: Final = Largest(16 * 1024 * 1024)


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table `server`: what the server does, changeable while it runs. Units are in the names or in the profile."""

    used_token_status: int
    idempotent_register_window: int
    require_device_time: bool
    rate_limit_enabled: bool
    rate_limit_api_per_s: int
    rate_limit_register_per_min: int
    rate_limit_connections: int
    rate_limit_retry_after_s: int
    max_clock_skew_s: int
    registration_token_ttl_s: int
    session_ttl_s: int
    online_below_s: int
    offline_above_s: int
    maintenance: bool
    maintenance_retry_after_s: int
    registration_body_length: Annotated[int, _OF_A_TOKEN]
    permanent_body_length: Annotated[int, _OF_A_TOKEN]
    session_token_length: Annotated[int, _OF_A_TOKEN]
    accept_query_token: bool
    check_device_id: bool
    wrong_field_status: int
    max_body_bytes: Annotated[int, LARGEST_BODY]


class WireNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table `wire`: paths, hosts and header names (headers in lower case)."""

    register_path: str
    session_path: str
    state_path: str
    register_host: str
    api_host: str
    token_header: str
    session_header: str
    time_header: str


class DeviceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table `device`: what the firmware does; times in seconds."""

    poll_interval_s: int
    report_interval_s: int
    wifi_timeout_s: int
    http_timeout_s: int
    retry_first_s: int
    retry_max_s: int
    refused_retry_s: int
    rate_limited_retry_s: int
    retry_after_max_s: int
    sntp_interval_s: int
    sntp_timeout_s: int
    eeprom_bytes: int

    @property
    def longest_wait_s(self) -> int:
        """How long anybody may wait after a failure that may pass: other firmware has other figures than these.

        Of who polls more seldom than the longest documented wait each poll is one, and its waits grow from there.
        """
        return _LONGEST * max(self.retry_max_s, self.poll_interval_s)

    @property
    def longest_told_s(self) -> int:
        """The same of a wait that is announced: with its jitter, which comes on top where the cap is a round figure."""
        return self.longest_wait_s + self.longest_wait_s // _JITTER
