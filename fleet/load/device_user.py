"""The documented device as a Locust user: `from oceanhil.fleet import OceanDevice`.

A user is one device for as long as it lives: it boots, registers, opens its session and polls, and waits as the device
program says. Requests are told to Locust's `request` event, so its pages, its CSV and others' listeners see them.

    from oceanhil.fleet import OceanDevice

    class Kitchen(OceanDevice):
        clock_off_s = 200

Its one task ends with the run. Other tasks belong into user classes of their own, beside it.
"""

import time
from typing import ClassVar, Final, NoReturn

import gevent
import msgspec
from gevent.event import Event
from locust import User, constant, task
from locust.env import Environment
from locust.exception import LocustError, StopUser

from oceanhil.fleet.device import Ask, AskTime, FleetDevice, Join, Need, Rest, Told
from oceanhil.fleet.load.connection import Connection, Destination
from oceanhil.fleet.load.messages import Pending, Sample
from oceanhil.fleet.load.station import station_of
from oceanhil.fleet.requests import OK, RequestKind
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.units import SECOND_US

_JOIN_S: Final = 1.8
_JOIN_SPREAD_S: Final = 0.4
"""How long a board takes to join its network: as long as a simulated one (`oceanhil.simulator.network`)."""
_NO_NAME_S: Final = 5.0
"""After how long a device gives up to look for an address: as long as for a connection."""


class UnhappyExchangeError(LocustError):
    """What Locust is told of a request that got another answer than 200, or none."""


class WrongPlaceError(LocustError):
    """What Locust is told of a device whose place in the fleet cannot be its own."""


class PowerCut(Exception):  # noqa: N818 - no error: power goes out
    """Thrown into the life of a device."""


