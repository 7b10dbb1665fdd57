"""What was found of each statement over a whole recording: how often it applied, and the exchanges that break it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Finding, Violation
from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.contract.place import Counted, StatementPlace
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict, with_outcome
from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.concealment import NAME
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.server_clock import ServerClock
from oceanhil.protocol.profile import BUILT_IN, Kind, Scalar
from oceanhil.protocol.sources import in_words, links_of
from oceanhil.remote.evidence.exchange import Exchange, Shown, shown
from oceanhil.remote.evidence.lent_secrets import concealed, variable
from oceanhil.remote.wire.need import Need

RECORDED = Need("recording", "an exchange in the recording that shows it")
STEADY = Need("steady-clock", "a server whose clock goes on as the recording's does")
_MOST_CAUSES = 3
_MOST_NUMBERS = 1_000
_MOST_DEVICES = 200
_OTHERS = "other devices"
_AT_LEAST: Final = frozenset({"server.idempotent_register_window"})
"""Readings of which each exchange shows a lower bound only, so that different ones are no contradiction."""
_NOW_AND_THEN: Final = 3
"""Of so many like exchanges one is wrong: that is a mistake, and no other reading."""
_changed = msgspec.structs.replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """As an item of a live run, but for the trial: recordings are only looked at."""

    id: str
    title: str
    kind: Kind
    source: str
    severity: Severity = Severity.MAJOR
    style: Style = Style.NEGATIVE
    goes_by_time: bool = False
    """Whether it is about ages, waits or times of day: the recording's clock decides."""

    @property
    def is_of_devices(self) -> bool:
        """Whether it is about what devices do, who may wait by another clock than the server's."""
        return self.id.startswith("recorded/device/")


class _Broken(msgspec.Struct, frozen=True):
    """The exchange that shows best that a statement does not hold."""

    verdict: ItemVerdict
    finding: Finding
    entry: Entry
    because: tuple[Entry, ...]


class _Places(msgspec.Struct):
    """The exchanges of one device that break a statement."""

    counted: Counted
    numbers: list[int] = msgspec.field(default_factory=list)
    more: int = 0


class _Count(msgspec.Struct):
    """What is known of one statement."""

    seen: int = 0
    broken: int = 0
    unproved: int = 0
    """Exchanges that break it by a clock that says nothing about it."""
    worst: _Broken | None = None
    readings: dict[str, set[Scalar]] = msgspec.field(default_factory=dict)
    places: dict[str, _Places] = msgspec.field(default_factory=dict)


