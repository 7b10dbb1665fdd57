"""Lets two devices live as users of Locust, cuts the power of one of them twice, and prints how many Locust counts."""

import gevent.monkey

gevent.monkey.patch_all()

import json
import random
import sys
from collections.abc import Callable
from typing import cast

import gevent
from locust.env import Environment

from oceanhil.fleet.device import Habits
from oceanhil.fleet.load.connection import destination
from oceanhil.fleet.load.device_user import OceanDevice
from oceanhil.fleet.load.messages import Order, Pending
from oceanhil.fleet.load.notes import Notes
from oceanhil.fleet.load.registrations import Registrations
from oceanhil.fleet.load.station import Station, enter_station, profile_named
from oceanhil.fleet.watch import Watch
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import BUILT_IN

KITCHENS: list["Kitchen"] = []


class Kitchen(OceanDevice):
    """A device whose token comes from nowhere."""

    def registration(self) -> Pending:
        KITCHENS.append(self)
        return Pending(len(KITCHENS) - 1, "token")

    @property
    def has_power(self) -> bool:
        return self.device is not None and self.device.has_power


def until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        gevent.sleep(0)


def main() -> None:
    profile, notes = profile_named(BUILT_IN), Notes()
    environment = Environment(user_classes=[Kitchen], host="http://127.0.0.1:9")
    station = Station(
        order=Order(run=0, key="", began_unix_us=0),
        board=Board.ESP32,
        habits=Habits(profile.device, profile.wire),
        destination=destination("http://127.0.0.1:9"),
        registrations=cast("Registrations", None),
        notes=notes,
        watch=Watch(notes, profile.wire),
        chance=random.Random(0),
    )
    enter_station(environment, station)
    failed: list[str] = []
    environment.events.user_error.add_listener(lambda exception, **_: failed.append(repr(exception)))
    runner = environment.create_local_runner()
    runner.spawn_users({Kitchen.__name__: 2})
    until(lambda: len(station.members) == 2 and all(each.has_power for each in KITCHENS))
    first = KITCHENS[0]
    told = {"before": runner.user_classes_count[Kitchen.__name__]}
    # The second cut is on its way before the device notices the first.
    for _ in range(2):
        first.cut_power()
    until(lambda: not first.has_power)
    gevent.sleep(0)
    told["dark"] = runner.user_classes_count[Kitchen.__name__]
    first.give_power()
    until(lambda: first.has_power or bool(failed))
    told["lit"] = runner.user_classes_count[Kitchen.__name__]
    runner.stop()
    told["left"] = len(station.members)
    json.dump({**told, "failed": len(failed)}, sys.stdout)


if __name__ == "__main__":
    main()
