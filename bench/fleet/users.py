"""The user classes that are compared, as a locustfile: all poll without a pause, but for `Resting`.

At the end the process says what it cost, as JSON on a line of its own.
"""

import json
import os
import resource
import socket
import sys
import time

import msgspec
from locust import FastHttpUser, HttpUser, User, constant, events, task
from locust.env import Environment

from oceanhil.fleet import OceanDevice
from oceanhil.fleet.device import Habits
from oceanhil.fleet.load.connection import Connection, destination
from oceanhil.fleet.load.station import station_of
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile

STATE = "/api/device/state/"
TOKEN, SESSION = os.environ["BENCH_TOKEN"], os.environ["BENCH_SESSION"]
HEADERS = {"x-device-token": TOKEN, "x-session-id": SESSION}
_SETTLED_S = 2.0


class Plain(HttpUser):
    """Locust's usual client: requests."""

    wait_time = constant(0)

    @task
    def poll(self) -> None:
        self.client.get(STATE, headers=HEADERS)


class Fast(FastHttpUser):
    """Locust's fast client: geventhttpclient."""

    wait_time = constant(0)

    @task
    def poll(self) -> None:
        self.client.get(STATE, headers=HEADERS)


class Bare(User):
    """The device's own connection, told to Locust, and no device behind it."""

    wait_time = constant(0)

    @task
    def poll(self) -> None:
        connection, fire = Connection(destination(self.host or "")), self.environment.events.request.fire
        while True:
            began_s = time.perf_counter()
            outcome = connection.exchange(HttpRequest("GET", STATE, HEADERS), 10)
            fire(
                request_type="GET",
                name=STATE,
                response_time=1000 * (time.perf_counter() - began_s),
                response_length=0,
                exception=None if getattr(outcome, "status", 0) == 200 else RuntimeError(str(outcome)),
                context={},
                response=None,
                start_time=0.0,
                url=STATE,
            )


class Sockets(User):
    """Nothing but gevent's sockets and Locust's event: what no client can be cheaper than."""

    wait_time = constant(0)

    @task
    def poll(self) -> None:
        to, fire = destination(self.host or ""), self.environment.events.request.fire
        lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        request = f"GET {STATE} HTTP/1.1\r\nhost: {to.authority}\r\n{lines}\r\n".encode()
        with socket.create_connection((to.host, to.port)) as connection:
            while True:
                began_s = time.perf_counter()
                connection.sendall(request)
                connection.recv(65_536)
                fire(
                    request_type="GET",
                    name=STATE,
                    response_time=1000 * (time.perf_counter() - began_s),
                    response_length=0,
                    exception=None,
                    context={},
                    response=None,
                    start_time=0.0,
                    url=STATE,
                )


class Restless(OceanDevice):
    """The whole device, which rests for no time between two polls."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        profile = load_profile()
        device = msgspec.structs.replace(profile.device, poll_interval_s=0)
        station_of(environment).habits = Habits(device, profile.wire)


class Resting(OceanDevice):
    """The device as it is."""


def begin(environment: Environment, **_: object) -> None:
    import gevent

    started_bytes = _memory_bytes()

    def settled() -> None:
        began_s, busy_s, asked = time.monotonic(), time.process_time(), environment.stats.total.num_requests

        def tell(**_: object) -> None:
            total = environment.stats.total
            said = {
                "seconds": time.monotonic() - began_s,
                "busy_s": time.process_time() - busy_s,
                "asked": total.num_requests - asked,
                "failed": total.num_failures,
                "users": environment.runner.user_count if environment.runner else 0,
                "bytes": _memory_bytes() - started_bytes,
            }
            sys.stdout.write(f"\nbench {json.dumps(said)}\n")
            sys.stdout.flush()

        environment.events.test_stopping.add_listener(tell)

    gevent.spawn_later(float(os.environ.get("BENCH_SETTLED_S", _SETTLED_S)), settled)


events.test_start.add_listener(begin)


def _memory_bytes() -> int:
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
