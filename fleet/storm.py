"""A storm: what happens to a fleet and its server, when, and to how much of the fleet.

What it is: data. A deed says what is done and how long after the storm begins. Some are done to the server, in words
that its admin side has (settings, fault rules), the others to devices: power, network, firmware, certificates, and
hosts that do not answer. So one storm can strike simulated devices at a server in virtual time, and real requests at a
mock server.

What it must not know: who does the deeds, how many devices there are, what comes of it.

Laws:

- Deeds stand in the order in which they are done.
- Everything that a storm takes it gives back (`not_given_back` says what not): at `mended_s` nothing is wrong any more
  but what the fleet itself makes of it. What comes after is measured from there.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Final, get_args

import msgspec

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.units import SECOND_US

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S
WHOLE: Final = 1.0
"""The share that is the whole fleet."""


class StormError(ValueError):
    """A storm that cannot be; its text says what it is, and what was expected."""


class SilentHost(Enum):
    """Who a device asks, by its word."""

    NAMES = "names"
    """The name server (DNS)."""
    TIME = "time"
    """The time server (NTP)."""
    SERVER = "server"


class _ToFleet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done to the first devices of the fleet, so many as are `share` of it."""

    share: float = WHOLE

    def __post_init__(self) -> None:
        if not 0 < self.share <= WHOLE:
            raise StormError(f"share is {self.share!r}, expected more than 0 and at most 1: the part of the fleet")


class _Spread(_ToFleet, frozen=True):
    """What is done to each of them at a random time within `within_s` seconds."""

    within_s: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_span("within_s", self.within_s)


class Settings(msgspec.Struct, frozen=True, tag="settings", forbid_unknown_fields=True):
    """The server's settings are changed, as `PUT /_admin/settings` does; None puts a value back to what it was."""

    values: Mapping[str, bool | int | None]


class StormDisturbance(msgspec.Struct, frozen=True, tag="fault", forbid_unknown_fields=True):
    """The server gets a fault rule, as `POST /_admin/faults` does; the rule has a duration, by which it ends."""

    rule: FaultRule

    def __post_init__(self) -> None:
        if self.rule.duration is None:
            raise StormError("duration is missing: the fault of a storm ends by itself, after so many seconds")


class Silence(msgspec.Struct, frozen=True, tag="silence", forbid_unknown_fields=True):
    """A host answers nobody for `for_s` seconds."""

    host: SilentHost
    for_s: float

    def __post_init__(self) -> None:
        _check_span("for_s", self.for_s)


class PowerOff(_ToFleet, frozen=True, tag="power_off"):
    """Devices lose their power."""


class PowerOn(_Spread, frozen=True, tag="power_on"):
    """Devices get their power back, each at a random time within `within_s` seconds."""


class NetworkOff(_ToFleet, frozen=True, tag="network_off"):
    """Devices lose their network, and keep their power."""


class NetworkOn(_ToFleet, frozen=True, tag="network_on"):
    """The network is there again."""


class Certificate(msgspec.Struct, frozen=True, tag="certificate", forbid_unknown_fields=True):
    """The server has another certificate: every connection ends and no TLS session can be resumed.

    `is_trusted` False: its chain is one that devices do not trust, so that every handshake fails.
    """

    is_trusted: bool = True


class Rollout(_Spread, frozen=True, tag="rollout"):
    """New firmware: tokens for all are generated at once, and each board flashed at a random time within `within_s`."""


StormAct = Settings | StormDisturbance | Silence | PowerOff | PowerOn | NetworkOff | NetworkOn | Certificate | Rollout
STORM_ACTS: Final = tuple(str(each.__struct_config__.tag) for each in get_args(StormAct))
"""Their words, in a file."""


class StormDeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`act` is done `at_s` seconds after the storm began."""

    at_s: float
    act: StormAct

    def __post_init__(self) -> None:
        _check_span("at_s", self.at_s)

    @property
    def mended_s(self) -> float:
        """When what it does is over by itself, in seconds of the storm."""
        match self.act:
            case StormDisturbance(rule):
                return self.at_s + (rule.duration or 0.0)
            case Silence(for_s=for_s):
                return self.at_s + for_s
            case PowerOn(within_s=within_s) | Rollout(within_s=within_s):
                return self.at_s + within_s
            case _:
                return self.at_s


class Storm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A storm by its `name`; `about` says in a sentence what happens."""

    name: str
    about: str
    deeds: tuple[StormDeed, ...]

    def __post_init__(self) -> None:
        if not self.deeds:
            raise StormError("a storm needs at least one deed")
        times = [deed.at_s for deed in self.deeds]
        if times != sorted(times):
            raise StormError("deeds stand in the wrong order, expected the earliest first")

    @property
    def mended_s(self) -> float:
        """When the last of what was wrong is put right, in seconds of the storm."""
        return max(deed.mended_s for deed in self.deeds)


