"""A server elsewhere with the operations of the built-in core, in a run's virtual time.

Its clock stands still and is set before whatever depends on it: by `PUT clock`, when the run's time has moved. What it
made of a device's request is read in its journal, where the answer alone does not tell.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from oceanhil.hil.worlds.remote.wire import DeviceWire, client_errors
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.answer_disturbance import acting, at_the_server, changes_told, disturb, on_the_way
from oceanhil.mock_server.core.clock import ServerClock
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.faults import ActiveRule
from oceanhil.mock_server.core.views import Generated, JournalEntry
from oceanhil.protocol.board import Board
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.device_status import DeviceStatus, shown_status
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.world import LackingError, WorldError


class RemoteFaults:
    """The fault rules of one run in virtual time, on a server that lives in real time.

    The server decides which request a rule strikes. What a fault does to the answer on its way (late, slow, cut short,
    lost, in pieces) is done by the simulated network, as with the built-in server: so no run waits for a delay, and
    what the server granted in an answer that was lost is known. For this the server is given a rule that strikes alike,
    with the part of the fault that is its own (`at_the_server`).
    """

    def __init__(self, client: Client, address_of: Callable[[str], str]) -> None:
        """`address_of` gives the address from which the server sees a device's requests, empty if it is not known."""
        self._client = client
        self._address_of = address_of
        self._rules: dict[str, ActiveRule] = {}

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._rules)

    def add(self, rule: FaultRule) -> None:
        """Add a rule; raises LackingError if it is about an address that the server does not see."""
        match = rule.match
        if match.peer is not None:
            match = msgspec.structs.replace(match, peer=self._address_of(match.peer))
            if not match.peer:
                raise LackingError("a server that sees each device at an address of its own")
        view = self._client.add_fault(msgspec.structs.replace(rule, fault=at_the_server(rule.fault), match=match))
        self._rules[view.id] = ActiveRule(view.id, rule, Chance(rule.seed))

    def clear(self, name: str = "") -> None:
        """Remove the rules of that name, without one all."""
        self._client.clear_faults(name)
        self._rules = {each: active for each, active in self._rules.items() if name and active.rule.name != name}

    def struck(self) -> Sequence[ActiveRule]:
        """Give the rules that have struck since the last call."""
        found: list[ActiveRule] = []
        for view in self._client.faults():
            active = self._rules.get(view.id)
            if active is not None and view.fired > active.fired:
                active.fired = view.fired
                found.append(active)
        return found


def struck_delivery(delivery: Delivery, request: HttpRequest, strikes: Sequence[ActiveRule]) -> Delivery:
    """Do to a delivery what the rules that struck it do on its way."""
    response, disturbance = disturb(on_the_way(strikes), request, delivery.response)
    # What the server itself has done is in the answer; only its name and the words for it are missing.
    changed = changes_told(strikes) if response is not None else ""
    disturbance = msgspec.structs.replace(disturbance, kinds=acting(strikes), changed=changed)
    return Delivery(response, delivery.reason, delivery.device, disturbance)


