"""The dry run: what a run would send and do, found by running it against the built-in server in this process.

The items and the connector's control are the real ones. Only the two ends are others: requests go to a server on
loopback, and operations are done there too, while what they would be at the target is written down. The time is that of
a clock which only the limits move.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup, Suite
from oceanhil.conformance.rehearsal.plan import ADMIN, Plan, Step, StepKind
from oceanhil.conformance.rehearsal.stand_ins import RehearsalWire, Rehearser, TellingClient, built_in_server
from oceanhil.mock_server.client import Client
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.connector.connector import Command, Connector, HttpCall, Operation
from oceanhil.remote.connector.control import Control, NoControl
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.operation import Removal, Value
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.connector.summary import shown_way
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.pace import DOCUMENTED, Limits, PaceChoice, RatePace
from oceanhil.remote.wire.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What is to be rehearsed."""

    suite: Suite
    ids: Sequence[str]
    """Ids of the chosen items."""
    target: Target
    """Nothing is sent there."""
    connector: Connector | None = None
    has_prompt: bool = False
    """Whether there is anybody to be asked."""
    is_mock_server: bool = False
    """Whether to take the target for a mock server that is reached by its admin side."""
    profile_file: Path | None = None
    seed: int = 1
    pace: PaceChoice = DOCUMENTED

    @property
    def limits(self) -> Limits:
        """What the pace would keep to as long as the server says nothing."""
        return self.pace.limits(self._stated, self._documented)

    @property
    def polite(self) -> Limits:
        """What it would keep to at the documented pace."""
        return self._stated.over(self._documented)

    @property
    def _stated(self) -> Limits:
        return Limits() if self.connector is None else self.connector.limits

    @property
    def _documented(self) -> Limits:
        return Limits() if self.is_mock_server else self.suite.side.limits


def rehearse(wish: Rehearsal) -> Plan:
    """Find out what a run would do; raises TargetLostError if no server can be run here."""
    notes = _Notes(wish)
    began_s = time.monotonic()
    with built_in_server(wish.suite.rules.service, wish.profile_file, wish.seed) as url:
        client = TellingClient(url, notes.asked) if wish.is_mock_server and not wish.connector else Client(url)
        with client:
            control = _control(wish, notes, client)
            try:
                _play_through(wish, notes, url, control)
            finally:
                notes.trying("")
                control.close()
    return notes.plan(time.monotonic() - began_s)


def _control(wish: Rehearsal, notes: "_Notes", client: Client) -> Control:
    connector = wish.connector
    if connector is None:
        return wish.suite.admin(client) if wish.is_mock_server else NoControl()
    performer = Rehearser(client, wish.suite.side.play, notes.done)
    return wish.suite.side.by_connector(Operator(connector, performer, Ledger(), has_prompt=wish.has_prompt))


def _play_through(wish: Rehearsal, notes: "_Notes", url: str, control: Control) -> None:
    here = Target(url, timeout_s=wish.target.timeout_s)

    def wire_to(heard: Callable[[Exchange], None]) -> RehearsalWire:
        def both(exchange: Exchange) -> None:
            notes.sent(exchange)
            heard(exchange)

        return RehearsalWire(here, wish.target, notes.pace, both)

    setup = Setup(wire_to=wire_to, control=control, seed=wish.seed, trials_max=1, trying=notes.trying)
    with closing(wish.suite.run(frozenset(wish.ids), setup)) as trials:
        for result in trials:
            notes.judged(result)


