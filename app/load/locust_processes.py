"""Locust's master and its workers on this machine: started, told, listened to, and ended in order."""

import queue
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Final

from oceanhil.app.load.locust_group import LocustGroup, ProcessesError
from oceanhil.app.load.plan import LOOPBACK, LoadPlan
from oceanhil.fleet.load.messages import FromCommand, FromMaster, Listening, Order, Pending, Supply, read_master
from oceanhil.protocol.not_json import NOT_JSON

_START_S: Final = 60.0
_GUESTS_S: Final = 600.0
"""So long workers of other machines are waited for."""
_END_S: Final = 20.0
_LAST_S: Final = 5.0
_SUPPLY_AT_ONCE: Final = 1_000


class LocustProcesses(LocustGroup):
    """A context manager: master and workers of one run; within it they live."""

    def __init__(self, plan: LoadPlan, order: Order) -> None:
        """Start nothing yet."""
        super().__init__(plan.url, plan.locustfile, order)
        self._plan = plan
        self._heard: queue.SimpleQueue[FromMaster | None] = queue.SimpleQueue()
        self.port = 0
        """Where the master takes workers, once it does."""
        self.trouble = ""
        """What the master could not do, in its own words, when it has ended."""

    def supply(self, pending: Sequence[Pending]) -> None:
        """Hand the master all registration tokens there are."""
        for start in range(0, len(pending), _SUPPLY_AT_ONCE):
            self.tell(Supply(tuple(pending[start : start + _SUPPLY_AT_ONCE])))
        self.tell(Supply((), is_all=True))

    def tell(self, message: FromCommand) -> None:
        """Tell the master something; raises ProcessesError when it is gone."""
        self._send(self._processes[0], message)

    def heard(self, timeout_s: float) -> FromMaster | None:
        """Give what the master told next, None when it told nothing in time; raises ProcessesError when it is gone."""
        try:
            message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if message is None:
            raise self._ended()
        return message

    def end(self) -> Sequence[FromMaster]:
        """End the run in order; gives what was told until then."""
        self._close_inputs(self._processes[:1])
        with suppress(subprocess.TimeoutExpired):
            self._processes[0].wait(_END_S)
        self._kill()
        if self._processes[0].returncode:
            said = [line for line in self._said if line]
            self.trouble = said[-1] if said else f"its exit code was {self._processes[0].returncode}"
        rest: list[FromMaster] = []
        while not self._heard.empty():
            message = self._heard.get()
            rest += [message] if message is not None else []
        return rest

    @property
    def lost_workers(self) -> int:
        """How many workers of this machine have ended by themselves."""
        return sum(process.poll() is not None for process in self._processes[1:])

    def _start(self) -> None:
        plan = self._plan
        web = (
            ["--headless"]
            if plan.web_port is None
            else ["--autostart", "--web-host", LOOPBACK, "-P", str(plan.web_port)]
        )
        csv = [] if plan.csv is None else ["--csv", str(plan.csv.absolute())]
        where = ["--master", "--master-bind-host", plan.bind, "--master-bind-port", "0"]
        wait_s = _GUESTS_S if plan.workers_elsewhere else _START_S
        expected = ["--expect-workers", str(plan.all_workers), "--expect-workers-max-wait", str(int(wait_s))]
        size = ["-u", str(plan.devices), "-r", f"{plan.per_s:g}", "--only-summary", "--exit-code-on-error", "0"]
        self._run([*where, *expected, *size, *web, *csv], self._read_master)
        first = self.heard(_START_S)
        if not isinstance(first, Listening):
            raise ProcessesError(f"Locust did not start within {_START_S:g} s{self._last_words()}")
        self.port = first.port
        for _ in range(plan.workers):
            self._run_worker(plan.bind, first.port)

    def _read_master(self, stream: IO[bytes]) -> None:
        for line in stream:
            try:
                self._heard.put(read_master(line))
            except NOT_JSON:
                # A user's own locustfile may print.
                self._keep(line)
        self._heard.put(None)

    def _ended(self) -> ProcessesError:
        with suppress(subprocess.TimeoutExpired):
            self._processes[0].wait(_LAST_S)
        return ProcessesError(f"Locust's master ended by itself ({self._processes[0].poll()}){self._last_words()}")
