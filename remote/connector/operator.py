"""The operator: does the operations of a connector, on nothing but what its own run created, and not in vain.

What it is. A connector file says how a server's own side is asked for something: by a call, a command, a person, or
values that stand in the file. Controls of services ask the operator for operations by name; a performer does them
really, or writes them down for a dry run.

What it must not know. Services: an operation is data, its `OperationSpec` says what it takes, gives, creates, acts on
and removes. Contracts and worlds, which use it alike. Whole secrets in words: the performer's errors hold none, and
values of answers stand in no message.

Laws.
- An operation that acts on a thing is refused unless the ledger says that this run created it.
- What was created stands in the ledger, on disk, before anybody gets to see it. What may have come about in spite of a
  failure or of Ctrl-C stands there too, by its id where that is known; else it is told at the end as a doubt.
- What is removed is struck out only after the operation said so; an operation that is known to say so and to do nothing
  (`distrust`) counts for nothing, and what it struck out counts as there.
- The end removes what is left, newest first, and tells what stays, line by line, also after Ctrl-C. A later run finds
  the ledger of one that was killed.
- An operation is repeated at once only where twice is as good as once and the failure may be chance; after three
  failures in a row, counted apart where its spec says so, it is given up.

What changes with it. `form`, the schema and docs/connectors.md with what a file may say; the ledger's file form, which
`--clean-up` of later versions reads; `conformance.rehearsal`, which performs on paper.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

import msgspec

from oceanhil.protocol.wording import rfc3339
from oceanhil.remote.connector.answers import in_our_words, values_of
from oceanhil.remote.connector.command import Commander
from oceanhil.remote.connector.connector import Command, Connector, HandedIn, HttpCall, Operation, Question
from oceanhil.remote.connector.control import ControlError, DoubtfulError, GivenUpError, UnsaidError
from oceanhil.remote.connector.http_call import Caller
from oceanhil.remote.connector.ledger import Cleanup, Created, Ledger, clean_up_in_turn
from oceanhil.remote.connector.operation import OperationSpec, Removal, Value
from oceanhil.remote.connector.prompt import Prompt, asked
from oceanhil.remote.evidence.lent_secrets import Concealer
from oceanhil.remote.wire.pace import NoPace, Pace

FAILURES_MAX: Final = 3
"""So many failures of one operation in a row, and it is not asked again."""


class Performer(Protocol):
    """Does operations: really, or on paper."""

    def perform(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        """Do one and give its values; raises ControlError."""

    def let_go(self) -> None:
        """Close connections that are kept open for the next operation."""

    def close(self) -> None:
        """Let go of what it holds."""


class Ways:
    """Does operations as the connector says: by HTTP, by a command, by a person, or by values handed in."""

    def __init__(
        self,
        connector: Connector,
        url: str,
        prompt: Prompt | None = None,
        ca_file: str = "",
        pace: Pace | None = None,
    ) -> None:
        """`url` is that of the server under test, `pace` its own; nobody can be asked without a `prompt`."""
        self._connector = connector
        self._prompt = prompt
        self._caller = Caller(connector, url, ca_file, pace or NoPace())
        self._commander = Commander(connector)
        self._concealer = Concealer(connector.secrets)

    def perform(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        """Do one operation."""
        match operation.way:
            case HttpCall() as call:
                return values_of(operation, self._caller.call(operation, call, inputs), self._concealer)
            case Command() as command:
                return values_of(operation, self._commander.run(operation, command, inputs), self._concealer)
            case HandedIn() as handed:
                return {name: text.filled(inputs, self._connector.secrets) for name, text in handed.values.items()}
            case Question() as question:
                assert self._prompt is not None
                said = asked(operation, question, inputs, self._prompt)
                return {name: in_our_words(operation, name, text, self._concealer) for name, text in said.items()}

    def let_go(self) -> None:
        """Close connections; the next call opens another."""
        self._caller.let_go()

    def close(self) -> None:
        """Close connections."""
        self._caller.close()


class Operator:
    """Performs a connector's operations for a run. Close it."""

    def __init__(
        self,
        connector: Connector,
        performer: Performer,
        ledger: Ledger,
        *,
        has_prompt: bool,
        now_unix_s: float | None = None,
    ) -> None:
        """`has_prompt` tells whether there is anybody whom the performer can ask."""
        self.connector = connector
        self._performer = performer
        self.ledger = ledger
        self._has_prompt = has_prompt
        self._failures: Counter[str] = Counter()
        self._last: dict[str, str] = {}
        self._doubtful: list[str] = []
        self._distrusted: set[str] = set()
        self._made: dict[str, Created] = {}
        self._common = {"started": rfc3339(time.time() if now_unix_s is None else now_unix_s)}

    @property
    def asks_people(self) -> bool:
        """Whether a person does one of the operations."""
        return any(isinstance(operation.way, Question) for operation in self.connector.operations.values())

    @property
    def removes_all(self) -> bool:
        """Whether there is an operation that removes each kind of thing that another one creates."""
        specs = [operation.spec for operation in self.connector.operations.values()]
        removed = {spec.acts_on for spec in specs if spec.removes is Removal.FULLY}
        return all(spec.creates in removed for spec in specs if spec.creates)

    def can(self, *names: str) -> bool:
        """Tell whether all these operations can be done here."""
        return all(
            (operation := self.connector.operations.get(name)) is not None
            and (self._has_prompt or not isinstance(operation.way, Question))
            for name in names
        )

    def perform(self, name: str, inputs: Mapping[str, Value] | None = None) -> Mapping[str, str]:
        """Do an operation with these inputs and give its values; raises ControlError, which holds no secret.

        One that acts on a thing which this run did not create is refused. What the operation creates or removes is
        entered into the ledger.
        """
        if not self.can(name):
            raise UnsaidError(f"{name}: the connector {self.connector.name!r} does not say how", name)
        operation = self.connector.operations[name]
        spec, given = operation.spec, {**self._common, **(inputs or {})}
        if spec.creates:
            return self._create(operation, given)
        if spec.acts_on:
            given["name"] = self.ledger.mine(str(given["id"])).name
        values = self._tried(operation, given)
        if spec.removes is Removal.FULLY:
            self.ledger.removed(str(given["id"]))
        return values

    def succeeds(self, name: str, inputs: Mapping[str, Value]) -> bool:
        """Do an operation of which nobody knows whether it takes these inputs; a failure counts for nothing."""
        try:
            self._performer.perform(self.connector.operations[name], {**self._common, **inputs})
        except ControlError:
            return False
        return True

    def distrust(self, name: str) -> None:
        """Know that an operation is answered well and does nothing: what it was to remove is still there."""
        self._distrusted.add(name)

    @property
    def doubts(self) -> Sequence[str]:
        """What may have come about and is not in the ledger, a line for each."""
        return tuple(self._doubtful)

    def removals(self) -> Sequence[Cleanup]:
        """Give what removes everything that is in the ledger, newest first; what failed before is tried again."""
        self._failures.clear()
        entries = {entry.id: entry for entry in self.ledger.entries}
        if self._distrusted & {spec.name for entry in self._made.values() for spec in self._removals(entry.kind)}:
            # What was struck out as removed is there too.
            entries = self._made | entries
        return [Cleanup(str(entry), partial(self._remove, entry)) for entry in reversed(entries.values())]

    def let_go(self) -> None:
        """Close connections that are kept open for the next operation."""
        self._performer.let_go()

    def close(self) -> None:
        """Let go of connections; what was created stays."""
        self._performer.close()

    def _create(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        """Create something; what may have come about in spite of a failure or of Ctrl-C is entered too."""
        name = str(inputs.get("name", ""))
        known: Mapping[str, str] = {}
        try:
            known = self._tried(operation, inputs)
            values = {"id": name, **known}
            self._made[values["id"]] = Created(operation.spec.creates, values["id"], name)
            self.ledger.created(operation.spec.creates, values["id"], name)
        except DoubtfulError as error:
            self._enter_doubtful(operation, name, error.values)
            raise
        except KeyboardInterrupt:
            self._enter_doubtful(operation, name, known)
            raise
        return values

    def _enter_doubtful(self, operation: Operation, name: str, known: Mapping[str, str]) -> None:
        """Enter what may have come about under the id that is `known` of it, or else among the doubts."""
        kind = operation.spec.creates
        identity = known.get("id", "" if "id" in operation.answer else name)
        if identity:
            self.ledger.created(kind, identity, name)
        else:
            self._doubtful.append(f"{kind} {name!r} may be there, its id is not known; look for it on the server")

    def _tried(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        name, apart = operation.spec.name, operation.spec.counted_by
        counted = f"{name} {inputs.get(apart)}" if apart else name
        if self._failures[counted] >= FAILURES_MAX:
            raise GivenUpError(
                f"{name}: not tried again after {FAILURES_MAX} failures in a row; the last: {self._last[counted]}", name
            )
        while True:
            try:
                values = self._performer.perform(operation, inputs)
            except ControlError as error:
                self._failures[counted] += 1
                self._last[counted] = str(error).removeprefix(f"{name}: ")
                if self._failures[counted] >= FAILURES_MAX or not _may_be_repeated(operation, error):
                    raise
            else:
                self._failures[counted] = 0
                return values

    def _remove(self, entry: Created) -> str:
        """Remove one thing as far as it can be; gives what is left of it, empty if nothing is."""
        removals = self._removals(entry.kind)
        if not removals:
            return f"{entry}: {self._cannot_remove(entry.kind)}"
        why = ""
        for spec in removals:
            if spec.name in self._distrusted:
                why = f"{spec.name} was answered well and removed nothing"
                continue
            try:
                self.perform(spec.name, {"id": entry.id})
            except ControlError as error:
                why = str(error)
                continue
            if spec.removes is Removal.FULLY:
                return ""
            listed = f"{entry}: {spec.name} is done, and it is still listed"
            if why:
                # What failed may work another day: struck out here, it could never be removed by it.
                return f"{listed}; run --clean-up when {removals[0].name} works, or delete it on the server"
            # Nothing more can be done with this connector.
            self.ledger.removed(entry.id)
            return f"{listed}; delete it on the server"
        return f"{entry}: {why}; delete it on the server, or run --clean-up"

    def _cannot_remove(self, kind: str) -> str:
        """Say what would let the connector remove things of a kind: without it another clean-up comes to the same."""
        names = [
            spec.name for spec in self.connector.possible if spec.acts_on == kind and spec.removes is Removal.FULLY
        ]
        if asked := [name for name in names if name in self.connector.operations]:
            return f"{asked[0]} asks a person, and nobody can be asked here; run --clean-up at a terminal"
        why = "the connector does not say how to delete it; delete it on the server"
        return f"{why}, or add the operation {names[0]} to {self.connector.path} and run --clean-up" if names else why

    def _removals(self, kind: str) -> Sequence[OperationSpec]:
        """Give the operations that take such a thing away, the best first."""
        specs = (operation.spec for name, operation in self.connector.operations.items() if self.can(name))
        fitting = [spec for spec in specs if spec.acts_on == kind and spec.removes is not Removal.NO]
        return sorted(fitting, key=lambda spec: spec.removes is not Removal.FULLY)


def _may_be_repeated(operation: Operation, error: ControlError) -> bool:
    """Tell whether it may have failed by chance: no time, a broken connection, a failure of the server (5xx)."""
    return operation.spec.repeatable and isinstance(error, DoubtfulError)


class CleanedUp(msgspec.Struct, frozen=True):
    """What became of what earlier runs had left: how many things are gone, and a line for each that is not.

    `put_back` counts what is as it was again, of the server's clock and settings.
    """

    removed: int
    left: tuple[str, ...]
    put_back: int = 0


def nothing_changed(operator: Operator) -> Sequence[Cleanup]:
    """Put nothing back: for those who only create."""
    del operator
    return ()


def clean_up_earlier(
    connector: Connector,
    performer: Performer,
    ledgers: Sequence[Ledger],
    *,
    has_prompt: bool,
    changes_back: Callable[[Operator], Sequence[Cleanup]] = nothing_changed,
) -> CleanedUp:
    """Put back and remove what the runs of these ledgers left; `changes_back` says how the server is put back."""
    operators = [Operator(connector, performer, ledger, has_prompt=has_prompt) for ledger in ledgers]
    back = [cleanup for operator in operators for cleanup in changes_back(operator)]
    cleanups = [cleanup for operator in operators for cleanup in operator.removals()]
    # The clock first: on a server whose time stands still nothing else is sure to work.
    not_back, left = clean_up_in_turn(back).left, clean_up_in_turn(cleanups).left
    return CleanedUp(len(cleanups) - len(left), (*not_back, *left), len(back) - len(not_back))
