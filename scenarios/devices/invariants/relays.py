"""I12: wanted, switched and reported are one."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.acts import ActKind, Sought
from oceanhil.scenarios.devices.invariants.losses import Losses
from oceanhil.scenarios.devices.steps.surroundings import SetMac
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.storage_event import record_verdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, World, seen_relays

_BOUND_US = 5 * SECOND_US
_LINE_LATE_US = SECOND_US
"""In real time a report may be here so much before the line that tells of the switch: they come on two ways."""
_WORDS = {True: "on", False: "off"}
_OUTCOMES = {Line.EEPROM_SAVED.template: False, Line.EEPROM_SAVE_FAILED.template: True}
"""What is said of a save, and whether it failed."""
_UNANSWERED = f"{Line.POLL_RESPONSE.beginning}-"
"""How a line begins that says that a poll, or a report, got no answer."""
_Relays = tuple[bool, bool]


class _Place(msgspec.Struct):
    """What is known of the relays of one device; times are those of the last change."""

    switched: _Relays = (False, False)
    switched_us: int = 0
    wanted: _Relays | None = None
    wanted_us: int = 0
    runs: bool = False
    was_told: _Relays | None = None
    """What it was told and had time to save, for its next start."""
    is_unsaved: bool = False
    """It said that it could not save what it was told."""
    reported: _Relays | None = None
    """What it has reported, and nobody has heard of yet."""
    reported_us: int = 0

    def unheard(self) -> None:
        """Forget what was told to who cannot be heard; nor may anybody have heard of a save that failed."""
        self.wanted = self.was_told = None
        self.is_unsaved = True


class RelaysAgree(Invariant[World]):
    """I12: within 5 s of the poll that told it a relay is as the dashboard wants it, and after a start as it was.

    A poll that the device says it got no answer to has told it nothing, nor has one while the network loses answers, or
    one that was under way when the device started anew. A report says what the relays are, or were less than 5 s ago,
    or, in real time, what the line tells of a moment later.
    A relay that a world does not see is left out.
    While a line is disturbed nobody may hear of relays and of boots, and what was wanted until then is judged no more.
    """

    id: ClassVar[InvariantId] = InvariantId.I12
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.RELAYS,
            EventKind.REQUEST,
            EventKind.BOOT,
            EventKind.LOAD,
            EventKind.POWER,
            EventKind.HALT,
            EventKind.STEP,
            EventKind.PANIC,
            EventKind.SERIAL,
            EventKind.LINE,
            EventKind.NETWORK,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._path = world.profile.wire.state_path
        self._sees_relays = Capability.OUTPUTS in world.capabilities
        self._seen = seen_relays(world)
        self._line_late_us = 0 if Capability.VIRTUAL_TIME in world.capabilities else _LINE_LATE_US
        self._unheard = Unheard()
        self._places: dict[str, _Place] = {}
        self._losses = Losses()
        self._under_way = UnderWay()

    @classmethod
    def hears(cls, text: str) -> bool:
        """Whether it has saved, and whether a poll was answered."""
        return text.rstrip() in _OUTCOMES or text.startswith(_UNANSWERED)

    def take(self, event: Event) -> None:
        """Follow what is switched, and what keeps it from being as it is wanted."""
        if event.kind is EventKind.SERIAL:
            self._hear(event)
            return
        self._judge(event.t_us)
        self._unheard.take(event)
        self._under_way.take(event)
        if event.kind is EventKind.NETWORK:
            self._losses.take(event)
            return
        if event.kind is EventKind.STEP:
            name = step_name(event)
            if Touch.STORAGE in touched_by(name) or name == SetMac.name:
                self._forget()
            return
        place = self._places.setdefault(event.device, _Place())
        # What else happened may be why no line told of the switch.
        if event.kind is not EventKind.RELAYS or _relays(event) == place.reported:
            place.reported = None
        match event.kind:
            case EventKind.RELAYS:
                place.switched, place.switched_us = _relays(event), event.t_us
            case _ if event.kind is EventKind.LINE or event.device in self._unheard:
                place.unheard()
            case EventKind.BOOT:
                place.runs, place.wanted, place.is_unsaved = True, None, False
            case EventKind.LOAD:
                is_whole = record_verdict(event) is RecordVerdict.VALID and place.was_told is not None
                place.wanted = place.was_told if is_whole else None
                place.wanted_us = event.t_us
            case EventKind.POWER if power_state(event) is PowerState.CUT:
                place.was_told = place.wanted = None
                place.runs = False
            case EventKind.PANIC:
                place.wanted = None
            case _:
                place.wanted, place.runs = None, False

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow what is wanted and reported."""
        self._judge(event.t_us)
        place = self._places.setdefault(event.device, _Place())
        if event.device in self._unheard:
            place.unheard()
        elif event not in self._under_way:
            self._note_request(event, request, place)
        elif request.method == "GET" and request.is_ok and self._told(request) not in (None, place.wanted):
            # It may have been heard, or not: nobody knows before the next one.
            place.wanted = place.was_told = None

    def end(self) -> None:
        """Judge what had its time."""
        self._judge(self.world.now_us)

    def _hear(self, event: Event) -> None:
        text = str(event.fields["text"]).rstrip()
        place = self._places.setdefault(event.device, _Place())
        if text in _OUTCOMES:
            place.is_unsaved, place.was_told = _OUTCOMES[text], None
        elif text.startswith(_UNANSWERED):
            place.wanted = place.was_told = None

    def _forget(self) -> None:
        for place in self._places.values():
            place.was_told = place.wanted = None

    def _note_request(self, event: Event, request: TracedRequest, place: _Place) -> None:
        told = self._told(request)
        is_of_relays = told is not None or request.relay1 is not None
        if request.path != self._path or not request.is_ok or not is_of_relays:
            if request.granted:
                # Another token is another record.
                place.was_told = None
            elif request.path == self._path and request.fault:
                # What it was told then, if anything, nobody knows.
                place.wanted = place.was_told = None
            return
        if told is None:
            return
        if request.method == "GET":
            if not request.session:
                return
            if self._losses.are_likely:
                # Whether the answer arrived, nobody knows before the device gives up waiting for it.
                place.wanted = place.was_told = None
            elif told != place.wanted:
                place.wanted, place.wanted_us = told, event.t_us
            elif event.t_us - place.wanted_us > _BOUND_US and not place.is_unsaved:
                place.was_told = told
        else:
            self._judge_report(event, told, place)

    def _judge(self, now_us: int) -> None:
        for name, place in self._places.items():
            if place.reported is not None and now_us - place.reported_us > self._line_late_us:
                self._tell_false_report(name, place.reported, place)
                place.reported = None
            wanted = place.wanted
            if not self._sees_relays or wanted is None or not place.runs or wanted == place.switched:
                continue
            # A start lets go of the pins a moment before anybody hears of it.
            if now_us - max(place.wanted_us, place.switched_us) > _BOUND_US:
                place.wanted = None
                since = clock(place.wanted_us)
                self.violated(
                    f"{name} was to have {self._shown(wanted)} from {since} on, and has {self._shown(place.switched)} "
                    f"{format_duration(now_us - place.wanted_us)} later",
                    Sought(name, kinds=frozenset({ActKind.PIN})),
                )

    def _judge_report(self, event: Event, reported: _Relays, place: _Place) -> None:
        if not self._sees_relays or reported == place.switched or event.t_us - place.switched_us <= _BOUND_US:
            place.reported = None
        elif self._line_late_us:
            place.reported, place.reported_us = reported, event.t_us
        else:
            self._tell_false_report(event.device, reported, place)

    def _tell_false_report(self, device: str, reported: _Relays, place: _Place) -> None:
        self.violated(f"{device} reported {self._shown(reported)}, and has {self._shown(place.switched)}")

    def _told(self, request: TracedRequest) -> _Relays | None:
        """Give both relays as it was told or has said them, one that nobody sees as off; None: not all are said."""
        first, second = (
            is_on if number in self._seen else False for number, is_on in ((1, request.relay1), (2, request.relay2))
        )
        return None if first is None or second is None else (first, second)

    def _shown(self, relays: _Relays) -> str:
        seen = ((number, is_on) for number, is_on in enumerate(relays, start=1) if number in self._seen)
        return " and ".join(f"relay {number} {_WORDS[is_on]}" for number, is_on in seen)


def _relays(event: Event) -> _Relays:
    return bool(event.fields["relay1"]), bool(event.fields["relay2"])