class Tally:
    """Counts, by statement; in the order in which statements are first named."""

    def __init__(self, statements: Iterable[Statement], moved: ServerClock | None = None) -> None:
        """Know these statements, and the server's clock if it went on otherwise than the recording's."""
        self._moved = moved
        self._counts: dict[str, _Count] = {}
        self._statements: dict[str, Statement] = {}
        for statement in statements:
            self._statements[statement.id] = statement
            self._counts[statement.id] = _Count()
        # As long as anybody may still come back to an exchange.
        self._senders: WeakKeyDictionary[Entry, str] = WeakKeyDictionary()
        self._tokens: WeakKeyDictionary[Entry, str] = WeakKeyDictionary()

    def sent(self, call: Call, sender: str) -> None:
        """Note which device sent a request."""
        self._senders[call.entry] = sender
        if self._moved is not None:
            self._tokens[call.entry] = call.token or ""

    def held(self, statement: Statement) -> None:
        """Note that a statement applied, and held."""
        self._counts[statement.id].seen += 1

    def broke(
        self,
        statement: Statement,
        entry: Entry,
        finding: Finding,
        because: Sequence[Entry] = (),
        lasted_us: tuple[int, int] | None = None,
    ) -> None:
        """Note that a statement did not hold in `entry`; `because` are the exchanges that it must be seen with.

        `lasted_us` says from when to when it did not, where that is not from the first of them to `entry`.
        """
        count = self._counts[statement.id]
        if not self._is_proved(statement, entry, lasted_us or _lasted_us(entry, because)):
            count.unproved += 1
            return
        count.seen += 1
        count.broken += 1
        _put(count.places, self._senders.get(entry, ""), entry)
        verdict = ItemVerdict.VIOLATES if isinstance(finding, Violation) else ItemVerdict.DIFFERS
        if isinstance(finding, Deviation):
            for name, value in finding.readings.items():
                if not (isinstance(value, str) and NAME.search(value)):  # An echo is no word of the server's.
                    count.readings.setdefault(name, set()).add(value)
        if count.worst is None or (verdict is ItemVerdict.VIOLATES and count.worst.verdict is not verdict):
            count.worst = _Broken(verdict, finding, entry, tuple(because)[:_MOST_CAUSES])

    def broke_too(
        self, statement: Statement, entry: Entry, numbers: Sequence[int], lasted_us: tuple[int, int] | None = None
    ) -> None:
        """Note that it did not hold in earlier exchanges of the device that sent `entry`."""
        count = self._counts[statement.id]
        if not self._is_proved(statement, entry, lasted_us or _lasted_us(entry, ())):
            count.unproved += len(numbers)
            return
        for number in numbers:
            count.seen += 1
            count.broken += 1
            _put(count.places, self._senders.get(entry, ""), entry, number)

    def check(
        self, statement: Statement, entry: Entry, check: Callable[[], object], because: Sequence[Entry] = ()
    ) -> None:
        """Carry out a check that raises a Finding where the statement does not hold."""
        try:
            check()
        except Finding as finding:
            self.broke(statement, entry, finding, because)
        else:
            self.held(statement)

    def results(self) -> tuple[ItemResult, ...]:
        """Give a result for every statement."""
        return tuple(_result(statement, self._counts[name]) for name, statement in self._statements.items())

    def _is_proved(self, statement: Statement, entry: Entry, lasted_us: tuple[int, int]) -> bool:
        """Tell whether the recording's clock says anything about it: of a clock that was moved, it may not."""
        if self._moved is None or not statement.goes_by_time:
            return True
        # The server's may have been moved and set back between two answers that agree.
        return statement.is_of_devices and self._moved.is_steady(self._tokens.get(entry, ""), *lasted_us)


def _lasted_us(entry: Entry, because: Sequence[Entry]) -> tuple[int, int]:
    return min(each.began_us for each in (entry, *because)), entry.ended_us


def _put(places: dict[str, _Places], sender: str, entry: Entry, number: int | None = None) -> None:
    """Note an exchange of a device: `entry`, or another one in the same file."""
    known = places.get(sender)
    if known is None and len(places) >= _MOST_DEVICES:
        sender = _OTHERS
        known = places.get(sender)
    if known is None:
        known = places[sender] = _Places(entry.counted)
    if len(known.numbers) < _MOST_NUMBERS:
        known.numbers.append(entry.number if number is None else number)
    else:
        known.more += 1


def _placed(places: dict[str, _Places]) -> tuple[StatementPlace, ...]:
    """Give the places, those of the device that broke it first in front; what was concluded later is put in order."""
    made = [
        StatementPlace(device=name, counted=each.counted, numbers=tuple(sorted(set(each.numbers))), more=each.more)
        for name, each in places.items()
    ]
    return tuple(sorted(made, key=lambda place: place.numbers[0]))


