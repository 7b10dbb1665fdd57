"""What a run about devices knows: the world, its devices, and its notes about each of them.

Every step about devices builds on it.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.record import RecordReading
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.acts import Act, ActKind, Sought, TellsActs
from oceanhil.scenarios.devices.counted_faults import CountedFaults
from oceanhil.scenarios.devices.device_notes import DeviceNotes
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.kept_sessions import kept_sessions
from oceanhil.scenarios.devices.measured import Readings, facts_of, heaps_of, measured
from oceanhil.scenarios.devices.nearest_acts import kinds_told_of
from oceanhil.scenarios.devices.poll_pace import ONCE_A_POLL, later_us
from oceanhil.scenarios.devices.polls import habitual_interval_s, reports_alone
from oceanhil.scenarios.devices.unsaved import unsaved_in, was_granted_in
from oceanhil.scenarios.limits import Breach, Limit, Untold, judge_limits
from oceanhil.scenarios.memory import ShowsMemory
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import ENDPOINTS, DeviceName
from oceanhil.scenarios.power_state import PowerState, is_power_cut, power_state
from oceanhil.scenarios.run import POLLS_EVERY
from oceanhil.scenarios.stage import Context, Told
from oceanhil.scenarios.step import PlacedStep, Step, Unmet, UnpreparedError
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import (
    MAIN_DEVICE,
    Capability,
    CutWork,
    Device,
    FlashWear,
    LackingError,
    MovesCuts,
    SpeaksItsOwn,
    World,
    is_held_to_pages,
)

Wanted = Callable[[Event], bool]

_PACE_SHARE: Final = 5
"""An interval between polls that is off by less than this part of it is the profile's."""
_UNSPOKEN: Final = "in words that the firmware does not print"
_UNPROMISED: Final = "about what no page promises"


class UnsoughtError(Exception):
    """An expectation is about what foreign firmware need not do, and did not; the text says what, after a number."""


