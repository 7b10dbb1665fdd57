"""Where the devices of a process get their registration tokens: from the master, which has all of them, each once.

Workers ask by Locust's own messages, and show the key of the run: the master's port is open to everybody on its
machine.
"""

import os
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import gevent
import msgspec
from gevent.event import AsyncResult
from locust.exception import StopUser
from locust.rpc import Message
from locust.runners import Runner, WorkerRunner

from oceanhil.fleet.load.messages import Pending

TOKENS_VARIABLE: Final = "OCEANHIL_TOKENS"
"""Names a file with a registration token on each line, for Locust without `oceanhil fleet`."""
_WANTED: Final = "oceanhil-wanted"
_GRANTED: Final = "oceanhil-granted"
_GATHER_S: Final = 0.02
"""So long a worker gathers who wants a token before it asks for all of them."""


class NoRegistrationError(StopUser):
    """There is no registration token for this device; the text says how to give it one."""


class _Wanted(msgspec.Struct, frozen=True):
    worker: str
    key: str
    number: int


class _Granted(msgspec.Struct, frozen=True):
    pending: tuple[Pending, ...]
    refused: int = 0
    """For so many there is none, and will be none."""


class Registrations:
    """The registration tokens as a process sees them: the master and a process alone hold them, a worker asks."""

    def __init__(self, runner: Runner, key: str) -> None:
        """Take part in the messages of `runner`."""
        self._runner = runner
        self._key = key
        self._stock: deque[Pending] = deque()
        self._is_whole = False
        self._orders: deque[_Wanted] = deque()
        self._waiting: deque[AsyncResult[Pending | None]] = deque()
        self._unasked = 0
        if isinstance(runner, WorkerRunner):
            runner.register_message(_GRANTED, self._on_granted)
        else:
            runner.register_message(_WANTED, self._on_wanted)
            runner.register_message(_GRANTED, self._on_granted)

    def supply(self, pending: Sequence[Pending], *, is_all: bool) -> None:
        """Put more into the stock; with `is_all` it is the last."""
        self._stock.extend(pending)
        self._is_whole = self._is_whole or is_all
        self._serve()

    def take(self) -> Pending:
        """Wait for a token and take it; raises NoRegistrationError when there is none."""
        answer: AsyncResult[Pending | None] = AsyncResult()
        self._waiting.append(answer)
        self._unasked += 1
        if self._unasked == 1:
            gevent.spawn_later(_GATHER_S, self._ask)
        found = answer.get()
        if found is None:
            raise NoRegistrationError(
                "no registration token is left for this device: start the run with `oceanhil fleet URL --locustfile "
                f"FILE`, name a file with a token on each line in ${TOKENS_VARIABLE}, or override `registration`"
            )
        return found

    def _ask(self) -> None:
        number, self._unasked = self._unasked, 0
        worker = self._runner.client_id if isinstance(self._runner, WorkerRunner) else ""
        self._runner.send_message(_WANTED, msgspec.to_builtins(_Wanted(worker, self._key, number)))

    def _on_wanted(self, msg: Message, **_: object) -> None:
        wanted = msgspec.convert(msg.data, _Wanted)
        if wanted.key == self._key:
            self._orders.append(wanted)
            self._serve()

    def _serve(self) -> None:
        while self._orders and (self._is_whole or len(self._stock) >= self._orders[0].number):
            wanted = self._orders.popleft()
            given = tuple(self._stock.popleft() for _ in range(min(wanted.number, len(self._stock))))
            granted = msgspec.to_builtins(_Granted(given, wanted.number - len(given)))
            self._runner.send_message(_GRANTED, granted, wanted.worker or None)

    def _on_granted(self, msg: Message, **_: object) -> None:
        granted = msgspec.convert(msg.data, _Granted)
        for found in (*granted.pending, *(None for _ in range(granted.refused))):
            if self._waiting:
                self._waiting.popleft().set(found)


def listed_tokens(environment: Mapping[str, str] = os.environ) -> Sequence[Pending]:
    """Give the tokens of the file that the environment names, none if it names none; raises OSError."""
    path = environment.get(TOKENS_VARIABLE, "")
    lines = Path(path).read_text("utf-8").split() if path else []
    return [Pending(place, token) for place, token in enumerate(lines)]
