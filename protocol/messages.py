"""Bodies of the device's requests and of the server's answers.

Field names of the registration request are printed on the page "Firmware Flash Success But No Connection", those of
the state on docs.oceanremote.net/api; the rest is assumed and marked so in the profile's documentation. Unknown fields
are ignored; with duplicate keys the last one counts.
"""

import msgspec


class RegisterRequest(msgspec.Struct, frozen=True):
    """Body of `POST /api/device/register/`; all four fields are required."""

    token: str
    device_id: str
    mac_address: str
    ip: str


class RegisterReply(msgspec.Struct, frozen=True):
    """Answer to a registration; `server_time` in Unix seconds."""

    success: bool
    device_id: str
    permanent_token: str
    server_time: int


class SessionRequest(msgspec.Struct, frozen=True):
    """Body of `POST /api/device/session/`; the permanent token travels in a header."""

    device_id: str
    mac_address: str


class SessionReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer to a session request; `expires_in` in seconds. A faulty server may leave `session_id` out."""

    success: bool
    expires_in: int = 0
    server_time: int = 0
    session_id: str | None = None


class DeviceState(msgspec.Struct, frozen=True):
    """Answer to the poll `GET /api/device/state/`, in the order in which the API page prints it."""

    success: bool = True
    relay1: bool = False
    relay2: bool = False
    temperature: float | None = None
    humidity: float | None = None


class ErrorReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of a refusal; `server_time` (Unix seconds) is there when the clock was the reason."""

    success: bool
    error: str
    code: str
    server_time: int | None = None
