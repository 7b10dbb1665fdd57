"""I4: who is online has a session."""

from typing import ClassVar

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action, setting_in
from oceanhil.scenarios.devices.token_refusals import TOKEN_ENDING_ACTIONS
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability, World, is_foreign

_TTL = "session_ttl_s"
_ONLINE_LINE = Line.ONLINE.template


class OnlineNeedsSession(Invariant[World]):
    """I4: the dashboard shows ONLINE only with a live session, and the device says so only after it got one.

    A session lives for `session_ttl_s` of the run's time; once the server's clock was moved that is not judged, and
    nothing is where requests cannot be seen. Somebody else's firmware may keep one in RAM that a reset or a deep sleep
    leaves alone, and go on with it: it is online once a poll with it was answered. On a line that the harness disturbs
    the last words of one boot, whose end is lost, come with the first of the next: what is said there is not judged.
    """

    id: ClassVar[InvariantId] = InvariantId.I4
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.REQUEST,
            EventKind.STATUS,
            EventKind.DASHBOARD,
            EventKind.SERIAL,
            EventKind.BOOT,
            EventKind.CLOCK,
            EventKind.LINE,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._session_path = world.profile.wire.session_path
        self._ttl_us = world.profile.server.session_ttl_s * SECOND_US
        self._sees_requests = Capability.SERVER_REQUESTS in world.capabilities
        self._state_path, self._is_foreign = world.profile.wire.state_path, is_foreign(world)
        self._name_of_id: dict[str, str] = {}
        self._opened_us: dict[str, int] = {}
        self._answered: set[str] = set()
        self._doubtful: Event | None = None
        self._clock_moved = False
        self._unheard = Unheard()

    @classmethod
    def hears(cls, text: str) -> bool:
        """The line that says that it is online."""
        return text.rstrip() == _ONLINE_LINE

    def take(self, event: Event) -> None:
        """Follow sessions, and compare with what dashboard and device say."""
        self._settle(event)
        match event.kind:
            case EventKind.STATUS if event.fields["status"] == DeviceStatus.ONLINE.value and self._sees_requests:
                if not self._has_session(event):
                    self._doubtful = event
            case EventKind.DASHBOARD:
                self._note_action(event)
            case EventKind.CLOCK if event.source is Source.SERVER:
                self._clock_moved = True
            case EventKind.BOOT:
                self._answered.discard(event.device)
            case EventKind.LINE:
                self._unheard.take(event)
            case EventKind.SERIAL if event.device not in self._unheard:
                self._judge_line(event)
            case _:
                pass

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow sessions."""
        self._settle(event)
        self._note_session(event, request)

    def look(self) -> None:
        """Judge what has waited for the event after it long enough."""
        if self._doubtful is not None and self.world.now_us > self._doubtful.t_us:
            self.end()

    def end(self) -> None:
        """Judge what waited for the event after it."""
        if self._doubtful is not None:
            doubtful, self._doubtful = self._doubtful, None
            when = clock(doubtful.t_us)
            self.violated(f"the dashboard shows {doubtful.device} online at {when} without a live session")

    def _settle(self, event: Event) -> None:
        # A status may stand in the trace just before the session request that caused it.
        if self._doubtful is not None and event.t_us > self._doubtful.t_us:
            self.end()

    def _has_session(self, event: Event) -> bool:
        opened_us = self._opened_us.get(event.device)
        return opened_us is not None and (self._clock_moved or event.t_us - opened_us <= self._ttl_us)

    def _note_session(self, event: Event, request: TracedRequest) -> None:
        if request.path == self._state_path and self._is_foreign and self._has_session(event):
            if request.is_ok and request.session is not None:
                self._answered.add(event.device)
            return
        if request.path != self._session_path:
            return
        answered = request.is_ok and bool(request.session)
        # A fault may have swallowed the answer to a session that the server did open.
        if answered or request.fault:
            owner = self._name_of_id.get(request.id or "", event.device)
            self._opened_us[owner] = event.t_us
            if self._doubtful is not None and self._doubtful.device == owner:
                self._doubtful = None
        if answered:
            self._answered.add(event.device)

    def _note_action(self, event: Event) -> None:
        action = dashboard_action(event)
        if action is DashboardAction.RESTART:
            self._opened_us.clear()
        elif action in TOKEN_ENDING_ACTIONS:
            self._opened_us.pop(event.device, None)
        elif action is DashboardAction.GENERATE:
            self._name_of_id[str(event.fields.get("id"))] = event.device
        elif action is DashboardAction.SETTINGS:
            ttl_s = setting_in(str(event.fields.get("change", "")), _TTL)
            self._ttl_us = self._ttl_us if ttl_s is None else ttl_s * SECOND_US

    def _judge_line(self, event: Event) -> None:
        is_online_line = str(event.fields["text"]).rstrip() == _ONLINE_LINE
        if is_online_line and self._sees_requests and event.device not in self._answered:
            self.violated(f"{event.device} said {_ONLINE_LINE!r} in a boot in which it got no session")
