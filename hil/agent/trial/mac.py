"""Promises about the MAC: one that is set, one that cannot be read, and the board's own again."""

from typing import Final

from oceanhil.hil.agent.trial.trial import (
    BrokenPromiseError,
    Trial,
    declared,
    expect,
    expect_done,
    expect_refusal,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.identity import format_mac


def _mac_set(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = other_than(own)
    agent.mac_set(other)
    found = {agent.mac_read(), agent.info().mac}
    # That FACTORY does this too is another promise.
    agent.mac_set(own)
    expect(f"after MAC,SET to {format_mac(other)} it reads {_macs(found)}", right=found == {other})


def _mac_outlasts_a_boot(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = other_than(own)
    agent.mac_set(other)
    trial.boot()
    found = agent.mac_read()
    agent.mac_set(own)
    expect(f"after MAC,SET to {format_mac(other)} and a boot it reads {format_mac(found)}", right=found == other)


def _mac_fault(trial: Trial) -> None:
    trial.agent.mac_fault(MacFault.UNREADABLE)
    refusal = trial.refusal("MAC", "READ")
    mac = trial.agent.info().mac
    trial.agent.mac_fault(None)
    expect_refusal(refusal, AgentErrorCode.UNREADABLE, "with broken fuses MAC,READ was", done="answered")
    expect(f"with broken fuses INFO says {format_mac(mac)}", right=not any(mac))


def _mac_set_under_a_fault(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = other_than(own)
    agent.mac_fault(MacFault.UNREADABLE)
    agent.mac_set(other)
    refusal = trial.refusal("MAC", "READ")
    agent.mac_fault(None)
    found = agent.mac_read()
    agent.mac_set(own)
    what = "with broken fuses and another MAC set, MAC,READ was"
    expect_refusal(refusal, AgentErrorCode.UNREADABLE, what, done="answered")
    expect(f"after the mend of fuses it reads {_macs({found})}, not what was set", right=found == other)


def _factory_faults(trial: Trial) -> None:
    agent = trial.agent
    agent.mac_fault(MacFault.UNREADABLE)
    agent.factory()
    refusal = trial.refusal("MAC", "READ")
    agent.mac_fault(None)
    expect_done(refusal, "after MAC,FAULT and FACTORY, MAC,READ was")


def _factory_mac(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    agent.mac_set(other_than(own))
    agent.factory()
    found = agent.mac_read()
    if found != own:
        agent.mac_set(own)
        shown = f"{format_mac(found)}, expected {format_mac(own)}"
        raise BrokenPromiseError(f"after MAC,SET and FACTORY it has the MAC {shown}")


def other_than(mac: bytes) -> bytes:
    """Give the MAC that promises give to a board with this one for a while."""
    return bytes((*mac[:-1], mac[-1] ^ 1))


def _macs(found: set[bytes]) -> str:
    return " and ".join(sorted(format_mac(each) for each in found))


_G: Final = CommandGroup
MAC_PROMISES: Final = (
    declared("MAC,SET", "from now on firmware reads this one", _mac_set, _G.MAC, _G.MAC_OVERRIDE),
    declared(
        "MAC,SET", "What was arranged lasts through resets", _mac_outlasts_a_boot, _G.HOLD, _G.MAC, _G.MAC_OVERRIDE
    ),
    declared("MAC,FAULT", "six zero bytes when it cannot be read", _mac_fault, _G.MAC, _G.MAC_FAULTS),
    declared(
        "MAC,SET", "as soon as no MAC fault is in force", _mac_set_under_a_fault, _G.MAC, _G.MAC_OVERRIDE, _G.MAC_FAULTS
    ),
    declared("FACTORY", "ends every fault", _factory_faults, _G.PROVISION, _G.MAC, _G.MAC_FAULTS),
    declared("FACTORY", "gives the board its own MAC again", _factory_mac, _G.PROVISION, _G.MAC, _G.MAC_OVERRIDE),
)
