"""What all devices of a process share: where they go, who gives tokens, what notes their deeds, what befalls them."""

import random
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Protocol
from weakref import WeakKeyDictionary

import gevent
from locust.env import Environment

from oceanhil.fleet.device import Habits, mac_of
from oceanhil.fleet.load.connection import Destination, untrusting
from oceanhil.fleet.load.messages import Befalling, Order, RolloutOrder, Strike, StrikeOrder
from oceanhil.fleet.load.notes import Notes
from oceanhil.fleet.load.outage import Outage
from oceanhil.fleet.load.registrations import Registrations
from oceanhil.fleet.watch import Watch
from oceanhil.host.wall_clock import wall_us
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import BUILT_IN, Profile, load_profile

_PLACES: Final = 1 << 24
"""Places that a fleet may have, and so devices."""


class Member(Protocol):
    """A device that something may befall."""

    def cut_power(self) -> None:
        """Take its power; harmless without."""

    def give_power(self) -> None:
        """Give it back; harmless with."""

    def lose_network(self) -> None:
        """Take its network."""

    def reach(self, to: Destination) -> None:
        """Go there from now on, and begin with a whole handshake."""

    def flash(self, token: str) -> None:
        """Erase it, and put firmware with this registration token on it."""


@dataclass(kw_only=True)
class Station:
    """One process's share of a fleet."""

    order: Order
    board: Board
    habits: Habits
    destination: Destination
    registrations: Registrations
    notes: Notes
    watch: Watch
    chance: random.Random
    """Draws jitter, and when what befalls devices does."""
    members: MutableMapping[int, Member] = field(default_factory=dict)
    """Devices that live in this process, by place."""
    dark: Outage = field(default_factory=Outage)
    """Of power."""
    deaf: Outage = field(default_factory=Outage)
    """Of the network."""
    has_time: bool = True
    """Whether the time server answers."""
    has_names: bool = True
    """Whether the name server does."""
    has_server: bool = True
    """Whether requests reach the server."""

    def __post_init__(self) -> None:
        """Keep where devices go as long as they trust the server."""
        self._trusting = self.destination

    def now_us(self) -> int:
        """Give the time of the run in µs."""
        return wall_us() - self.order.began_unix_us

    def mac(self, place: int) -> bytes:
        """Give the MAC of the device in this place: of this fleet alone, and of no board that was ever sold."""
        return mac_of(self.order.run * _PLACES + place)

    def refusal_of(self, place: int) -> str:
        """Say why no device can come to this place, and what to do; empty if one can."""
        most = self.order.devices or _PLACES
        if not 0 <= place < most:
            return f"place {place} is none of this fleet; expected 0 to {most - 1} from `registration`"
        if place in self.members:
            return f"place {place} has a device already; expected another for each from `registration`"
        return ""

    def is_sampled(self, place: int) -> bool:
        """Tell whether the exchanges of this device are kept for the judge."""
        return self.order.sampled > 0 and place % self.order.sampled == 0

    def befall(self, ordered: Befalling) -> None:
        """Let it happen to the members of this process."""
        if isinstance(ordered, RolloutOrder):
            for each in ordered.pending:
                self._soon(each.place, partial(_flash, token=each.token), ordered.within_s)
        else:
            self._strike(ordered)

    def _strike(self, ordered: StrikeOrder) -> None:
        places = ordered.places
        match ordered.what:
            case Strike.POWER_OFF:
                self.dark.begin(places)
                self._each(places, _cut_power)
            case Strike.POWER_ON:
                self.dark.end(places)
                self._each(places, _give_power, ordered.within_s)
            case Strike.NETWORK_OFF:
                self.deaf.begin(places)
                self._each(places, _lose_network)
            case Strike.NETWORK_ON:
                self.deaf.end(places)
            case Strike.TIME_OFF | Strike.TIME_ON:
                self.has_time = ordered.what is Strike.TIME_ON
            case Strike.NAMES_OFF | Strike.NAMES_ON:
                self.has_names = ordered.what is Strike.NAMES_ON
            case Strike.SERVER_OFF | Strike.SERVER_ON:
                self.has_server = ordered.what is Strike.SERVER_ON
            case Strike.TRUST_OFF | Strike.TRUST_ON:
                is_trusted = ordered.what is Strike.TRUST_ON
                self.destination = self._trusting if is_trusted else untrusting(self._trusting)
                self._each(places, partial(_reach, to=self.destination))

    def _each(self, places: int, act: Callable[[Member], None], within_s: float = 0.0) -> None:
        for place in list(self.members):
            if place < places:
                self._soon(place, act, within_s)

    def _soon(self, place: int, act: Callable[[Member], None], within_s: float) -> None:
        """Let it happen to one member at a random time within so many seconds, if it lives here."""
        if (member := self.members.get(place)) is not None:
            gevent.spawn_later(self.chance.random() * within_s, act, member)


# A protocol's own methods do nothing: what is done to a member is asked of the member.
def _cut_power(member: Member) -> None:
    member.cut_power()


def _give_power(member: Member) -> None:
    member.give_power()


def _lose_network(member: Member) -> None:
    member.lose_network()


def _reach(member: Member, to: Destination) -> None:
    member.reach(to)


def _flash(member: Member, token: str) -> None:
    member.flash(token)


_STATIONS: Final[WeakKeyDictionary[Environment, Station]] = WeakKeyDictionary()


def enter_station(environment: Environment, station: Station) -> None:
    """Make it the one of a Locust environment."""
    _STATIONS[environment] = station


def station_of(environment: Environment) -> Station:
    """Give the one of a Locust environment; made by `oceanhil.fleet.load.wiring` when Locust starts."""
    return _STATIONS[environment]


def profile_named(name: str) -> Profile:
    """Load a profile by its built-in name or its file; raises ProfileError."""
    return load_profile(None if name == BUILT_IN else Path(name))
