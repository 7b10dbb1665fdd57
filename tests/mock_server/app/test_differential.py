"""The bare core and the server on a port give the same answers to the same requests."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core
from oceanhil.mock_server.core.admin.side import is_admin_path
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.mock_server.app.conftest import Served

pytestmark = pytest.mark.slow

START_US = 1_700_000_000_000_000
REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
MACS = ("24:6F:28:00:00:01", "24-6f-28-00-00-02", "nonsense")
COMPARED = ("content-type", "allow", "retry-after", "www-authenticate")


class Shown(NamedTuple):
    """What is compared of an answer."""

    status: int
    headers: tuple[str | None, ...]
    body: bytes


class Pair:
    """The same server twice; every request goes to both."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.core = Core(load_profile(), seed=1)
        self.admin = AdminSide(self.core, AccessPolicy())
        served.server.call(lambda core, now_us: core.reset(None, now_us))
        served.clock.now_us = START_US
        self.client = http.client.HTTPConnection("127.0.0.1", served.server.port, timeout=10)
        self.ids: list[str] = []
        self.tokens: list[str] = ["oc_reg_" + "x" * 43]
        self.sessions: list[str] = ["0" * 32]

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], query: str = "") -> None:
        sent = {"host": "localhost", **headers}
        bare = self._ask_core(HttpRequest(method, path, sent, body, query))
        wire = self._ask_server(method, f"{path}?{query}" if query else path, body, sent)
        assert bare == wire
        self._learn(wire)

    def send_json(self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> None:
        raw = b"" if body is None else json.dumps(body).encode()
        self.send(method, path, raw, {"content-type": "application/json", **(headers or {})})

    def wait(self, seconds: int) -> None:
        self.served.clock.now_us += seconds * 1_000_000

    def _ask_core(self, request: HttpRequest) -> Shown:
        now_us = self.served.clock.now_us
        response = (
            self.admin.handle(request, now_us)
            if is_admin_path(request.path)
            else self.core.handle(request, now_us).response
        )
        assert response is not None
        body = b"" if request.method == "HEAD" else response.body
        return Shown(response.status, tuple(response.headers.get(name) for name in COMPARED), body)

    def _ask_server(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Shown:
        self.client.request(method, target, body or None, dict(headers))
        answer = self.client.getresponse()
        return Shown(answer.status, tuple(answer.getheader(name) for name in COMPARED), answer.read())

    def _learn(self, shown: Shown) -> None:
        try:
            fields = json.loads(shown.body)
        except ValueError:
            return
        if isinstance(fields, dict):
            self.ids += [fields["id"]] if "registration_token" in fields else []
            self.tokens += [fields[name] for name in ("registration_token", "permanent_token") if name in fields]
            self.sessions += [fields["session_id"]] if "session_id" in fields else []


class Step(NamedTuple):
    """One request or wait, not yet knowing the tokens it will use."""

    kind: str
    device: int
    token: int
    mac: int
    detail: int


KINDS = (
    "generate",
    "register",
    "session",
    "poll",
    "read",
    "report",
    "action",
    "clock",
    "setting",
    "fault",
    "look",
    "wait",
)
steps = st.builds(Step, st.sampled_from(KINDS), *(st.integers(-3, 3) for _ in range(3)), st.integers(0, 5))


def _take(step: Step, pair: Pair) -> None:
    device = pair.ids[step.device % len(pair.ids)] if pair.ids else "none"
    token, session = pair.tokens[step.token % len(pair.tokens)], pair.sessions[step.device % len(pair.sessions)]
    mac, detail = MACS[step.mac % len(MACS)], step.detail
    timed = {} if detail else {"x-device-time": str(1_700_000_000 + 200 * step.device)}
    match step.kind:
        case "generate":
            pair.send_json("POST", "/_admin/devices", {"board": ("esp32", "esp8266", "picow", "avr")[detail % 4]})
        case "register":
            body = {"token": token, "device_id": "a", "mac_address": mac, "ip": "::1"}
            pair.send_json("POST", REGISTER, body, timed)
        case "session":
            body = {"device_id": "ab"[detail % 5 == 4], "mac_address": mac}
            pair.send_json("POST", SESSION, body, {"x-device-token": token, **timed})
        case "poll":
            pair.send(("GET", "HEAD")[detail == 5], STATE, b"", {"x-device-token": token, "x-session-id": session})
        case "read":
            pair.send("GET", STATE, b"", {}, f"token={token}")
        case "report":
            state: object = ({"relay1": True}, {"temperature": 1.5}, {"humidity": None}, {"relay2": 1}, {}, [])[detail]
            pair.send_json("POST", STATE, state, {"x-device-token": token, "x-session-id": session})
        case "action":
            action = ("regenerate", "revoke", "claim", "state", "", "")[detail]
            method = {"state": "PUT", "": ("DELETE", "GET")[detail == 5]}.get(action, "POST")
            bodies_ = {"claim": {"mac_address": mac, "device_id": "a"}, "state": {"relay2": True}}
            pair.send_json(method, f"/_admin/devices/{device}{'/' * bool(action)}{action}", bodies_.get(action))
        case "clock":
            change = ({"advance": 3600}, {"offset": -50}, {"freeze": True}, {"freeze": False}, {"advance": -1}, {})[
                detail
            ]
            pair.send_json("PUT", "/_admin/clock", change)
        case "setting":
            settings_ = (
                {"maintenance": True},
                {"maintenance": False},
                {"rate_limit_enabled": True},
                {"used_token_status": 401, "idempotent_register_window": 60},
                {"require_device_time": True},
                {"nonsense": 1},
            )[detail]
            pair.send_json("PUT", "/_admin/settings", settings_)
        case "fault":
            fault = {"kind": "status", "status": 418} if detail % 2 else {"kind": "corrupt"}
            pair.send_json("POST", "/_admin/faults", {"fault": fault, "times": 2, "probability": 0.5, "seed": detail})
        case "look":
            path = ("devices", "journal", "settings", "clock", "faults", "nothing")[detail]
            pair.send("GET", f"/_admin/{path}", b"", {})
        case "wait":
            pair.wait((0, 1, 60, 300, 3600, 86_400)[detail])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.lists(steps, min_size=5, max_size=40))
def test_any_course_of_events_is_the_same_on_both(served: Served, course: list[Step]) -> None:
    pair = Pair(served)
    try:
        pair.send_json("POST", "/_admin/devices", {"board": "esp32"})
        for step in course:
            _take(step, pair)
        pair.send("GET", "/_admin/devices", b"", {})
        pair.send("GET", "/_admin/journal", b"", {})
    finally:
        pair.client.close()


header_texts = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
paths = st.text(st.sampled_from("abcdevit/-_.~%2fF"), max_size=20).map("/api/".__add__)
bodies = st.binary(max_size=40) | st.just(b"x" * 65_537) | st.just(b'{"token": "x"}')

requests = st.builds(
    HttpRequest,
    st.sampled_from(("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH")),
    st.sampled_from((REGISTER, SESSION, STATE, "/_admin/devices", "/_admin/clock", "/_admin/faults")) | paths,
    st.dictionaries(
        st.sampled_from(("content-type", "content-encoding", "x-device-token", "x-device-time", "origin")),
        header_texts | st.sampled_from(("application/json", "gzip", "http://localhost")),
    ),
    bodies,
    st.text(st.sampled_from("token=&%41since1"), max_size=12),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(requests)
def test_any_request_is_answered_alike(served: Served, request: HttpRequest) -> None:
    pair = Pair(served)
    try:
        pair.send(request.method, request.path, request.body, request.headers, request.query)
        pair.send("GET", "/_admin/journal", b"", {})
    finally:
        pair.client.close()
