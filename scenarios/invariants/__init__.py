"""The invariants that are watched in every run, one class each, fed with every event."""

from oceanhil.scenarios.invariants.base import Invariant
from oceanhil.scenarios.invariants.crashes import NoCrash
from oceanhil.scenarios.invariants.online import OnlineNeedsSession
from oceanhil.scenarios.invariants.power_cut import NoThirdValue
from oceanhil.scenarios.invariants.retries import NoRetryStorm
from oceanhil.scenarios.invariants.secrets import NoSecretShown, NoSessionInFlash
from oceanhil.scenarios.invariants.silence import NoSilentStop
from oceanhil.scenarios.invariants.tokens import BoundToMac, ConsumedOnce

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