def _result(statement: Statement, count: _Count) -> ItemResult:
    base = ItemResult(
        id=statement.id,
        title=statement.title,
        kind=statement.kind,
        source=in_words(statement.source, BUILT_IN),
        links=links_of(statement.source, BUILT_IN),
        severity=statement.severity,
        style=statement.style,
        verdict=ItemVerdict.CONFORMS,
        attempts=max(1, count.seen),
    )
    if not count.seen and not count.unproved:
        why = "the recording holds no such exchange"
        return with_outcome(_changed(base, verdict=ItemVerdict.UNTESTABLE, missing=(RECORDED.name,), found=why))
    if count.worst is None and count.unproved:
        why = "the recording's clock says otherwise, and the server's was moved"
        return with_outcome(_changed(base, verdict=ItemVerdict.UNTESTABLE, missing=(STEADY.name,), found=why))
    if count.worst is None:
        return with_outcome(base)
    worst = count.worst
    result = _changed(
        base,
        verdict=worst.verdict,
        expected=worst.finding.expected,
        found=f"{worst.finding.found} ({worst.entry.place}, {worst.entry.when}{_more(count)})",
        readings=_readings(count),
        places=_placed(count.places),
        flaky=_is_inconsistent(count),
        exchanges=tuple(
            show(entry, decisive=entry is worst.entry) for entry in dict.fromkeys((*worst.because, worst.entry))
        ),
    )
    return with_outcome(result, worst.finding.decisive, worst.finding.wanted)


def _more(count: _Count) -> str:
    return "" if count.seen == 1 else f"; {count.broken} of {count.seen} such exchanges"


def _is_inconsistent(count: _Count) -> bool:
    """Tell whether the server reads the sources now in one way and now in another, so that it has no one reading.

    One that answers otherwise now and then, or in other words, does not waver: that answer is wrong.
    """
    exact = [values for name, values in count.readings.items() if name.startswith("server.") and name not in _AT_LEAST]
    is_divided = count.broken < count.seen < count.broken * _NOW_AND_THEN
    return bool(exact) and (is_divided or any(len(values) > 1 for values in exact))


def _readings(count: _Count) -> dict[str, Scalar]:
    """Give the readings: of one that is a limit, the furthest that was seen; of all others, the only one."""
    is_always = count.broken == count.seen
    return {
        name: max(values) if name in _AT_LEAST else next(iter(values))
        for name, values in count.readings.items()
        if name in _AT_LEAST or (len(values) == 1 and is_always)
    }


def show(entry: Entry, *, decisive: bool) -> Shown:
    """Show an exchange with its place in the recording, and say which bodies are not there."""
    named, names = _named(entry.exchange)
    row = shown(named, entry.origin, {variable(name): name for name in names.values()}, decisive=decisive)
    gaps = (("request", entry.request_gap), ("answer", entry.response_gap))
    said = [f"[body of the {what} left out: {gap}]" for what, gap in gaps if gap]
    return _changed(
        row,
        # Without its body it would be another request.
        curl=row.curl.replace("--data-raw ''", f'--data-raw "{variable("BODY")}"') if entry.request_gap else row.curl,
        sent=f"[{entry.place}, {entry.when}]\n{row.sent}",
        received="\n".join((row.received.rstrip("\n"), *said)),
    )


def _named(exchange: Exchange) -> tuple[Exchange, dict[str, str]]:
    """Give the exchange with variables, and the variable's name for each name of a secret."""
    request, response = exchange.request, exchange.response
    texts = [*request.headers.values(), request.path, request.query, request.body.decode("utf-8", "replace")]
    if response is not None:
        texts += [*response.headers.values(), response.body.decode("utf-8", "replace")]
    found = {name for text in texts for name in (*NAME.findall(text), HIDDEN)}
    names = {name: name.strip("~").replace("-", "_").upper() for name in sorted(found)}
    named = concealed(exchange, names)
    path, query = (_with_variables(text, names) for text in (request.path, request.query))
    body = _with_variables(request.body.decode("utf-8", "replace"), names).encode()
    return _changed(named, request=_changed(named.request, path=path, query=query, body=body)), names


def _with_variables(text: str, names: dict[str, str]) -> str:
    for name, shell_name in names.items():
        text = text.replace(name, variable(shell_name))
    return text
