"""Laws in Python: what somebody's device must never do, must always do, or must come to do, as functions.

What a law is: a function that looks at one moment of a run (`Now`) and says whether it is so, and a decorator that says
what that means: `never`, `always`, `eventually`. What must remember something between moments is a class with
`__call__` in place of a function; each run makes one of it anew.

    from oceanhil.scenarios.devices.law import Now, never

    @never("the pump and the valve are never on together")
    def one_at_a_time(now: Now) -> bool:
        return now.relay1 and now.relay2

Moments are the events of a run about the law's device, in order: lines, requests, starts, switched relays, and whatever
else the trace has (`oceanhil.scenarios.trace`). A function may give a text in place of True: what was found.

What it must not know: worlds, files, steps. A law sees what a trace has, and nothing else, so that it means the same in
every world.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import CodeType
from typing import Final, Protocol

import msgspec

from oceanhil.scenarios.replay import is_scenario_id
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import parse_duration
from oceanhil.scenarios.world import MAIN_DEVICE, Capability

EVERY: Final = ""
"""For a law about the moments of all devices of a run."""


class Request(msgspec.Struct, frozen=True):
    """A request that reached the server, and what was answered."""

    endpoint: str
    """`register`, `session` or `state`; empty: it went to another path."""
    path: str
    method: str
    status: int
    """0: no answer."""
    code: str
    """The server's word for a refusal, such as `session_expired`; empty without one."""
    fault: str
    """What went wrong on purpose, such as `delay`, or of several kinds `delay+truncate`; empty: nothing did."""


class Look(Enum):
    """What a law looks at in a moment."""

    LINES = "lines"
    REQUESTS = "requests"
    RELAYS = "relays"
    DASHBOARD = "dashboard"
    ANYTHING = "anything"

    @property
    def needs(self) -> frozenset[Capability]:
        """What a world must be able to do for it."""
        needed = _NEEDS.get(self)
        return frozenset() if needed is None else frozenset({needed})


_NEEDS: Final = {
    Look.REQUESTS: Capability.SERVER_REQUESTS,
    Look.RELAYS: Capability.OUTPUTS,
    Look.DASHBOARD: Capability.DEVICE_STATUS,
}


class Now:
    """A moment of a run: something has just happened, and this is how everything stands."""

    __slots__ = ("_dashboard", "_event", "_looks", "_paths", "_relays")

    def __init__(
        self, event: Event, relays: tuple[bool, bool], dashboard: str, paths: Mapping[str, str], looks: set[Look]
    ) -> None:
        """`paths` gives the endpoint of a path; what is looked at is noted in `looks`."""
        self._event, self._relays, self._dashboard = event, relays, dashboard
        self._paths, self._looks = paths, looks

    @property
    def event(self) -> Event:
        """What has happened, as the trace has it."""
        self._looks.add(Look.ANYTHING)
        return self._event

    @property
    def t_us(self) -> int:
        """When, in µs since the run began."""
        self._looks.add(Look.ANYTHING)
        return self._event.t_us

    @property
    def device(self) -> str:
        """The device, by its name in the scenario."""
        self._looks.add(Look.ANYTHING)
        return self._event.device

    @property
    def line(self) -> str | None:
        """The line that was printed; None: something else has happened."""
        self._looks.add(Look.LINES)
        return str(self._event.fields["text"]) if self._event.kind is EventKind.SERIAL else None

    @property
    def request(self) -> Request | None:
        """The request that was answered, or not; None: something else has happened."""
        self._looks.add(Look.REQUESTS)
        traced = TracedRequest.seen_in(self._event)
        if traced is None:
            return None
        endpoint = self._paths.get(traced.path, "")
        return Request(endpoint, traced.path, traced.method, traced.status, traced.code or "", traced.fault or "")

    @property
    def is_boot(self) -> bool:
        """Whether the device starts."""
        return self._event.kind is EventKind.BOOT

    @property
    def relay1(self) -> bool:
        """Whether relay 1 is closed."""
        self._looks.add(Look.RELAYS)
        return self._relays[0]

    @property
    def relay2(self) -> bool:
        """Whether relay 2 is closed."""
        self._looks.add(Look.RELAYS)
        return self._relays[1]

    @property
    def dashboard(self) -> str:
        """The status that the dashboard shows, such as `online`; empty before it shows one."""
        self._looks.add(Look.DASHBOARD)
        return self._dashboard