def not_given_back(storm: Storm) -> str:
    """Say what a storm takes and never gives back, and how it would; empty if all is given back."""
    values: dict[str, bool | int | None] = {}
    dark = deaf = 0.0
    is_trusted = True
    for deed in storm.deeds:
        match deed.act:
            case Settings(changed):
                values |= changed
            case PowerOff(share):
                dark = max(dark, share)
            case PowerOn(share):
                dark = 0.0 if share >= dark else dark
            case NetworkOff(share):
                deaf = max(deaf, share)
            case NetworkOn(share):
                deaf = 0.0 if share >= deaf else deaf
            case Certificate(is_trusted):
                pass
            case _:
                continue
    kept = [name for name, value in values.items() if value is not None]
    lacking = [
        f"the setting {kept[0]!r} is never put back; expected a later deed with {kept[0]}: null" if kept else "",
        f"power is never given back to {dark:.0%}; expected a later power_on of that share or more" if dark else "",
        f"the network is never given back to {deaf:.0%}; expected a later network_on of that share" if deaf else "",
        "" if is_trusted else "the certificate is never put right; expected a later deed with trusted: true",
    ]
    return next((each for each in lacking if each), "")


def _check_span(name: str, seconds: float) -> None:
    if not 0 <= seconds <= 7 * _DAY_S:
        raise StormError(f"{name} is {seconds!r}, expected 0 to {7 * _DAY_S} seconds")


def _fault(seconds: float, fault: Fault) -> StormDisturbance:
    return StormDisturbance(FaultRule(fault, duration=seconds))


_DARK_S: Final = 10 * _MINUTE_S
_ALL: Final = (
    Storm(
        "maintenance-ends",
        "The server answers every request with 503 for an hour, longer than any session lasts; then it is back.",
        (StormDeed(0, Settings({"maintenance": True})), StormDeed(_HOUR_S, Settings({"maintenance": None}))),
    ),
    Storm(
        "power-returns",
        "A town is dark for ten minutes; all boards boot within a minute, name server and time server come 30 s later.",
        (
            StormDeed(0, PowerOff()),
            StormDeed(_DARK_S, PowerOn(within_s=_MINUTE_S)),
            StormDeed(_DARK_S, Silence(SilentHost.NAMES, 30)),
            StormDeed(_DARK_S, Silence(SilentHost.TIME, 30)),
        ),
    ),
    Storm(
        "certificate-changes",
        "The server's new certificate is one that no device trusts; ten minutes later it is replaced by the right one.",
        (StormDeed(0, Certificate(is_trusted=False)), StormDeed(10 * _MINUTE_S, Certificate())),
    ),
    Storm(
        "expired-tokens",
        "A fifth of the fleet gets new firmware whose registration tokens have expired; half an hour later fresh ones.",
        (
            StormDeed(0, Settings({"registration_token_ttl_s": 1})),
            StormDeed(0, Rollout(share=0.2, within_s=_MINUTE_S)),
            StormDeed(30 * _MINUTE_S, Settings({"registration_token_ttl_s": None})),
            StormDeed(30 * _MINUTE_S, Rollout(share=0.2, within_s=_MINUTE_S)),
        ),
    ),
    Storm(
        "half-offline",
        "Half of the fleet loses its network for six minutes, long enough to be OFFLINE, and gets it back at once.",
        (StormDeed(0, NetworkOff(share=0.5)), StormDeed(6 * _MINUTE_S, NetworkOn(share=0.5))),
    ),
    Storm(
        "slow-server",
        "For ten minutes each answer comes 8 s late, 2 s before devices give up waiting.",
        (StormDeed(0, _fault(10 * _MINUTE_S, Fault(FaultKind.DELAY, seconds=8))),),
    ),
    Storm(
        "database-failover",
        "For a second requests are carried out and their answers lost; then 500 is the answer until 30 s are over.",
        (
            StormDeed(0, _fault(1, Fault(FaultKind.DROP_RESPONSE))),
            StormDeed(1, _fault(29, Fault(FaultKind.STATUS, status=500))),
        ),
    ),
)
STORMS: Final[Mapping[str, Storm]] = MappingProxyType({storm.name: storm for storm in _ALL})
"""The built-in storms by name."""


def chosen(number: int, share: float) -> range:
    """Give the places of the devices that a deed to `share` of a fleet of `number` is done to: at least one."""
    return range(max(1, round(number * share)))


def by_time(deeds: Sequence[StormDeed], begin_us: int) -> Sequence[tuple[int, StormAct]]:
    """Give the acts with when they are done, µs, in a storm that begins at `begin_us`."""
    return [(begin_us + round(deed.at_s * SECOND_US), deed.act) for deed in deeds]
