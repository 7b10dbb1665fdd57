"""The invariants that are watched in every run, one class each, fed with every event."""

from scenarios.invariants.base import Invariant
from scenarios.invariants.crashes import NoCrash
from scenarios.invariants.online import OnlineNeedsSession
from scenarios.invariants.power_cut import NoThirdValue
from scenarios.invariants.retries import NoRetryStorm
from scenarios.invariants.secrets import NoSecretShown, NoSessionInFlash
from scenarios.invariants.silence import NoSilentStop
from scenarios.invariants.tokens import BoundToMac, ConsumedOnce

INVARIANTS: tuple[type[Invariant], ...] = (
    NoSecretShown,
    NoSessionInFlash,
    ConsumedOnce,
    OnlineNeedsSession,
    BoundToMac,
    NoThirdValue,
    NoSilentStop,
    NoRetryStorm,
    NoCrash,
)