class DeviceContext(Context):
    """The state of one run about devices."""

    def __init__(self, world: World, board: Board, choice: FirmwareChoice, seed: int = 0) -> None:
        super().__init__()
        self.seed = seed
        """The run's, for what a step draws."""
        self.world = world
        self.board = board
        self.remembered: dict[str, RecordReading] = {}
        self.choice = choice
        self.fault_names: set[str] = set()
        """Of faults that this run has injected."""
        self._counted_faults = CountedFaults()
        self._notes: dict[str, DeviceNotes] = {}
        self._judged = 0
        self._passed_over = Counter[str]()
        self._heaps = heaps_of(world)

    def speaks(self, line: Line) -> bool:
        """Tell whether the firmware can be expected to print this line."""
        return not isinstance(self.world, SpeaksItsOwn) or self.world.speaks(line)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the world can do."""
        return self.world.capabilities

    def do(self, step: Step) -> None:
        """Do a step about devices, unless it expects words that this firmware has not."""
        assert isinstance(step, WorldStep)
        if isinstance(step, PromiseStep) and not step.promised and is_held_to_pages(self.world):
            self._passed_over[_UNPROMISED] += step.expects
            step.pass_over(self)
            return
        if step.only_looks and self._cannot_judge(step):
            self._passed_over[_UNSPOKEN] += step.expects
            self.is_classified = self.is_classified and not step.names_outcomes
            step.pass_over(self)
            return
        try:
            step.run(self)
        except UnsoughtError as unsought:
            self._passed_over[str(unsought)] += step.expects
            return
        self._judged += step.expects

    def acts_behind(self, step: Step, unmet: Unmet) -> tuple[Act, ...]:
        """Give the acts of the program whose event was not to be, or the last that tell of what was expected."""
        if not isinstance(self.world, TellsActs):
            return ()
        name = unmet.event.device if unmet.event else step.on if isinstance(step, DeviceStep) else MAIN_DEVICE
        kinds = frozenset[ActKind]() if unmet.event else kinds_told_of(unmet.expected)
        return self.world.acts_behind(Sought(name, unmet.event, kinds, unmet.beside))

    def lacking(self, steps: Sequence[PlacedStep]) -> frozenset[Capability]:
        """Give what the world cannot do of what these steps need, but for expectations that are passed over here."""
        if isinstance(self.world, SpeaksItsOwn):
            steps = without_looks(steps)
        return super().lacking(steps)

    def _cannot_judge(self, step: "WorldStep") -> bool:
        if not isinstance(self.world, SpeaksItsOwn):
            return False
        return not (step.all_needs() <= self.capabilities and step.is_spoken(self.world.speaks))

    @property
    def why_unjudged(self) -> str:
        """Say that nothing was judged, if each expectation was about words that this firmware has not."""
        if self._judged or not (passed_over := self._passed_over.total()):
            return ""
        return f"none of {passed_over} expectations could be judged: the firmware prints no such lines"

    def told(self) -> Told:
        """Say what was measured and, where the firmware's words are its own, how many expectations were judged."""
        readings = self._readings()
        of_main = {measure.value: reading for measure, reading in readings.get(MAIN_DEVICE, {}).items()}
        return Told({**self._judged_facts(), **facts_of(readings)}, of_main)

    def judge(self, limits: Sequence[Limit]) -> Breach | Untold | None:
        """Hold what was measured of the main device against the limits."""
        return judge_limits(limits, self._readings().get(MAIN_DEVICE, {})) if limits else None

    def _readings(self) -> Mapping[str, Readings]:
        return measured(self.world, self._wear, self._heaps)

    def _wear(self, name: str) -> FlashWear | None:
        """Give the flash work of a device of this process: of a board nothing may be asked when a run is over."""
        device = self.device(name)
        can_count = Capability.FLASH_WEAR in self.capabilities and isinstance(device, MovesCuts)
        return device.flash_wear() if can_count else None

    def _judged_facts(self) -> Mapping[str, str]:
        if not isinstance(self.world, SpeaksItsOwn):
            return {}
        left = [f"{number} {what}" for what, number in self._passed_over.items() if number]
        return {"expectations": ", ".join([f"{self._judged} judged", *left]), **self._pace_facts()}

    def _pace_facts(self) -> Mapping[str, str]:
        """Say every how many seconds it polls where that is not what it is judged by."""
        wanted_s = self.world.profile.device.poll_interval_s
        every_s = habitual_interval_s(self.world.trace.events, MAIN_DEVICE, self.path("state"))
        is_near = every_s is None or abs(every_s - wanted_s) * _PACE_SHARE <= wanted_s
        return {} if is_near else {POLLS_EVERY: f"{every_s} s"}

    def count(self, boot: int, step: Step | None = None) -> int | None:
        """Give the units of flash work of the device that the sweep is about."""
        if step is None:
            return self.device(MAIN_DEVICE).flash_units(boot)
        assert isinstance(step, WorldStep)
        return step.swept_units(self, boot)

    def why_no_work(self, boot: int) -> str:
        """Say what the device that the sweep is about could have saved in that boot.

        Raises LackingError where it had no token to save, and the firmware is another's: what else it saves is its
        own affair.
        """
        if isinstance(self.world, SpeaksItsOwn) and not was_granted_in(self.world, boot):
            raise LackingError(f"flash work in boot {boot} to cut: the firmware saved nothing, and had no token to")
        return unsaved_in(self.world, boot)

    def record_work(self, boot: int) -> CutWork | None:
        """Record the flash work of the device that the sweep is about."""
        device = self.device(MAIN_DEVICE)
        return device.record_work(boot) if isinstance(device, MovesCuts) else None

    def is_cut(self) -> bool:
        """Tell whether that device is off, and the last that is known of its power is a cut."""
        last_first = reversed(self.world.trace.events)
        power = next((each for each in last_first if each.kind is EventKind.POWER and each.device == MAIN_DEVICE), None)
        return power is not None and is_power_cut(power, MAIN_DEVICE) and not self.device(MAIN_DEVICE).has_power

    def move_cut(self, work: CutWork, boot: int, unit: int, steps: Sequence[tuple[Step, Step]]) -> bool:
        """Arrange the cut anew, whatever is drawn for it too, and move what it left."""
        device = self.device(MAIN_DEVICE)
        if not isinstance(device, MovesCuts):
            return False
        for old, new in steps:
            assert isinstance(new, WorldStep)
            if not new.arrange(self) and old != new:
                return False
        device.move_cut(work, boot, unit)
        return True

    def what_is_left(self, rest: frozenset[Capability]) -> Hashable | None:
        """Give the contents of its flash, unless a step asks how much was worked, or power is cut once more."""
        device = self.device(MAIN_DEVICE)
        if rest & {Capability.FLASH_WEAR, Capability.POWER_CUT} or not isinstance(device, MovesCuts):
            return None
        return device.contents()

    def notes(self, name: str) -> DeviceNotes:
        """What is known about the device of that name; a new one has the scenario's firmware choice."""
        found = self._notes.get(name)
        if found is None:
            found = self._notes[name] = DeviceNotes(self.choice)
        return found

    def device(self, name: str) -> Device:
        """The device of that name."""
        return self.world.device(name)

    def dashboard_id(self, name: str) -> str:
        """The dashboard's ID of the device; raises UnpreparedError when nothing was generated for it."""
        known = self.notes(name).dashboard_id
        if not known:
            raise UnpreparedError(f"a dashboard entry for {name!r}", "none; put a server.generate step before")
        return known

    def flash(self, name: str, registration_token: str) -> None:
        """Flash the device with firmware that carries `registration_token`."""
        notes = self.notes(name)
        firmware = notes.choice.firmware(registration_token)
        self.device(name).flash(firmware)
        notes.flashed = firmware

    def reports_alone(self, name: str) -> bool:
        """Tell whether the device is foreign firmware that never asks for the state: a report is all that it sends."""
        return is_held_to_pages(self.world) and reports_alone(self.world.trace.events, name, self.path("state"))

    def kept_sessions(self, name: str) -> int:
        """Count the sessions since the mark that foreign firmware need not have opened: it kept one over a start."""
        if not is_held_to_pages(self.world):
            return 0
        return kept_sessions(self.world.trace.events, name, self.world.profile, self.mark)

    def inject(self, rule: FaultRule) -> None:
        """Inject a fault."""
        self._counted_faults.add(len(self.world.trace), rule)
        self.world.server.add_fault(rule)
        if rule.name is not None:
            self.fault_names.add(rule.name)

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of one name; without it every fault."""
        self._counted_faults.clear(name)
        self.world.server.clear_faults(name)

    def later_us(self) -> int:
        """Give how much later than by the documented interval a poll may come that no fault spoils, in µs."""
        poll_us = later_us(self.world.profile.device)
        if not poll_us:
            return 0
        spoilt = self._counted_faults.left(self.world.trace.events, set(map(self.path, ONCE_A_POLL)))
        return poll_us + spoilt * self._failed_later_us()

    def _failed_later_us(self) -> int:
        """Give how much later than by the documented interval the poll behind one that failed may come, in µs."""
        device = self.world.profile.device
        longest_us = device.longest_wait_s * SECOND_US if is_held_to_pages(self.world) else 0
        return max(later_us(device), longest_us)

    def begin_count(self) -> None:
        """Count requests, boots and flash work anew from here."""
        self.mark = len(self.world.trace)
        for name in {MAIN_DEVICE, *self._notes}:
            device = self.device(name)
            self.notes(name).memory_at_mark = device.memory() if isinstance(device, ShowsMemory) else None
        if Capability.FLASH_WEAR in self.capabilities:
            for name in {MAIN_DEVICE, *self._notes}:
                self.notes(name).wear_at_mark = self.device(name).flash_wear()

    def path(self, word: str) -> str:
        """The path that `register`, `session` or `state` stands for; any other word is a path itself."""
        return path_under(self.world.profile, word)

    def find(self, start: int, wanted: Wanted, within_us: int) -> int | None:
        """The index of the first event from index `start` on that is wanted; waits up to `within_us` for one."""
        return find_event(self.world, start, wanted, within_us)

    def events(self, start: int, kind: EventKind, name: str) -> Iterator[Event]:
        """The events of one kind about one device from index `start` on."""
        events = self.world.trace.events
        for index in range(start, len(events)):
            event = events[index]
            if event.kind is kind and event.device == name:
                yield event

    def is_asleep(self, name: str) -> bool:
        """Tell whether the device is in deep sleep: it has power, and its last boot is over."""
        last_first = (event for event in reversed(self.world.trace.events) if event.device == name)
        last = next((each for each in last_first if each.kind in {EventKind.BOOT, EventKind.POWER}), None)
        return last is not None and power_state(last) is PowerState.ASLEEP

    def boot_index(self, name: str) -> int:
        """The index of the last BOOT event of the device; 0 when there is none."""
        events = self.world.trace.events
        last_first = reversed(range(len(events)))
        return next((at for at in last_first if events[at].kind is EventKind.BOOT and events[at].device == name), 0)


def path_under(profile: Profile, word: str) -> str:
    """The path that `register`, `session` or `state` stands for in a profile; any other word is a path itself."""
    value = ENDPOINTS.get(word)
    return word if value is None else str(getattr(profile.wire, value))


def find_event(world: World, start: int, wanted: Wanted, within_us: int) -> int | None:
    """Give the index of the first event from index `start` on that is wanted; waits up to `within_us` (µs) for one."""
    events = world.trace.events
    for index in range(start, len(events)):
        if wanted(events[index]):
            return index
    seen = len(events)
    found = world.wait_for(wanted, within_us) if within_us else None
    return None if found is None else events.index(found, seen)


class WorldStep(Step):
    """A step about devices and what is round them."""

    @abstractmethod
    def run(self, context: DeviceContext) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""

    @property
    def expects(self) -> bool:
        """Whether it judges, and does nothing to device, server or surroundings."""
        return self.name.startswith("expect.")

    @property
    def only_looks(self) -> bool:
        """Whether a run goes on in the same way without it: it judges, or keeps in mind what others judge by."""
        return self.expects

    @property
    def acts(self) -> bool:
        """Whether it does something to device, server or surroundings; to let time pass is no such thing."""
        return not self.only_looks

    def needed_events(self) -> frozenset[EventKind]:
        """The kinds of events without which this very expectation cannot hold, its arguments considered."""
        return self.met_by or frozenset()

    @property
    def counts_exactly(self) -> bool:
        """Whether it notices each single event of its evidence that is lacking."""
        return False

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """Of an expectation that has just been met: the indices of the events that did, if one can point at them."""
        del context
        return ()

    def pass_over(self, context: DeviceContext) -> None:
        """Of an expectation that nobody can judge here: come to where the run would be if it had been met."""
        del context

    def lines(self) -> Iterable[Line]:
        """The documented lines that firmware has to print, in whatever words, for this step to be judged."""
        return ()

    def is_spoken(self, speaks: Callable[[Line], bool]) -> bool:
        """Tell whether it can be judged of firmware that prints the lines that `speaks` says it does."""
        return all(map(speaks, self.lines()))

    def arrange(self, context: DeviceContext) -> bool:
        """Of a step that does nothing but to arrange a power cut: arrange it, and say so; False of all others."""
        del context
        return False

    def swept_units(self, context: DeviceContext, boot: int) -> int | None:
        """Of the step at which the counting run of a sweep ends: let its time pass, give the units of `boot`."""
        del context, boot
        return None


def is_expectation(placed: PlacedStep) -> bool:
    """Tell whether the step judges."""
    return isinstance(placed.step, WorldStep) and placed.step.expects


def without_looks(steps: Iterable[PlacedStep]) -> list[PlacedStep]:
    """Give those that do something."""
    return [placed for placed in steps if not (isinstance(placed.step, WorldStep) and placed.step.only_looks)]


class DeviceStep(WorldStep):
    """A step about one device; `on` names it."""

    on: DeviceName = MAIN_DEVICE

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs; any device but the main one is a second one."""
        return self.needs if self.on == MAIN_DEVICE else self.needs | {Capability.SECOND_DEVICE}

    def declares(self) -> Iterable[tuple[Named, str]]:
        """The device, if it puts firmware on it."""
        return [(Named.DEVICE, self.on)] if self.introduces else ()


class PromiseStep(DeviceStep):
    """An expectation of a device; what no page promises (`promised: false`) is expected of this project's firmware.

    Of somebody else's firmware it is passed over, unless that keeps a documented record.
    """

    promised: bool = True
