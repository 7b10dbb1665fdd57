"""The acts of a storm, done to a virtual fleet and its server."""

import random
from collections.abc import Mapping, Sequence
from typing import assert_never

from oceanhil.fleet.storm import (
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    Storm,
    StormAct,
    StormDisturbance,
    StormError,
    chosen,
)
from oceanhil.fleet.virtual.fleet import VirtualFleet
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US


def check_settings(storm: Storm, profile: Profile) -> None:
    """Raise StormError for a storm that changes a setting which the server has not, or to what cannot be."""
    core = Core(profile, 0, 1)
    calm = core.settings()
    for deed in storm.deeds:
        if isinstance(deed.act, Settings):
            try:
                # An unknown name is refused whatever its value is.
                core.put_settings(
                    {name: calm.get(name, 0) if to is None else to for name, to in deed.act.values.items()}, 0
                )
            except WrongValueError as error:
                raise StormError(f"the storm {storm.name!r}, settings at {deed.at_s:g} s: {error}") from None


class Hand:
    """Does what a storm says to a fleet whose devices have these ids at the server."""

    def __init__(self, fleet: VirtualFleet, ids: Sequence[str], chance: random.Random) -> None:
        self._fleet = fleet
        self._ids = ids
        self._chance = chance
        self._calm: Mapping[str, bool | int | str] = dict(fleet.server.core.settings())

    def do(self, act: StormAct, now_us: int) -> None:
        """Do it at this time of the run."""
        fleet = self._fleet
        match act:
            case Settings(values):
                put = {name: self._calm[name] if value is None else value for name, value in values.items()}
                fleet.server.core.put_settings(put, fleet.server.unix_us(now_us))
            case StormDisturbance(rule):
                fleet.server.core.add_fault(rule, fleet.server.unix_us(now_us))
            case Silence(host, for_s):
                fleet.silence(host, now_us + round(SECOND_US * for_s))
            case Certificate(is_trusted):
                fleet.change_certificate(is_trusted=is_trusted)
            case PowerOff(share):
                for place in self._chosen(share):
                    fleet.power_off(place)
            case PowerOn(share, within_s):
                for place in self._chosen(share):
                    fleet.start(place, self._within(now_us, within_s))
            case NetworkOff(share) | NetworkOn(share):
                for place in self._chosen(share):
                    fleet.set_network(place, is_there=isinstance(act, NetworkOn))
            case Rollout(share, within_s):
                for place in self._chosen(share):
                    made = fleet.server.core.regenerate(self._ids[place], fleet.server.unix_us(now_us))
                    at_us = self._within(now_us, within_s)
                    fleet.flash(place, at_us, Firmware(made.registration_token))
            case _:
                assert_never(act)

    def _chosen(self, share: float) -> range:
        return chosen(len(self._ids), share)

    def _within(self, now_us: int, within_s: float) -> int:
        return now_us + (self._chance.randrange(round(SECOND_US * within_s)) if within_s else 0)
