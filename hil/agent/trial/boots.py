"""Promises about boots: HOLD, GO, RESTART, and what a board is provisioned with."""

import time
from functools import partial
from typing import Final

from oceanhil.hil.agent.trial.trial import Trial, declared, ending, expect
from oceanhil.protocol.agent.events import BootEvent
from oceanhil.protocol.agent.vocabulary import AgentState, CommandGroup
from oceanhil.protocol.resets import ResetKind, ResetReason

_TEXTS: Final = (("wifi-ssid", 16, True), ("wifi-ssid", 17, False), ("token", 96, False))
"""Fields, with how many letters of two bytes, and whether that is within what a board takes."""
_BEGUN_S: Final = 1.0
"""A boot that nobody asked for would have been told by then."""


def _hold(trial: Trial) -> None:
    trial.running()
    time.sleep(trial.settle_s)
    before = trial.agent.info().boots
    trial.forget_events()
    trial.agent.hold()
    info, boots = trial.agent.info(), trial.seen(BootEvent)
    expect("after HOLD, INFO says that it is running", right=info.state is AgentState.HELD)
    expect(f"HOLD on a running board sent BOOT, number {boots[0].number}" if boots else "", right=not boots)
    expect(f"HOLD on a running board counted a boot: {before} became {info.boots}", right=info.boots == before)


def _go(trial: Trial) -> None:
    agent = trial.agent
    for words, begin in (("GO", agent.go), ("RESTART,watchdog", partial(agent.restart, ResetKind.WATCHDOG))):
        agent.hold()
        before = agent.info().boots
        trial.forget_events()
        begin()
        boot, said = trial.event(BootEvent), f"after {words} on a held board"
        expect(f"{said} BOOT says {boot.reason.value}", right=boot.reason is ResetReason.POWER_ON)
        expect(f"{said} BOOT has number {boot.number}, INFO had said {before}", right=boot.number == before + 1)


def _go_while_running(trial: Trial) -> None:
    trial.running()
    before = trial.agent.info().boots
    trial.forget_events()
    trial.agent.go()
    came = trial.first_of(_BEGUN_S, BootEvent)
    boots = trial.agent.info().boots
    expect(f"GO on a running board counted a boot: {before} became {boots}", right=boots == before)
    expect("GO on a running board sent BOOT", right=came is None)


def _restart(trial: Trial) -> None:
    trial.running()
    for kind in ResetKind:
        trial.forget_events()
        trial.agent.restart(kind)
        said = trial.event(BootEvent).reason
        expect(f"after RESTART,{kind.value} BOOT says {said.value}", right=said is kind.reason)


def _apply(trial: Trial) -> None:
    trial.agent.hold()
    trial.agent.provision({})
    expect("after PROVISION,APPLY a held board runs", right=trial.agent.info().state is AgentState.HELD)
    trial.boot()
    trial.forget_events()
    trial.agent.provision({})
    said = trial.event(BootEvent).reason
    expect(f"after PROVISION,APPLY on a running board BOOT says {said.value}", right=said is ResetReason.PIN)


def _lengths(trial: Trial) -> None:
    """A letter of two bytes counts twice, however it is escaped."""
    for field, letters, fits in _TEXTS:
        refusal, length = trial.refusal("PROVISION", "SET", field, "é" * letters), 2 * letters
        said = f"a {field} of {length} bytes, {letters} times 'é', was {ending(refusal, 'taken')}"
        expect(said, right=(refusal is None) == fits)


_G: Final = CommandGroup
BOOT_PROMISES: Final = (
    declared("HOLD", "no boot is counted and no event BOOT is sent", _hold, _G.HOLD),
    declared("GO", "GO begins a boot with reason `power-on`, and RESTART is the same as GO", _go, _G.HOLD),
    declared("GO", "boots a held board; does nothing if it runs", _go_while_running, _G.HOLD),
    declared("RESTART", "resets with that [restart reason](#words); the next BOOT names it", _restart, _G.HOLD),
    declared("PROVISION,APPLY", "a running board restarts, with reason `pin`", _apply, _G.HOLD, _G.PROVISION),
    declared("PROVISION,SET", "itself; bounds count UTF-8 bytes before escaping", _lengths, _G.PROVISION),
)
