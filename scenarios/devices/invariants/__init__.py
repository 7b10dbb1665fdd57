"""The invariants that are watched in every run about devices, one class each.

A module for each subject, however short: an invariant is looked for by what it judges, and read alone.
"""

from oceanhil.scenarios.devices.invariants.crashes import NoCrash
from oceanhil.scenarios.devices.invariants.flash_work import FlashIsSpared
from oceanhil.scenarios.devices.invariants.growth import WaitsGrow
from oceanhil.scenarios.devices.invariants.memory import MemoryIsKept
from oceanhil.scenarios.devices.invariants.online import OnlineNeedsSession
from oceanhil.scenarios.devices.invariants.pace import PaceIsKept
from oceanhil.scenarios.devices.invariants.power_cut import NoThirdValue
from oceanhil.scenarios.devices.invariants.refusals import RefusalsAreUnderstood
from oceanhil.scenarios.devices.invariants.relays import RelaysAgree
from oceanhil.scenarios.devices.invariants.requests import RequestsAreInForm
from oceanhil.scenarios.devices.invariants.retries import NoRetryStorm
from oceanhil.scenarios.devices.invariants.secrets import NoSecretShown, NoSessionInFlash
from oceanhil.scenarios.devices.invariants.session_life import SessionIsUsed
from oceanhil.scenarios.devices.invariants.silence import NoSilentStop
from oceanhil.scenarios.devices.invariants.time_questions import TimeIsAskedFor
from oceanhil.scenarios.devices.invariants.tokens import BoundToMac, ConsumedOnce
from oceanhil.scenarios.devices.invariants.turns import TurnsAreLeft
from oceanhil.scenarios.invariants import Invariant
from oceanhil.scenarios.world import World

INVARIANTS: tuple[type[Invariant[World]], ...] = (
    NoSecretShown,
    NoSessionInFlash,
    ConsumedOnce,
    OnlineNeedsSession,
    BoundToMac,
    NoThirdValue,
    NoSilentStop,
    NoRetryStorm,
    NoCrash,
    WaitsGrow,
    FlashIsSpared,
    RelaysAgree,
    PaceIsKept,
    SessionIsUsed,
    RefusalsAreUnderstood,
    TimeIsAskedFor,
    RequestsAreInForm,
    MemoryIsKept,
    TurnsAreLeft,
)

WITHOUT_STEPS: tuple[type[Invariant[World]], ...] = tuple(each for each in INVARIANTS if not each.hangs_on_steps())
"""Those that judge a program of somebody's own, which does things without steps."""
