"""The steps of the language by their names. A family of steps is a module; a new step is a class in this list."""

from collections.abc import Mapping

from oceanhil.scenarios.levers.base import Lever
from oceanhil.scenarios.levers.clocks import (
    Advance,
    BootSkew,
    BreakClock,
    DeepSleep,
    Drift,
    Freeze,
    MendClock,
    Release,
    Run,
    SetSkew,
    SetTime,
    SleepDrift,
    TimeClientDelay,
    Uptime,
    Wait,
)
from oceanhil.scenarios.levers.counts import ExpectCount
from oceanhil.scenarios.levers.crashes import ExpectPanic
from oceanhil.scenarios.levers.device import Flash, FlashEdited, FlashTokenOf, PowerOff, PowerOn, Reset
from oceanhil.scenarios.levers.device_seen import ExpectBoots, ExpectHalt, ExpectPowerLost, ExpectStorage
from oceanhil.scenarios.levers.faults import ClearFaults, InjectFault
from oceanhil.scenarios.levers.online import ExpectOnline
from oceanhil.scenarios.levers.outcome import Classify, Mark
from oceanhil.scenarios.levers.requests_seen import (
    ExpectGap,
    ExpectNoRequest,
    ExpectRequest,
    ExpectServer,
    ExpectStatus,
)
from oceanhil.scenarios.levers.resets import Crash, ResetRandomly
from oceanhil.scenarios.levers.serial_faults import Disturb, MendLine, Stick
from oceanhil.scenarios.levers.serial_lines import ExpectNoSerial, ExpectSerial
from oceanhil.scenarios.levers.server import (
    Claim,
    DeleteDevice,
    Generate,
    RegenerateToken,
    Restart,
    RevokeToken,
    SetRelay,
    Settings,
)
from oceanhil.scenarios.levers.storage import Clear, Copy, CutPower, Damage, Remember, Resize, Rewrite
from oceanhil.scenarios.levers.surroundings import AccessPoint, Block, BreakMac, Latency, Loss, MendMac, SetMac, Unblock

_ALL: tuple[type[Lever], ...] = (
    PowerOn,
    PowerOff,
    Reset,
    ResetRandomly,
    Crash,
    DeepSleep,
    Flash,
    FlashEdited,
    FlashTokenOf,
    Generate,
    RegenerateToken,
    RevokeToken,
    DeleteDevice,
    Claim,
    SetRelay,
    Restart,
    Settings,
    InjectFault,
    ClearFaults,
    Advance,
    SetTime,
    Freeze,
    Release,
    Run,
    Wait,
    SetSkew,
    BootSkew,
    Drift,
    SleepDrift,
    Uptime,
    BreakClock,
    MendClock,
    TimeClientDelay,
    Clear,
    Damage,
    CutPower,
    Remember,
    Resize,
    Rewrite,
    Copy,
    AccessPoint,
    Block,
    Unblock,
    Latency,
    Loss,
    SetMac,
    BreakMac,
    MendMac,
    Disturb,
    Stick,
    MendLine,
    ExpectSerial,
    ExpectNoSerial,
    ExpectOnline,
    ExpectServer,
    ExpectStatus,
    ExpectRequest,
    ExpectNoRequest,
    ExpectGap,
    ExpectCount,
    ExpectStorage,
    ExpectPowerLost,
    ExpectHalt,
    ExpectPanic,
    ExpectBoots,
    Mark,
    Classify,
)

LEVERS: Mapping[str, type[Lever]] = {lever.name: lever for lever in _ALL}
