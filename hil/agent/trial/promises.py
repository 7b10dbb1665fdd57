"""The promises of `docs/agent-protocol.md` that a bench can try on a board that it may empty, and how it does that."""

from collections.abc import Sequence
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.trial.boots import BOOT_PROMISES
from oceanhil.hil.agent.trial.bridge import BRIDGE_PROMISES
from oceanhil.hil.agent.trial.clocks import CLOCK_PROMISES
from oceanhil.hil.agent.trial.cuts import CUT_PROMISES
from oceanhil.hil.agent.trial.eeprom import EEPROM_PROMISES
from oceanhil.hil.agent.trial.flash import FLASH_PROMISES
from oceanhil.hil.agent.trial.line import LINE_PROMISES
from oceanhil.hil.agent.trial.mac import MAC_PROMISES
from oceanhil.hil.agent.trial.one_exchange import EXCHANGE_PROMISES
from oceanhil.hil.agent.trial.trial import (
    BrokenPromiseError,
    NotTriedError,
    Promise,
    PromiseOutcome,
    Trial,
    TriedPromise,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.vocabulary import CommandGroup

PROMISES: Final = (
    *LINE_PROMISES,
    *BOOT_PROMISES,
    *EEPROM_PROMISES,
    *FLASH_PROMISES,
    *CLOCK_PROMISES,
    *MAC_PROMISES,
    *CUT_PROMISES,
    *EXCHANGE_PROMISES,
    *BRIDGE_PROMISES,
)
"""In the order in which they are tried."""


def try_promise(trial: Trial, promise: Promise) -> TriedPromise:
    """Try one promise of an agent that was opened."""
    if lacking := promise.needs - trial.agent.groups:
        why = f"it has no {', '.join(sorted(group.value for group in lacking))}"
        return TriedPromise(promise, PromiseOutcome.NOT_TRIED, why)
    try:
        promise.attempt(trial)
    except BrokenPromiseError as error:
        return TriedPromise(promise, PromiseOutcome.BROKEN, str(error))
    except NotTriedError as error:
        return TriedPromise(promise, PromiseOutcome.NOT_TRIED, str(error))
    except AgentError as error:
        unsupported = error.code is AgentErrorCode.NOT_SUPPORTED
        return TriedPromise(promise, PromiseOutcome.NOT_TRIED if unsupported else PromiseOutcome.BROKEN, str(error))
    return TriedPromise(promise, PromiseOutcome.KEPT)


def try_all(trial: Trial, promises: Sequence[Promise]) -> list[TriedPromise]:
    """Try each promise, and take back what it leaves behind; ends where nobody answers any more."""
    found: list[TriedPromise] = []
    for promise in promises:
        found.append(try_promise(trial, promise))
        try:
            make_ready(trial)
        except AgentError as error:
            before = found[-1].why if found[-1].outcome is PromiseOutcome.BROKEN else "afterwards"
            found[-1] = TriedPromise(promise, PromiseOutcome.BROKEN, f"{before}; {error}")
            break
    return found


def make_ready(trial: Trial) -> None:
    """Have it powered and held, without what was arranged."""
    trial.revive()
    trial.agent.open()
    if CommandGroup.PROVISION in trial.agent.groups:
        trial.agent.factory()
        trial.provide()
    elif CommandGroup.HOLD in trial.agent.groups:
        trial.agent.hold()
