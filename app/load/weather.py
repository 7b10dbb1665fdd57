"""A storm, carried out on a real fleet: on the server by its own side, on devices by their workers.

What cannot be done to a server over its own side is refused before anything begins: those storms are for the fleet in
virtual time. A certificate that nobody trusts is carried out at the devices' end: they trust no authority any more, so
that their handshakes fail as they would.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from oceanhil.fleet.load.messages import Befalling, Pending, RolloutOrder, Strike, StrikeOrder
from oceanhil.fleet.storm import (
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormAct,
    StormDisturbance,
    by_time,
    chosen,
)
from oceanhil.mock_server.client import Client, ClientError, UnknownIdError
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.connector.control import REGENERATE, SETTINGS, Control, ControlError
from oceanhil.remote.wire.target import TargetError

_TOLD_AT_ONCE: Final = 1_000
_SILENT: Final = {
    SilentHost.NAMES: (Strike.NAMES_OFF, Strike.NAMES_ON),
    SilentHost.TIME: (Strike.TIME_OFF, Strike.TIME_ON),
    SilentHost.SERVER: (Strike.SERVER_OFF, Strike.SERVER_ON),
}
_TO_DEVICES: Final = {
    PowerOff: Strike.POWER_OFF,
    PowerOn: Strike.POWER_ON,
    NetworkOff: Strike.NETWORK_OFF,
    NetworkOn: Strike.NETWORK_ON,
}


def check_storm(storm: Storm, url: str, control: Control, client: Client | None) -> None:
    """Raise TargetError for a storm that cannot be carried out here, and ControlError."""
    for deed in storm.deeds:
        match deed.act:
            case Settings() if SETTINGS not in control.needs:
                why = "changes settings of the server: give a connector with 'settings' and 'put-setting'"
            case Settings(values) if unknown := sorted(values.keys() - (known := control.settings()).keys()):
                why = f"changes {unknown[0]!r}, and the server has no such setting; {suggestion(unknown[0], known)}"
            case StormDisturbance() if client is None:
                why = "puts faults into answers, which only an oceanhil server has"
            case Rollout() if REGENERATE not in control.needs:
                why = f"generates new firmware: give a connector with the operation {REGENERATE.name!r}"
            case Certificate() if not url.lower().startswith("https:"):
                why = "changes the server's certificate, which devices meet over https only"
            case _:
                continue
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
        self._ids: Sequence[str] = ()
        self._before: dict[str, Scalar] = {}
        self._faults: list[str] = []
        """Ids of the fault rules that were given to the server."""
        self._due: deque[tuple[int, StormAct | SilentHost]] = deque()
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

    def begin(self, at_us: int, ids: Sequence[str]) -> None:
        """Let it begin now; `ids` are the server's of the devices, by place. Raises ControlError."""
        self._ids = ids
        self.began_us = at_us
        self._before = dict(self._control.settings()) if SETTINGS in self._control.needs else {}
        deeds = by_time(self.storm.deeds, at_us)
        self._due = deque(sorted([*deeds, *_ends_of_silences(deeds)], key=lambda each: each[0]))

    def go_on(self, at_us: int) -> list[Befalling]:
        """Do what is due; gives what workers have to be told. Raises ControlError."""
        told: list[Befalling] = []
        while self._due and self._due[0][0] <= at_us:
            told += self._done(self._due.popleft()[1])
        assert self.began_us is not None
        if at_us >= self.began_us + round(SECOND_US * self.storm.mended_s):
            self._is_over, self.over_us = True, at_us
        return told

    def break_off(self) -> list[str]:
        """Take from the server the faults of a storm that has not come to its end; gives what could not be taken.

        Settings are not among them: whoever changes them puts them back (`Control.close`).
        """
        if self._client is None or self._is_over:
            return []
        left = []
        for identity in self._faults:
            try:
                self._client.remove_fault(identity)
            except UnknownIdError:
                continue  # it is over by itself
            except ClientError as error:
                left.append(f"fault {identity!r} of the storm {self.storm.name!r}, until it ends by itself: {error}")
        self._faults.clear()
        return left

    def _done(self, act: StormAct | SilentHost) -> list[Befalling]:
        match act:
            case SilentHost():
                return [StrikeOrder(_SILENT[act][1], self._devices)]
            case Settings(values):
                self._control.put_settings(
                    {name: self._before[name] if value is None else value for name, value in values.items()}
                )
            case StormDisturbance(rule):
                assert self._client is not None
                try:
                    self._faults.append(self._client.add_fault(rule).id)
                except ClientError as error:
                    raise ControlError(f"the fault of the storm {self.storm.name!r}: {error}") from None
            case Silence(host):
                return [StrikeOrder(_SILENT[host][0], self._devices)]
            case Certificate(is_trusted):
                return [StrikeOrder(Strike.TRUST_ON if is_trusted else Strike.TRUST_OFF, self._devices)]
            case PowerOff(share) | PowerOn(share) | NetworkOff(share) | NetworkOn(share):
                within_s = act.within_s if isinstance(act, PowerOn) else 0.0
                return [StrikeOrder(_TO_DEVICES[type(act)], len(chosen(self._devices, share)), within_s)]
            case Rollout(share, within_s):
                return self._rolled_out(chosen(self._devices, share), within_s)
            case _:
                assert_never(act)
        return []

    def _rolled_out(self, places: range, within_s: float) -> list[Befalling]:
        """Generate firmware for these devices, all of it at once, and have them flashed."""
        pending = tuple(Pending(place, self._control.regenerate(self._ids[place]).token) for place in places)
        starts = range(0, len(pending), _TOLD_AT_ONCE)
        return [RolloutOrder(pending[start : start + _TOLD_AT_ONCE], within_s) for start in starts]


def _ends_of_silences(deeds: Sequence[tuple[int, StormAct]]) -> Iterator[tuple[int, SilentHost]]:
    """Give when which host answers again: not while another silence of it goes on."""
    silences = [
        (act.host, begin_us, begin_us + round(SECOND_US * act.for_s))
        for begin_us, act in deeds
        if isinstance(act, Silence)
    ]
    for host, _, end_us in silences:
        if not any(other is host and begin_us <= end_us < until_us for other, begin_us, until_us in silences):
            yield end_us, host