class Judge(Protocol):
    """Looks at a moment."""

    def __call__(self, now: Now, /) -> bool | str:
        """Say whether it is so; a text says so, and what was found."""


class Shape(Enum):
    """What it means that something is so."""

    NEVER = "never"
    ALWAYS = "always"
    EVENTUALLY = "eventually"


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """A law of a file, which `never`, `always` and `eventually` make."""

    name: str
    says: str
    shape: Shape
    judge: Judge | type[Judge]
    beside: Judge | None = None
    """`when` of what must always be so, `after` of what must come."""
    within_us: int = 0
    device: str = MAIN_DEVICE
    file: str
    line: int

    def judge_of_run(self) -> Judge:
        """Give what looks at the moments of one run."""
        return self.judge() if inspect.isclass(self.judge) else self.judge

    @property
    def is_remembering(self) -> bool:
        """Whether what it says of a moment depends on those before it."""
        return inspect.isclass(self.judge)

    @property
    def constants(self) -> Sequence[str | int]:
        """The texts and whole numbers that stand in its code."""
        judge = self.judge.__call__ if inspect.isclass(self.judge) else self.judge
        codes = (code for each in (judge, self.beside) if (code := getattr(each, "__code__", None)) is not None)
        return [each for code in codes for each in _constants_in(code)]


def never(says: str, *, device: str = MAIN_DEVICE) -> Callable[[Judge | type[Judge]], Law]:
    """Make a law: at no moment is it so. `says` is a sentence for people, told as what was expected."""
    return lambda judge: _law(Shape.NEVER, says, judge, device=device)


def always(says: str, *, when: Judge | None = None, device: str = MAIN_DEVICE) -> Callable[[Judge | type[Judge]], Law]:
    """Make a law: it is so at each moment, or at each at which `when` is."""
    return lambda judge: _law(Shape.ALWAYS, says, judge, beside=when, device=device)


def eventually(
    says: str, *, within: str = "1h", after: Judge | None = None, device: str = MAIN_DEVICE
) -> Callable[[Judge | type[Judge]], Law]:
    """Make a law: it comes to be so behind the last moment at which `after` was so, or behind the end of the life.

    `within` is a duration such as `10m`, from the end of the life; raises ValueError for another word.
    """
    within_us = parse_duration(within)
    if within_us <= 0:
        raise ValueError(f"within is {within!r}, in which nothing comes to be; expected a time such as 10m")
    return lambda judge: _law(Shape.EVENTUALLY, says, judge, beside=after, within_us=within_us, device=device)


def _law(
    shape: Shape, says: str, judge: Judge | type[Judge], *, beside: Judge | None = None, within_us: int = 0, device: str
) -> Law:
    words = str(getattr(judge, "__name__", "")).strip("_")
    # A class is named in capitals where a function has lines.
    spaced = "".join(f"-{each.lower()}" if each.isupper() else each for each in words).strip("-")
    name = spaced.replace("_", "-")
    if not is_scenario_id(name):
        raise ValueError(f"a law is named after its function, and {words!r} is not of letters, digits and underscores")
    if not says.strip():
        raise ValueError(f"law {name!r} says nothing; give it a sentence for people")
    called = judge.__call__ if inspect.isclass(judge) else judge
    code = getattr(called, "__code__", None)
    if code is None:
        raise ValueError(f"law {name!r} is no function, and no class with __call__")
    return Law(
        name=name,
        says=says,
        shape=shape,
        judge=judge,
        beside=beside,
        within_us=within_us,
        device=device,
        file=code.co_filename,
        line=code.co_firstlineno,
    )


def _constants_in(code: CodeType) -> Iterator[str | int]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _constants_in(constant)
        for each in constant if isinstance(constant, tuple | frozenset) else (constant,):
            if isinstance(each, str | int) and not isinstance(each, bool):
                yield each
