"""Operators for tests, on real ways or on others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.ledger import Ledger, clean_up_in_turn
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.operator import Operator, Ways
from oceanhil.remote.connector.prompt import Prompt
from tests.remote.connector.files import SECRETS, read

Perform = Callable[[Operation, Mapping[str, Value]], Mapping[str, str]]


class Done:
    """A performer that does what a function says."""

    def __init__(self, perform: Perform) -> None:
        self._perform = perform
        self.asked: list[tuple[str, dict[str, Value]]] = []

    def perform(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        self.asked.append((operation.spec.name, dict(inputs)))
        return self._perform(operation, inputs)

    def does(self, perform: Perform) -> None:
        """Let it do something else from now on."""
        self._perform = perform

    def let_go(self) -> None:
        pass

    def close(self) -> None:
        pass


def operator_on(text: str, performer: Done, ledger: Ledger | None = None, *, has_prompt: bool = True) -> Operator:
    return Operator(read(text), performer, ledger or Ledger(), has_prompt=has_prompt)


def cleaned_up(operator: Operator) -> list[str]:
    """Remove what is in the ledger; gives what may still be there."""
    return [*clean_up_in_turn(operator.removals()).left, *operator.doubts]


@contextmanager
def real_operator(
    text: str,
    url: str,
    *,
    prompt: Prompt | None = None,
    folder: Path = Path(),
    ledger: Ledger | None = None,
    environment: Mapping[str, str] = SECRETS,
) -> Iterator[Operator]:
    connector = read(text, environment, folder)
    operator = Operator(connector, Ways(connector, url, prompt), ledger or Ledger(), has_prompt=prompt is not None)
    try:
        yield operator
    finally:
        operator.close()
