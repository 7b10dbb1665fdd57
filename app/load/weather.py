"""A storm, carried out on a real fleet: on the server by its own side, on devices by their workers.

What cannot be done to a server over its own side, or to devices that are processes, is refused before anything begins:
those storms are for the fleet in virtual time.
"""

from collections import deque

from oceanhil.fleet.load.messages import FromCommand, Strike, StrikeOrder
from oceanhil.fleet.storm import (
    Act,
    Disturbance,
    Host,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Settings,
    Silence,
    Storm,
    by_time,
    chosen,
)
from oceanhil.mock_server.client import Client, ClientError
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import SETTINGS, Control, ControlError
from oceanhil.remote.wire.target import TargetError

_SECOND_US = 1_000_000
_TO_DEVICES = (PowerOff, PowerOn, NetworkOff, NetworkOn)


def check_storm(storm: Storm, control: Control, client: Client | None) -> None:
    """Raise TargetError for a storm that cannot be carried out here."""
    for deed in storm.deeds:
        match deed.act:
            case Settings() if SETTINGS not in control.needs:
                why = "changes settings of the server: give a connector with 'settings' and 'put-setting'"
            case Disturbance() if client is None:
                why = "puts faults into answers, which only an oceanhil server has"
            case Settings() | Disturbance() | Silence(host=Host.TIME | Host.NAMES):
                continue
            case act if isinstance(act, _TO_DEVICES):
                continue
            case act:
                why = (
                    f"has {type(act).__name__.lower()!r}, which real connections cannot be given; leave out URL for it"
                )
        raise TargetError(
            f"the storm {storm.name!r} cannot strike {'this server' if client is None else 'here'}: it {why}"
        )


class Weather:
    """Carries out the deeds of one storm when their time has come; times are µs of the run."""

    def __init__(self, storm: Storm, devices: int, control: Control, client: Client | None) -> None:
        """Do nothing yet."""
        self.storm = storm
        self._devices = devices
        self._control = control
        self._client = client
        self._before: dict[str, Scalar] = {}
        self._due: deque[tuple[int, Act]] = deque()
        self._silenced: deque[tuple[int, Host]] = deque()
        self.began_us: int | None = None
        self._is_over = False
        self.over_us: int | None = None
        """When that was."""

    def is_over(self) -> bool:
        """Tell whether all that it took was given back."""
        return self._is_over

    def struck(self, at_us: int) -> bool:
        """Tell whether what began then may be the storm's doing: errors that are made on purpose."""
        return self.began_us is not None and at_us >= self.began_us and (self.over_us is None or at_us <= self.over_us)

    def begin(self, at_us: int) -> None:
        """Let it begin now; raises ControlError."""
        self.began_us = at_us
        self._before = dict(self._control.settings()) if SETTINGS in self._control.needs else {}
        self._due.extend(by_time(self.storm.deeds, at_us))
        ends = [
            (deed_us + round(_SECOND_US * act.for_s), act.host)
            for deed_us, act in self._due
            if isinstance(act, Silence)
        ]
        self._silenced = deque(sorted(ends, key=lambda each: each[0]))

    def go_on(self, at_us: int) -> list[FromCommand]:
        """Do what is due; gives what workers have to be told. Raises ControlError."""
        told: list[FromCommand] = []
        while self._due and self._due[0][0] <= at_us:
            told += self._done(self._due.popleft()[1])
        while self._silenced and self._silenced[0][0] <= at_us:
            is_time = self._silenced.popleft()[1] is Host.TIME
            told.append(StrikeOrder(Strike.TIME_ON if is_time else Strike.NAMES_ON, self._devices))
        assert self.began_us is not None
        if at_us >= self.began_us + round(_SECOND_US * self.storm.mended_s):
            self._is_over, self.over_us = True, at_us
        return told

    def _done(self, act: Act) -> list[FromCommand]:
        match act:
            case Settings(values):
                self._control.put_settings(
                    {name: self._before[name] if value is None else value for name, value in values.items()}
                )
            case Disturbance(rule):
                assert self._client is not None
                try:
                    self._client.add_fault(rule)
                except ClientError as error:
                    raise ControlError(f"the fault of the storm {self.storm.name!r}: {error}") from None
            case Silence(host):
                return [StrikeOrder(Strike.TIME_OFF if host is Host.TIME else Strike.NAMES_OFF, self._devices)]
            case PowerOff(share) | PowerOn(share) | NetworkOff(share) | NetworkOn(share):
                what = {
                    PowerOff: Strike.POWER_OFF,
                    PowerOn: Strike.POWER_ON,
                    NetworkOff: Strike.NETWORK_OFF,
                    NetworkOn: Strike.NETWORK_ON,
                }[type(act)]
                within_s = act.within_s if isinstance(act, PowerOn) else 0.0
                return [StrikeOrder(what, len(chosen(self._devices, share)), within_s)]
            case _:
                raise AssertionError(act)
        return []
