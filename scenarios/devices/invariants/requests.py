"""I17: what a request looks like."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.identity import Derivation, device_id, format_mac, parse_mac
from oceanhil.protocol.manners import MEASURABLE
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import World, is_foreign

_SHAPE = frozenset({400, 404, 405, 413, 415})


class _Given(msgspec.Struct):
    """What is shown of the sessions that a device was given in this run."""

    sessions: set[str]
    is_doubtful: bool = False
    """A fault may have given it another one, of which nobody knows."""


class RequestsAreInForm(Invariant[World]):
    """I17: no request of a device is refused for its form, and none carries what does not belong to it.

    The server refuses another path, another method, another type of content and a body that lacks a field (protocol,
    "Endpoints"). A request to read has no body (RFC 9110, 9.3.1). The session that it carries is one that the device
    was given. What a report says was measured is something that can be. A device registers by the ID that belongs to
    its family and to the MAC which it names; our own derives it in another known way where a scenario wants that, and
    foreign firmware may write the digits in small letters, as the core of a Pico W prints a MAC.
    """

    id: ClassVar[InvariantId] = InvariantId.I17
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.REQUEST})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._session_path, self._state_path = world.profile.wire.session_path, world.profile.wire.state_path
        self._given: dict[str, _Given] = {}
        self._is_foreign = is_foreign(world)
        self._derivations = (Derivation.STATION_MAC,) if self._is_foreign else tuple(Derivation)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Judge a request."""
        device, named = event.device, f"{request.method} {request.path}"
        if request.status in _SHAPE and not request.fault:
            error = f": {request.error}" if request.error else ""
            self.violated(f"{device} sent {named}, refused for its form: {request.status} {request.code}{error}")
        elif request.body_bytes:
            self.violated(f"{device} sent {named} with a body of {request.body_bytes} bytes")
        self._follow_session(device, request, named)
        self._judge_report(device, request)
        self._judge_id(device, request)

    def _judge_id(self, device: str, request: TracedRequest) -> None:
        told, mac = request.device_id, parse_mac(request.mac or "")
        if not told or mac is None:
            return
        board = self.world.device(device).board
        own = device_id(board, mac)
        is_small = self._is_foreign and told == board.device_id_prefix + format_mac(mac).replace(":", "").lower()
        if not is_small and told not in {device_id(board, mac, each) for each in self._derivations}:
            self.violated(f"{device} calls itself {told}, and with the MAC {format_mac(mac)} it is {own}")

    def _judge_report(self, device: str, request: TracedRequest) -> None:
        if request.method != "POST":
            return
        for name, told in request.measured.items():
            least, most, unit = MEASURABLE[name]
            if not least <= float(told) <= most:
                self.violated(f"{device} reported a {name} of {told}{unit}, which nothing has")

    def _follow_session(self, device: str, request: TracedRequest, named: str) -> None:
        session = request.session
        if request.path == self._session_path:
            self._note_given(device, request)
        elif request.path == self._state_path and session and not self._may_have(device, session):
            self.violated(f"{device} sent {named} with the session {session}…, which it was never given")

    def _note_given(self, device: str, request: TracedRequest) -> None:
        given = self._given.setdefault(device, _Given(set()))
        given.sessions |= {request.session} if request.session else set()
        is_opened = bool(request.session) and not request.fault
        given.is_doubtful = not is_opened and (given.is_doubtful or bool(request.fault))

    def _may_have(self, device: str, session: str) -> bool:
        given = self._given.get(device)
        return given is None or not given.sessions or given.is_doubtful or session in given.sessions