class _Notes:
    """What has been seen so far."""

    def __init__(self, wish: Rehearsal) -> None:
        self._wish = wish
        self._item = ""
        self._steps: list[Step] = []
        self._shown_up_to = 0
        self._registrations = 0
        self._created: Counter[str] = Counter()
        self._removed: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self.pace = _TwoPaces(wish)

    def trying(self, identity: str) -> None:
        self._item = identity
        self._shown_up_to = len(self._steps)

    def sent(self, exchange: Exchange) -> None:
        """Note a request."""
        request = exchange.request
        registers = self._wish.suite.side.is_registration(request)
        self._registrations += registers
        self._steps.append(
            Step(self._item, StepKind.REQUEST, f"{request.method} {request.path}", is_registration=registers)
        )

    def asked(self, line: str) -> None:
        """Note what the admin side of a mock server would be asked."""
        self._steps.append(Step(self._item, StepKind.OPERATION, line, ADMIN))

    def done(self, operation: Operation, inputs: Mapping[str, Value]) -> None:
        """Note what a connector would do."""
        connector, url = self._wish.connector, self._wish.target.url
        assert connector is not None
        if isinstance(operation.way, HttpCall) and connector.goes_to(operation.way, url):
            self.pace.wait([HttpRequest(operation.way.method, "")])
        # The target gives an id of its own.
        known = {name: value for name, value in inputs.items() if name != "id" or not operation.spec.acts_on}
        line = shown_way(connector, operation, url, known)
        self._steps.append(Step(self._item, StepKind.OPERATION, line, operation.spec.name))
        self._created.update([operation.spec.creates] if operation.spec.creates else [])
        self._removed.update([operation.spec.acts_on] if operation.spec.removes is Removal.FULLY else [])

    def judged(self, result: ItemResult) -> None:
        """Take the lines of curl from a result, which knows the names of secrets."""
        mine = [at for at in range(self._shown_up_to, len(self._steps)) if self._steps[at].kind is StepKind.REQUEST]
        if len(mine) == len(result.exchanges):
            for at, shown in zip(mine, result.exchanges, strict=True):
                self._steps[at] = msgspec.structs.replace(self._steps[at], curl=shown.curl)
        self._shown_up_to = len(self._steps)
        if result.verdict is ItemVerdict.UNTESTABLE:
            self._missing.update(result.missing)

    def plan(self, answers_s: float) -> Plan:
        """Sum it up."""
        wish = self._wish
        operations = Counter(step.name for step in self._steps if step.kind is StepKind.OPERATION)
        return Plan(
            url=wish.target.url,
            connector="" if wish.connector is None else wish.connector.name,
            items=len(wish.ids),
            steps=tuple(self._steps),
            requests=sum(step.kind is StepKind.REQUEST for step in self._steps),
            registrations=self._registrations,
            operations=dict(operations),
            created=dict(self._created),
            removed=dict(self._removed),
            missing=dict(self._missing),
            limits=wish.limits,
            estimate_s=round(answers_s + self.pace.chosen.waited_s, 1),
            polite_s=round(answers_s + self.pace.polite.waited_s, 1),
            polite=wish.polite,
            commands=sum(count for name, count in operations.items() if self._is_command(name)),
        )

    def _is_command(self, name: str) -> bool:
        connector = self._wish.connector
        operation = None if connector is None else connector.operations.get(name)
        return operation is not None and isinstance(operation.way, Command)


class _OnPaper:
    """A pace by a clock that only the waits move."""

    def __init__(self, limits: Limits, is_registration: Callable[[HttpRequest], bool]) -> None:
        self.waited_s = 0.0
        self.pace = RatePace(limits, is_registration, now_s=lambda: self.waited_s, sleep_s=self._wait)

    def _wait(self, duration_s: float) -> None:
        self.waited_s += duration_s


class _TwoPaces:
    """Implements `oceanhil.remote.wire.pace.Pace` on paper: the chosen one, and beside it the documented one."""

    registration_s = 0.0

    def __init__(self, wish: Rehearsal) -> None:
        is_registration = wish.suite.side.is_registration
        self.chosen, self.polite = _OnPaper(wish.limits, is_registration), _OnPaper(wish.polite, is_registration)

    @property
    def registrations(self) -> int:
        """How many registrations were sent."""
        return self.chosen.pace.registrations

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Let the time go by that each of them would wait."""
        self.chosen.pace.wait(requests)
        self.polite.pace.wait(requests)

    def until_room(self) -> None:
        """Let the time go by until one more registration may be sent."""
        self.chosen.pace.until_room()
        self.polite.pace.until_room()

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind the chosen one lets go at once."""
        return self.chosen.pace.widest(request)

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Take the answer as it is: it is the built-in server's."""
        del response
        return False
