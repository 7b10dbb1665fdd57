"""A mock server behind a connector whose operations do something wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.command.suite_run import Run, run_suite
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.oceanremote.suite import make_suite
from oceanhil.mock_server.client import Client
from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.control import DoubtfulError
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.oceanremote import ConnectorControl
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.wire.pace import Limits, RatePace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.conformance.servers import Kept
from tests.remote.connector.files import WHOLE, read

SUITE = make_suite(None)


Does = Callable[[Mapping[str, Value]], Mapping[str, str]]


OTHERS = ("poll/accepted", "session-token/unknown", "registration/accepted")


class Backend:
    """The side of a backend that has a fault, before a server that has none; a performer of operations."""

    def __init__(self, server: ServedServer | Served) -> None:
        self.client = server.client
        self.faults: dict[str, Does] = {}
        self.calls = count(1)

    def perform(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        name = operation.spec.name
        return self.faults[name](inputs) if name in self.faults else self.well(name, inputs)

    def well(self, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return SUITE.side.play(self.client, name, inputs)

    def let_go(self) -> None:
        pass

    def close(self) -> None:
        pass

    @property
    def now_s(self) -> float:
        return self.client.clock().now

    def sleep(self, seconds: float) -> None:
        """Let time go by on the server, if its clock runs."""
        if not self.client.clock().frozen:
            self.client.advance_clock(seconds)


def nothing(_: Mapping[str, Value]) -> Mapping[str, str]:
    return {}


def fails(name: str) -> Mapping[str, str]:
    raise DoubtfulError(f"{name}: out of order", name)


@dataclass(frozen=True, slots=True)
class Served:
    """A server, and its own side."""

    url: str
    client: Client


def report_of(
    backend: Backend,
    server: ServedServer | Served,
    ids: tuple[str, ...],
    ledger: Ledger | None = None,
    told: list[str] | None = None,
) -> ConformReport:
    operator = Operator(read(WHOLE), backend, ledger or Ledger(), has_prompt=False)
    control = ConnectorControl(operator, sleep_s=backend.sleep)
    limits, heard = Limits(), [] if told is None else told
    is_registration = SUITE.side.is_registration
    pace = RatePace(limits, is_registration, now_s=lambda: 0.0, sleep_s=backend.sleep, told=heard.append)
    setup = Setup(
        wire_to=lambda hears: Wire(Target(server.url), pace, hears),
        control=control,
        trials_max=2,
        told=heard.append,
    )
    run = Run(
        suite=SUITE,
        ids=ids,
        setup=setup,
        url=server.url,
        connector="staging",
        version="1.0",
        started="2026-01-02T03:04:05Z",
        monotonic_s=lambda: 0.0,
    )
    return run_suite(run, Kept())


def verdicts(report: ConformReport) -> Mapping[str, ItemVerdict]:
    return {result.id: result.verdict for result in report.results}
