"""Promises about power cuts, and about the units of flash work by which they are told where to strike."""

from collections.abc import Callable
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentPowerLostError
from oceanhil.hil.agent.http_bridge import HttpBridge
from oceanhil.hil.agent.trial.eeprom import EEPROM_BYTES, write_other_bytes
from oceanhil.hil.agent.trial.server import TrialServer
from oceanhil.hil.agent.trial.trial import REQUEST_S, BrokenPromiseError, NotTriedError, Trial, declared, expect
from oceanhil.protocol.agent.events import BootEvent, CutEvent, LoadEvent, SaveEvent
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.record import StorePolicy


def _factory_cut(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.cut_arm(agent.info().boots + 1, 0)
    agent.factory()
    trial.boot()
    try:
        write_other_bytes(trial)
        agent.eeprom_commit()
    except AgentPowerLostError:
        raise BrokenPromiseError("a power cut that was armed before FACTORY came after it") from None
    cuts = trial.seen(CutEvent)
    expect("a power cut that was armed before FACTORY came after it", right=not cuts)


def _cut(trial: Trial) -> None:
    agent = trial.agent
    boot = trial.boot().number
    write_other_bytes(trial)
    agent.eeprom_commit()
    past = agent.cut_units(boot)
    expect(f"after EEPROM,COMMIT, CUT,UNITS,{boot} is 0", right=past > 0)
    _lose_power(trial, boot, 0)
    units, said = agent.cut_units(boot), trial.event(CutEvent).unit
    expect(f"armed at a unit that was past, CUT said {said}; CUT,UNITS says {units}", right=said == units >= past)
    boot = trial.boot().number
    agent.eeprom_begin(EEPROM_BYTES)
    unit = agent.cut_units(boot) + 3
    _lose_power(trial, boot, unit)
    units, said = agent.cut_units(boot), trial.event(CutEvent).unit
    expect(f"armed at unit {unit}, CUT said {said}; CUT,UNITS says {units}", right=said == units == unit)


def _units_of_a_boot(trial: Trial) -> None:
    agent = trial.agent
    boot = trial.boot().number
    write_other_bytes(trial)
    agent.eeprom_commit()
    agent.hold()
    worked = agent.cut_units(boot)
    idle = []
    for _ in range(2):
        number = trial.boot().number
        agent.hold()
        idle.append(agent.cut_units(number))
    # A core may mend something in one start; two that do nothing and no less than one that has written count on.
    expect(
        f"CUT,UNITS of a boot that wrote is {worked}, of the next two, which did not, {idle[0]} and {idle[1]}",
        right=min(idle) < worked,
    )


def _lose_power(trial: Trial, boot: int, unit: int) -> None:
    write_other_bytes(trial)
    trial.agent.cut_arm(boot, unit)
    trial.forget_events()
    try:
        trial.agent.eeprom_commit()
    except AgentPowerLostError:
        trial.revive()
        trial.agent.open()
    else:
        raise BrokenPromiseError(f"no power cut came, which was armed in boot {boot} at unit {unit}")


def _cuts_of_two_boots(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    boot = agent.info().boots + 1
    boots = (boot, boot + 1)
    for number in boots:
        agent.cut_arm(number, 0)
    for number in boots:
        try:
            trial.boot()
            write_other_bytes(trial)
            agent.eeprom_commit()
        except AgentPowerLostError:
            trial.revive()
            agent.open()
        else:
            raise BrokenPromiseError(f"two boots in a row were armed, {boot} and {boot + 1}; no cut came in {number}")


def _cut_after_the_last_unit(trial: Trial) -> None:
    """Two commits on blank storage tell what one needs; a third one, armed at its end, is whole."""
    boot, needed = _first_commit(trial)
    if _first_commit(trial)[1] != needed:
        raise NotTriedError("EEPROM,COMMIT on blank storage needs now more units, now fewer")
    said = f"armed at unit {needed}, with which EEPROM,COMMIT is done,"
    try:
        boot, _ = _first_commit(trial, lambda number: trial.agent.cut_arm(number, needed))
    except AgentPowerLostError:
        raise BrokenPromiseError(f"{said} the cut came before its reply") from None
    try:
        write_other_bytes(trial)
        trial.agent.eeprom_commit()
    except AgentPowerLostError:
        trial.revive()
        trial.agent.open()
    else:
        raise BrokenPromiseError(f"{said} no power cut came in the next one")
    unit = trial.event(CutEvent).unit
    expect(f"{said} CUT said {unit} of boot {boot}", right=unit == needed)


def _first_commit(trial: Trial, arm: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Commit on blank storage, in a boot of its own; gives its number, and the units until the end."""
    trial.agent.factory()
    boot = trial.boot().number
    write_other_bytes(trial)
    arm(boot)
    trial.agent.eeprom_commit()
    return boot, trial.agent.cut_units(boot)


def _units_of_a_save(trial: Trial) -> None:
    for store in StorePolicy:
        if _works_before_it_loads(trial, store):
            break
    else:
        raise NotTriedError("its program does no flash work before LOAD, or tells of none")
    server = TrialServer()
    _blank(trial, store)
    trial.forget_events()
    with HttpBridge(trial.agent, server.exchange):
        trial.agent.go()
        boot = trial.event(BootEvent).number
        try:
            units = trial.event(SaveEvent, REQUEST_S).units
        except BrokenPromiseError as error:
            raise NotTriedError(f"its program saves no record: {error}") from None
        done = trial.agent.cut_units(boot)
    if not trial.seen(LoadEvent):
        raise NotTriedError("it tells of no LOAD")
    # Some were done before LOAD, so that those since are fewer than all.
    expect(f"SAVE said {units} units since LOAD, and CUT,UNITS of the whole boot says {done}", right=units < done)


def _works_before_it_loads(trial: Trial, store: StorePolicy) -> bool:
    """Tell whether the first unit of a boot on blank storage is before LOAD: a cut that is armed there comes first."""
    _blank(trial, store)
    trial.agent.cut_arm(trial.agent.info().boots + 1, 0)
    trial.forget_events()
    try:
        trial.agent.go()
        trial.first_of(REQUEST_S, LoadEvent, CutEvent)
    except AgentPowerLostError:
        pass
    trial.revive()
    trial.agent.open()
    return bool(trial.seen(CutEvent)) and not trial.seen(LoadEvent)


def _blank(trial: Trial, store: StorePolicy) -> None:
    """Have it held, blank, with a token that is to be kept in that layout."""
    trial.agent.factory()
    trial.provision(store)


_G: Final = CommandGroup
_NEEDED: Final = (_G.HOLD, _G.EEPROM, _G.CUT)
CUT_PROMISES: Final = (
    declared("FACTORY", "disarms power cuts", _factory_cut, *_NEEDED, _G.PROVISION),
    declared("CUT", "The agent then sends CUT with the units that were done", _cut, *_NEEDED),
    declared("CUT,ARM", "several boots may be armed, each at one unit", _cuts_of_two_boots, *_NEEDED, _G.PROVISION),
    declared("CUT,UNITS", "units count from 0 in each boot", _units_of_a_boot, *_NEEDED),
    declared(
        "CUT,ARM",
        "the operation that would need one more unit is stopped there",
        _cut_after_the_last_unit,
        *_NEEDED,
        _G.PROVISION,
    ),
    declared(
        "SAVE",
        "The units of flash work count since the last LOAD or SAVE, else since BOOT",
        _units_of_a_save,
        _G.HOLD,
        _G.CUT,
        _G.PROVISION,
        _G.HTTP,
    ),
)
"""In the order in which they are tried."""
