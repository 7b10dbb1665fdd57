"""Strikes the devices of a process as a command's orders do, and prints what befell which of them."""

import gevent.monkey

gevent.monkey.patch_all()

import json
import random
import sys
from typing import cast

import gevent

from oceanhil.fleet.device import Habits
from oceanhil.fleet.load.connection import Destination, destination
from oceanhil.fleet.load.messages import Order, Pending, RolloutOrder, Strike, StrikeOrder
from oceanhil.fleet.load.notes import Notes
from oceanhil.fleet.load.registrations import Registrations
from oceanhil.fleet.load.station import Station, profile_named
from oceanhil.fleet.watch import Watch
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import BUILT_IN

DEVICES = 4
STRUCK = 2


class Struck:
    """A member that notes what befalls it."""

    def __init__(self, place: int, befell: list[str]) -> None:
        self._place = place
        self._befell = befell

    def cut_power(self) -> None:
        self._befell.append(f"{self._place} dark")

    def give_power(self) -> None:
        self._befell.append(f"{self._place} lit")

    def lose_network(self) -> None:
        self._befell.append(f"{self._place} deaf")

    def reach(self, to: Destination) -> None:
        self._befell.append(f"{self._place} anew at {to.authority}")

    def flash(self, token: str) -> None:
        self._befell.append(f"{self._place} flashed with {token}")


def main(*strikes: str) -> None:
    """Let each happen, `rollout` too, and print for each what befell whom."""
    profile, notes = profile_named(BUILT_IN), Notes()
    befell: list[str] = []
    station = Station(
        order=Order(run=0, key="", began_unix_us=0),
        board=Board.ESP32,
        habits=Habits(profile.device, profile.wire),
        destination=destination("http://server"),
        registrations=cast("Registrations", None),
        notes=notes,
        watch=Watch(notes, profile.wire),
        chance=random.Random(0),
    )
    for place in range(DEVICES):
        station.members[place] = Struck(place, befell)
    told: dict[str, list[str]] = {}
    for strike in strikes:
        if strike == "rollout":
            station.befall(RolloutOrder(tuple(Pending(place, f"t{place}") for place in (1, 9))))
        else:
            station.befall(StrikeOrder(Strike(strike), STRUCK))
        gevent.wait()
        told[strike] = sorted(befell)
        befell.clear()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
