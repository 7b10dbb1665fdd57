"""The board as a whole: who it is, whether it runs, how it starts again, sleeps and crashes."""

from typing import assert_never

from oceanhil.protocol.agent.commands import BoardCommand, Crash, Go, Hold, Ping, Restart, Sleep
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.replies import BoardInfo, Done
from oceanhil.protocol.agent.vocabulary import PROTOCOL_VERSION, AgentBuild, AgentState, CommandGroup
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.panic_text import panic_kinds
from oceanhil.simulator.identity import fuses

FIRMWARE_NAME = "oceanhil-reference"
FIRMWARE_VERSION = "1.0.0"


def carry_out(target: AgentTarget, command: BoardCommand) -> AgentOutcome:
    """Do a command about the board as a whole, but INFO. SLEEP's event is the caller's to send."""
    match command:
        case Ping():
            return DONE
        case Restart():
            return _restart(target, command.reason.reason)
        case Hold():
            target.hold()
            return DONE
        case Go():
            return AgentOutcome(Done(), target.go)
        case Sleep():
            duration_us = command.duration_us
            return AgentOutcome(Done(), lambda: target.deep_sleep(duration_us))
        case Crash():
            return _crash(target, command.kind)
        case _:
            assert_never(command)


def _restart(target: AgentTarget, reason: ResetReason) -> AgentOutcome:
    """Reset it; a held board has not run since its last boot, so that its next one is from power-on."""
    if target.mode is BoardMode.HELD:
        return AgentOutcome(Done(), target.go)
    return AgentOutcome(Done(), lambda: target.reset(reason))


def board_info(target: AgentTarget, store: StorePolicy | None, build: AgentBuild) -> BoardInfo:
    """Say who answers; `store` is what the board is provisioned with, `build` what its agent can do."""
    try:
        mac = target.read_mac()
    except fuses.MacUnreadableError:
        mac = bytes(6)
    held = target.mode is BoardMode.HELD
    return BoardInfo(
        protocol=PROTOCOL_VERSION,
        board=target.board,
        firmware=FIRMWARE_NAME,
        firmware_version=FIRMWARE_VERSION,
        mac=mac,
        driver=target.driver_name,
        store=store,
        state=AgentState.HELD if held else AgentState.RUNNING,
        boots=target.boots,
        window=build.window,
        capabilities=tuple(group.value for group in CommandGroup if group in build.groups),
    )


def _crash(target: AgentTarget, kind: PanicKind) -> AgentOutcome:
    known = panic_kinds(target.board)
    if kind not in known:
        names = ", ".join(each.value for each in known)
        raise WordsError(AgentErrorCode.NOT_SUPPORTED, f"{target.board.value} has no crash {kind.value!r}: {names}")
    return AgentOutcome(Done(), lambda: target.crash(kind))