class RemoteCore:
    """Implements `oceanhil.hil.worlds.server_core.ServerCore`; the server has just been reset.

    `made` hears the id of each device that is made.
    """

    def __init__(
        self,
        client: Client,
        wire: DeviceWire,
        profile: Profile,
        settings: Mapping[str, Scalar],
        made: Callable[[str], object],
    ) -> None:
        """Stop the server's clock; `settings` are those in force. Raises ClientError."""
        self._client = client
        self._wire = wire
        self._names = profile.wire
        self._made = made
        self._reasons = {row.code: reason for reason, row in profile.errors.items()}
        self._settings = settings
        self._faults = RemoteFaults(client, wire.source)
        self._clock = ServerClock()
        # A reset has left no offset.
        self._frozen_us = round(client.freeze_clock().now * SECOND_US)
        self._shown_us = self._frozen_us
        self._last_seq = 0
        self._device_of_session: dict[tuple[str, str], str] = {}

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Let the server answer a device's request; raises WorldError if somebody else's comes in between."""
        with client_errors():
            self._show_time(now_us)
            response = self._wire.exchange(request)
            device = self._polling_device(request, response)
            if device:
                self._last_seq += 1
                return Delivery(response, None, device)
            entry = self._read_journal(request)
            strikes = self._faults.struck() if entry.fault else ()
        delivery = Delivery(response, self._reasons.get(entry.code), entry.device)
        if strikes:
            return struck_delivery(delivery, request, strikes)
        if response is None:
            raise WorldError(f"--server: {self._client.url!r} broke off its answer to {request.method} {request.path}")
        self._remember(request, entry)
        return delivery

    def create_device(self, board: Board, name: str, now_us: int) -> Generated:
        """Generate firmware."""
        with client_errors():
            self._show_time(now_us)
            generated = self._client.generate(board, name)
        self._made(generated.id)
        return generated

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give a device a new registration token."""
        with client_errors():
            self._show_time(now_us)
            return self._client.regenerate(identity)

    def revoke(self, identity: str, now_us: int) -> object:
        """End a device's tokens."""
        with client_errors():
            self._show_time(now_us)
            return self._client.revoke(identity)

    def delete(self, identity: str, now_us: int) -> None:
        """Delete a device."""
        with client_errors():
            self._show_time(now_us)
            self._client.delete(identity)

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> object:
        """Bind a pending device to a MAC."""
        with client_errors():
            self._show_time(now_us)
            return self._client.claim(identity, mac, device_id)

    def set_state(self, identity: str, fields: Mapping[str, bool | float | None], now_us: int) -> object:
        """Switch relays."""
        with client_errors():
            self._show_time(now_us)
            return self._client.set_state(identity, **fields)

    def contact(self, identity: str, now_us: int) -> tuple[DeviceStatus, int | None]:
        """Give a device's status and when it was last heard from (Unix µs); raises UnknownNameError."""
        with client_errors():
            self._show_time(now_us)
            view = self._client.device(identity)
        heard = view.last_contact
        return shown_status(view.status), None if heard is None else round(heard * SECOND_US)

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force."""
        return self._settings

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> object:
        """Change settings."""
        with client_errors():
            self._show_time(now_us)
            self._settings = self._client.put_settings(**changes)
        return self._settings

    def unix_us(self, now_us: int) -> int:
        """Give the server's time, which is reckoned here."""
        return self._clock.at(now_us)

    def set_clock_offset(self, offset_s: float, now_us: int) -> object:
        """Set the difference between the server's clock and the run's."""
        self._clock.set_offset(offset_s)
        return self._clock.view(now_us)

    def freeze_clock(self, now_us: int) -> object:
        """Stop the server's clock."""
        self._clock.freeze(now_us)
        return self._clock.view(now_us)

    def release_clock(self, now_us: int) -> object:
        """Let it run again."""
        self._clock.release()
        return self._clock.view(now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> object:
        """Inject a fault."""
        with client_errors():
            self._show_time(now_us)
            self._faults.add(rule)
        return None

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the faults of that name, without one all."""
        with client_errors():
            self._show_time(now_us)
            self._faults.clear(name)

    def restart(self, now_us: int) -> None:
        """Do what a restart of the server does."""
        with client_errors():
            self._show_time(now_us)
            self._client.restart()

    def _show_time(self, now_us: int) -> None:
        """Let the server's clock, which stands still, show the run's time."""
        at_us = self._clock.at(now_us)
        if at_us != self._shown_us:
            self._client.set_clock_offset((at_us - self._frozen_us) / SECOND_US)
            self._shown_us = at_us

    def _polling_device(self, request: HttpRequest, response: HttpResponse | None) -> str:
        """Name the device of a poll that all is well with, empty otherwise: of such a one the journal tells no more."""
        if response is None or response.status != 200 or self._faults or request.path != self._names.state_path:
            return ""
        return self._device_of_session.get(_session(request, self._names.token_header, self._names.session_header), "")

    def _remember(self, request: HttpRequest, entry: JournalEntry) -> None:
        if entry.device and request.path == self._names.state_path:
            session = _session(request, self._names.token_header, self._names.session_header)
            self._device_of_session[session] = entry.device

    def _read_journal(self, request: HttpRequest) -> JournalEntry:
        page = self._client.journal(since=self._last_seq)
        expected = self._last_seq + 1
        self._last_seq = page.last_seq
        if page.last_seq != expected or page.entries[-1].method != request.method:
            raise WorldError(
                f"--server: somebody else talks to {self._client.url!r} too, or it was reset; a run needs it for itself"
            )
        return page.entries[-1]


def _session(request: HttpRequest, token_header: str, session_header: str) -> tuple[str, str]:
    return request.headers.get(token_header, ""), request.headers.get(session_header, "")
