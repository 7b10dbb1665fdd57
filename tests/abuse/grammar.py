"""Real requests of both sides, as trees that can be damaged before they become bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Sent:
    """A request; `body` is a JSON tree or what shall go out in its place."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Json | bytes = b""
    version: str = "HTTP/1.1"
    line_end: str = "\r\n"
    separator: str = ": "

    def with_headers(self, *headers: tuple[str, str]) -> Sent:
        return replace(self, headers=(*self.headers, *headers))

    def body_bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def render(self) -> bytes:
        """Give the bytes; a length is added where no header says one."""
        body = self.body_bytes()
        headers = list(self.headers)
        if body and not {name.lower() for name, _ in headers} & {"content-length", "transfer-encoding"}:
            headers.append(("Content-Length", str(len(body))))
        lines = [f"{self.method} {self.target} {self.version}"]
        lines += [f"{name}{self.separator}{value}" for name, value in headers]
        return self.line_end.join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body


@dataclass
class Corpus:
    """The requests to start from: everything a device and a dashboard send, for the device with these tokens."""

    token: str
    session: str
    registration_token: str
    device: str
    requests: list[Sent] = field(init=False)

    def __post_init__(self) -> None:
        credentials = (("X-Device-Token", self.token), ("X-Session-Id", self.session))
        identity: dict[str, Json] = {"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}
        registration: dict[str, Json] = {**identity, "token": self.registration_token, "ip": "192.0.2.1"}
        state: dict[str, Json] = {"temperature": 23.5, "humidity": 62, "relay1": True, "relay2": False}
        self.requests = [
            sent("POST", "/api/device/register/", registration),
            sent("POST", "/api/device/session/", identity, ("X-Device-Time", "1767225600"), credentials[0]),
            sent("GET", "/api/device/state/", b"", *credentials),
            sent("GET", f"/api/device/state/?token={self.token}"),
            sent("POST", "/api/device/state/", state, *credentials),
            *(sent(method, f"/_admin/{path}", body) for method, path, body in self._admin()),
        ]

    def _admin(self) -> list[tuple[str, str, Json | bytes]]:
        one = f"devices/{self.device}"
        never: Json = {"path": "/nowhere/", "method": "GET"}
        # Nothing here, nor what becomes of it, may turn a sound request of somebody else into a 503.
        harmless: Mapping[str, Json] = {"match": never, "fault": {"kind": "status", "status": 418}, "times": 1}
        return [
            *(("GET", path, b"") for path in ("health", "devices?limit=3", one, "clock", "settings", "faults")),
            ("GET", "journal?last=3&since=0", b""),
            ("POST", "devices", {"board": "esp32", "name": "pump"}),
            ("POST", f"{one}/claim", {"mac_address": "24:6F:28:AA:BB:CC", "device_id": "ESP32_246F28AABBCC"}),
            ("PUT", f"{one}/state", {"relay1": True, "temperature": 20.5}),
            ("PUT", "clock", {"offset": -3600, "freeze": False}),
            ("PUT", "settings", {"session_ttl_s": 60, "used_token_status": 401}),
            ("POST", "faults", dict(harmless)),
            ("POST", "restart", b""),
        ]


def sent(method: str, target: str, body: Json | bytes = b"", *headers: tuple[str, str]) -> Sent:
    """Give a sound request."""
    types = () if body == b"" else (("Content-Type", "application/json"),)
    return Sent(method, target, (("Host", "localhost"), *types, *headers), body)