class OceanDevice(User):
    """A device of the platform, with a MAC of its own; `host` is the server's URL."""

    abstract = True
    wait_time = constant(0)
    board: ClassVar[Board | None] = None
    """None: that of the run, `--board`."""
    store: ClassVar[StorePolicy] = StorePolicy.REFERENCE
    clock_off_s: ClassVar[float] = 0.0
    """How far its time server is off: a server refuses more than 300 s."""

    def __init__(self, environment: Environment) -> None:
        """Be without power, and without a token."""
        super().__init__(environment)
        self._station = station_of(environment)
        self._power = Event()
        self._power.set()
        self.place = -1
        self.device: FleetDevice | None = None
        self.connection = Connection(self._station.destination)
        self._new_token = ""

    # For subclasses

    def registration(self) -> Pending:
        """Give this device its place in the fleet and its registration token; raises StopUser if there is none."""
        return self._station.registrations.take()

    def exchanged(self, request: HttpRequest, outcome: Exchanged, taken_s: float) -> None:
        """Hear of each exchange after it was counted; does nothing by itself."""

    # What may befall it

    def cut_power(self) -> None:
        """Take its power."""
        self._power.clear()
        if self.device is not None and self.device.has_power and self.greenlet is not None:
            # `kill` would take the user from its greenlet, and Locust would count and stop it no more.
            gevent.get_hub().loop.run_callback(self.greenlet.throw, PowerCut)

    def give_power(self) -> None:
        """Give its power back."""
        self._power.set()

    def lose_network(self) -> None:
        """Take its network; it learns of that by its next request."""
        if self.device is not None:
            self.device.lose_network()
        self.connection.close()

    def reach(self, to: Destination) -> None:
        """Go there from now on, and begin with a whole handshake."""
        self.connection.begin_anew(to)

    def flash(self, token: str) -> None:
        """Erase it and put firmware with this token on it; it boots with it, unless it has no power."""
        self._new_token = token
        self.cut_power()
        if self.place not in self._station.dark:
            self.give_power()

    # Its life

    @task
    def live(self) -> None:
        """Lead the device's life until the run ends, or it halts."""
        pending, station = self.registration(), self._station
        place = self.place = pending.place
        if refusal := station.refusal_of(place):
            self._fail(WrongPlaceError(refusal))
        firmware = Firmware(pending.token, store=self.store, tls=station.destination.context is not None)
        device = self.device = FleetDevice(
            self.board or station.board, station.mac(place), firmware, station.habits, station.chance
        )
        station.members[place] = self
        if place in station.dark:
            self._power.clear()
        try:
            while True:
                # Power may go out twice before it notices: then the second time finds it waiting.
                try:
                    self._power.wait()
                    if self._new_token:
                        device.flash(msgspec.structs.replace(firmware, registration_token=self._new_token))
                        station.watch.flashed(place)
                        self._new_token = ""
                    self._lead(device)
                except PowerCut:
                    device.power_off()
                    self.connection.close()
                    station.watch.looks(place, device, station.now_us())
        except StopUser:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            self._fail(error)
        finally:
            self.connection.close()
            del station.members[place]

    def _fail(self, error: Exception) -> NoReturn:
        """Tell of it and end: Locust would begin the task again, and with it another device."""
        self.environment.events.user_error.fire(user_instance=self, exception=error, tb=error.__traceback__)
        raise StopUser from error

    def _lead(self, device: FleetDevice) -> None:
        """Lead one boot of it; ends only by an exception, or when it has halted."""
        watch, now_us, place = self._station.watch, self._station.now_us, self.place
        need: Need | None = device.boot(now_us())
        while True:
            told: Told = None
            match need:
                case Ask():
                    need = self._answered(device, need)
                    continue
                case Rest(duration_us):
                    gevent.sleep(duration_us / SECOND_US)
                case AskTime(timeout_us):
                    told = self._time_us(timeout_us)
                case Join(timeout_us):
                    told = self._address(timeout_us)
                case None:
                    # It has halted, and stays so: the line that says why goes to a console that nobody has.
                    self._power.clear()
                    return
            need = device.go_on(told, now_us())
            watch.looks(place, device, now_us())

    def _answered(self, device: FleetDevice, ask: Ask) -> Need | None:
        """Send a request, tell everybody what came of it, and go on with that."""
        station, watch = self._station, self._station.watch
        asked_us = station.now_us()
        kind = watch.begins(ask, asked_us)
        began_s = time.perf_counter()
        try:
            outcome = self._outcome(ask)
        except PowerCut:
            watch.ends(kind, asked_us, HttpFailure.CONNECTION_LOST)
            raise
        except gevent.GreenletExit:
            station.notes.cut()
            raise
        taken_s = time.perf_counter() - began_s
        watch.ends(kind, asked_us, outcome)
        if station.is_sampled(self.place):
            self._keep(ask.request, outcome, asked_us, round(taken_s * SECOND_US))
        self._fire(ask.request, outcome, taken_s)
        self.exchanged(ask.request, outcome, taken_s)
        now_us = station.now_us()
        need = device.go_on(outcome, now_us)
        if kind is RequestKind.REGISTER:
            watch.registered(self.place, device, outcome)
        watch.looks(self.place, device, now_us)
        return need

    def _outcome(self, ask: Ask) -> Exchanged:
        if not ask.trusts_dates:
            return HttpFailure.TLS
        timeout_s = ask.timeout_us / SECOND_US
        if not self._station.has_server:
            self.connection.close()
            gevent.sleep(min(timeout_s, _NO_NAME_S))
            return HttpFailure.REFUSED
        if not self._station.has_names and not self.connection.is_open:
            self._station.notes.ask(RequestKind.NAME, self._station.now_us())
            gevent.sleep(min(timeout_s, _NO_NAME_S))
            return HttpFailure.REFUSED
        return self.connection.exchange(ask.request, timeout_s)

    def _fire(self, request: HttpRequest, outcome: Exchanged, taken_s: float) -> None:
        answer = outcome if isinstance(outcome, HttpResponse) else None
        is_well = answer is not None and answer.status == OK
        self.environment.events.request.fire(
            request_type=request.method,
            name=request.path,
            response_time=1000 * taken_s,
            response_length=0 if answer is None else len(answer.body),
            exception=None if is_well else UnhappyExchangeError(words_of(outcome)),
            context={},
            response=None,
            start_time=time.time() - taken_s,
            url=request.path,
        )

    def _keep(self, request: HttpRequest, outcome: Exchanged, asked_us: int, taken_us: int) -> None:
        began_us = self._station.order.began_unix_us + asked_us
        response = outcome if isinstance(outcome, HttpResponse) else None
        failure = "" if response is not None else words_of(outcome)
        self._station.notes.sample(Sample(began_us, began_us + taken_us, request, response, failure))

    def _time_us(self, timeout_us: int) -> int | None:
        """Ask the time server, which is this machine's clock: what is loaded is the platform's server."""
        station = self._station
        station.notes.ask(RequestKind.TIME, station.now_us())
        if not station.has_time:
            gevent.sleep(timeout_us / SECOND_US)
            return None
        return round((time.time() + self.clock_off_s) * SECOND_US)

    def _address(self, timeout_us: int) -> str | None:
        """Join the network, if there is one; addresses are of the private network 10.0.0.0/8 (RFC 1918)."""
        if self.place in self._station.deaf:
            gevent.sleep(timeout_us / SECOND_US)
            return None
        gevent.sleep(_JOIN_S + _JOIN_SPREAD_S * self._station.chance.random())
        return ".".join(map(str, (10, *self.place.to_bytes(3))))


def words_of(outcome: Exchanged) -> str:
    """Say what came of a request: `401 token_invalid`, `timeout`."""
    if not isinstance(outcome, HttpResponse):
        return outcome.words
    code = next((reason.value for reason in ErrorReason if f'"{reason.value}"'.encode() in outcome.body), "")
    return f"{outcome.status} {code}".rstrip()
