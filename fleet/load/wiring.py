"""Locust's events, wired: lines on standard input and output, reports of workers, what befalls devices.

A locustfile that imports `OceanDevice` has all of it; without the command nobody reads lines, and tokens come
from a file.
"""

import logging
import os
import random
import sys
import time
from typing import Final

import gevent
import msgspec
from locust import events
from locust.env import Environment
from locust.rpc import Message
from locust.runners import STATE_INIT, MasterRunner, Runner, WorkerRunner
from locust.web import WebUI

from oceanhil.boards import board_named
from oceanhil.fleet.device import Habits
from oceanhil.fleet.load.command_input import CommandInput
from oceanhil.fleet.load.connection import destination
from oceanhil.fleet.load.messages import (
    COMMAND_VARIABLE,
    RUNS,
    Befalling,
    Listening,
    Order,
    Pulse,
    Report,
    RolloutOrder,
    StrikeOrder,
    Supply,
    encode,
)
from oceanhil.fleet.load.metrics import serve_metrics
from oceanhil.fleet.load.notes import Notes
from oceanhil.fleet.load.registrations import Registrations, listed_tokens
from oceanhil.fleet.load.station import Station, enter_station, profile_named, station_of
from oceanhil.fleet.watch import Watch
from oceanhil.host.wall_clock import wall_us
from oceanhil.remote.wire.http_exchange import RouteError

_STRIKE: Final = "oceanhil-strike"
_REPORT: Final = "oceanhil"
_PULSE_S: Final = 1.0
_WRONG: Final = 2
"""Exit code of a process that cannot do what it was asked for."""


class Process:
    """One of Locust's processes, from when it has a runner."""

    def __init__(
        self, environment: Environment, runner: Runner, web_ui: WebUI | None, told: CommandInput | None
    ) -> None:
        """Hear what is to be done from `told`; None: there is no command."""
        self._web_ui = web_ui
        self._runner = runner
        self._input = told
        self.order = self._first_order()
        self.notes = Notes()
        self._registrations = Registrations(runner, self.order.key)
        self._started_cpu_s = 0.0
        environment.events.test_start.add_listener(self._on_test_start)
        if isinstance(runner, WorkerRunner):
            runner.register_message(_STRIKE, self._on_strike)
            environment.events.report_to_master.add_listener(self._on_report)
            environment.events.user_error.add_listener(self._on_user_error)
        elif isinstance(runner, MasterRunner) and told is not None:
            told.is_end_told = True
            environment.events.worker_report.add_listener(_pass_on)
            _tell(encode(Listening(runner.server.port)))
            gevent.spawn(self._pulse)
        if self._input is not None:
            gevent.spawn(self._listen)
        elif not isinstance(runner, WorkerRunner):
            self._registrations.supply(listed_tokens(), is_all=True)
            gevent.spawn(self._forget)

    @property
    def _name(self) -> str:
        return self._runner.client_id if isinstance(self._runner, WorkerRunner) else ""

    def _first_order(self) -> Order:
        if self._input is None:
            run = time.time_ns() % RUNS
            return Order(run=run, key="", began_unix_us=wall_us())
        order = self._input.next()
        assert isinstance(order, Order)
        return order

    def _listen(self) -> None:
        """Do what the command says; when it is gone, there is nothing to be done any more."""
        assert self._input is not None
        while (message := self._input.next()) is not None:
            match message:
                case Supply(pending, is_all):
                    self._registrations.supply(pending, is_all=is_all)
                case StrikeOrder() | RolloutOrder() as ordered:
                    self._runner.send_message(_STRIKE, msgspec.to_builtins(ordered))
                case _:
                    pass
        # Only a master is told of the end: it tells its workers, and closes Locust's files.
        if self._runner.state == STATE_INIT:
            # Locust would wait for workers that never come.
            os._exit(0)
        self._runner.stop()
        self._runner.quit()
        if self._web_ui is not None:
            self._web_ui.stop()

    def _on_test_start(self, environment: Environment, **_: object) -> None:
        if isinstance(self._runner, MasterRunner):
            return
        self._started_cpu_s = time.process_time()
        host = environment.host or environment.user_classes[0].host or ""
        order = self.order
        try:
            to = destination(host, order.ca_file, order.headers)
        except RouteError as error:
            logging.getLogger(__name__).error("%s", error)  # noqa: TRY400 - a user's mistake, not this program's
            environment.process_exit_code = _WRONG
            self._runner.quit()
            return
        profile = profile_named(order.profile)
        watch = Watch(self.notes, profile.wire)
        station = Station(
            order=order,
            board=board_named(order.board),
            habits=Habits(profile.device, profile.wire, order.jitter_percent),
            destination=to,
            registrations=self._registrations,
            notes=self.notes,
            watch=watch,
            # Each worker's own: devices of two workers that drew the same jitter would come together.
            chance=random.Random(f"{order.run} {order.began_unix_us} {self._name}"),  # noqa: S311 - jitter, no secret
        )
        enter_station(environment, station)

    def _on_strike(self, environment: Environment, msg: Message, **_: object) -> None:
        station_of(environment).befall(msgspec.convert(msg.data, Befalling))

    def _on_report(self, client_id: str, data: dict[str, object]) -> None:
        noted = self.notes.take()
        if self._input is not None:
            report = Report(
                worker=client_id,
                now_us=wall_us() - self.order.began_unix_us,
                users=self._runner.user_count,
                cpu_s=time.process_time() - self._started_cpu_s,
                memory_bytes=self._runner.current_memory_usage,
                noted=noted,
            )
            data[_REPORT] = encode(report)

    def _on_user_error(self, exception: Exception, **_: object) -> None:
        self.notes.wonder(f"{type(exception).__name__}: {exception}")

    def _pulse(self) -> None:
        runner = self._runner
        assert isinstance(runner, MasterRunner)
        while True:
            gevent.sleep(_PULSE_S)
            total = runner.stats.total
            pulse = Pulse(
                users=runner.user_count,
                workers=runner.worker_count,
                p50_ms=total.get_current_response_time_percentile(0.5) or 0.0,
                p95_ms=total.get_current_response_time_percentile(0.95) or 0.0,
            )
            _tell(encode(pulse))

    def _forget(self) -> None:
        """Drop what nobody will ask for."""
        while True:
            gevent.sleep(_PULSE_S)
            self.notes.take()


def _pass_on(data: dict[str, object], **_: object) -> None:
    line = data.get(_REPORT)
    if isinstance(line, bytes):
        _tell(line)


def _tell(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


_COMMAND: Final = CommandInput() if COMMAND_VARIABLE in os.environ else None


def _on_init(environment: Environment, runner: Runner, web_ui: WebUI | None, **_: object) -> None:
    Process(environment, runner, web_ui, _COMMAND)
    if web_ui is not None:
        serve_metrics(web_ui, environment)


events.init.add_listener(_on_init)
