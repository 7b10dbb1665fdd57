"""`oceanhil boards lease` and `release`: holding boards by hand, or for as long as a command runs."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards.common import announce_wait, refusals
from oceanhil.hil.boards.board_lease import BoardLease, state_of
from oceanhil.hil.boards.device import lease_keys
from oceanhil.hil.boards.entry import Bench, BoardEntry, key_of
from oceanhil.hil.boards.held_lease import INHERITED_VARIABLE, inherited_leases, inherited_text
from oceanhil.hil.boards.journal import open_journal
from oceanhil.hil.boards.lease import DamagedLeaseError, LeaseLostError
from oceanhil.hil.boards.leases import Leases, open_leases
from oceanhil.host.interrupts import passed_on
from oceanhil.host.owners import Owner, this_owner
from oceanhil.host.state_files import StateError
from oceanhil.host.terminal import echo
from oceanhil.protocol.wording import os_reason, utc

_SIGNALLED = 128
_LOOK_S = 1.0


def hold(
    entry: BoardEntry, hold_s: float, command: Sequence[str], *, wait: bool, others: Collection[str] = frozenset()
) -> int:
    """Hold a board for `hold_s` seconds, or until `command` ends; gives the exit code.

    `others` are the names of boards and benches that are no commands.
    """
    if command and command[0] in others and shutil.which(command[0]) is None:
        nested = _one_in_another(entry.name, *(word for word in command if word in others))
        raise WrongInputError(f"{command[0]!r} is no command, it is of the inventory; {nested}")
    owner = this_owner(purpose=command[0] if command else "by hand")
    key = key_of(entry)
    held = BoardLease(
        open_leases(),
        entry,
        owner,
        wait_s=math.inf if wait else 0.0,
        on_wait=announce_wait(entry, time.time),
    )
    with refusals(), held:
        for pending in open_journal().pending(key):
            echo(f"note: {pending}; put it back with 'oceanhil boards restore {entry.name}'", err=True)
        shared = inherited_text({**inherited_leases(), **held.tokens})
        if command:
            return _run(command, shared, held, owner)
        try:
            echo(f"{entry.name!r} is yours until {utc(time.time() + hold_s)}, or until Ctrl-C")
            echo(f"in another shell: export {INHERITED_VARIABLE}='{shared}'")
            _keep(held, hold_s)
        except KeyboardInterrupt:
            echo("let go", err=True)
    return 0


def refuse_bench(bench: Bench) -> None:
    """Say how all boards of a bench are held; raises WrongInputError."""
    raise WrongInputError(f"{bench.name!r} is a bench; {_one_in_another(*(entry.name for entry in bench.boards))}")


def _one_in_another(*names: str) -> str:
    nested = " -- ".join(f"oceanhil boards lease {name}" for name in names)
    return f"each board has a lease of its own, one in another: {nested} -- COMMAND"


def let_go(entry: BoardEntry, *, force: bool) -> str:
    """Take a board from its holder, and say what was done."""
    leases, owner = open_leases(), this_owner()
    with refusals():
        was_damaged = _is_damaged(leases, entry, force=force)
        broken = [leases.break_lease(key, force=force, owner=owner, name=entry.name) for key in lease_keys(entry)]
    if (taken := next(filter(None, broken), None)) is not None:
        return f"{entry.name!r} is free; it was held by {taken.owner}"
    return (
        f"{entry.name!r} is free; its lease was damaged, and is removed" if was_damaged else f"{entry.name!r} was free"
    )


def _is_damaged(leases: Leases, entry: BoardEntry, *, force: bool) -> bool:
    """Tell whether nobody knows who holds a board; raises EnvironmentRefusedError where that is not to be ended."""
    try:
        state_of(leases, entry)
    except DamagedLeaseError as error:
        if not force:
            raise EnvironmentRefusedError(f"{error}; --force removes it") from None
        return True
    return False


def _run(command: Sequence[str], shared: str, held: BoardLease, owner: Owner) -> int:
    try:
        environment = {**os.environ, INHERITED_VARIABLE: shared}
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's own command
    except OSError as error:
        cause = os_reason(error)
        raise WrongInputError(f"{command[0]!r} cannot be started: {cause}") from None
    # Nobody is to get the board while the command uses it, though this process be killed. Whether the lease is lost is
    # looked at below.
    with contextlib.suppress(LeaseLostError, StateError):
        held.hand_over(replace(owner, pid=process.pid))
    with passed_on(process.send_signal):
        code = _end_of(process, held)
    return code if code >= 0 else _SIGNALLED - code


def _end_of(process: subprocess.Popen[bytes], held: BoardLease) -> int:
    """Wait for the command's own end: Ctrl-C and SIGTERM reach it, and what it puts back must not be cut short.

    If the lease is taken away meanwhile, that is said, once: what the command does then is for the user to say.
    """
    look_s: float | None = _LOOK_S
    while True:
        try:
            return process.wait(look_s)
        except KeyboardInterrupt:
            continue
        except subprocess.TimeoutExpired:
            if why := _why_lost(held):
                echo(f"warning: {why}; the command goes on without it", err=True)
                look_s = None


def _why_lost(held: BoardLease) -> str:
    """Say why the board may be in other hands, empty if it is not. A folder that cannot be read says nothing now."""
    try:
        held.look()
    except LeaseLostError as error:
        return str(error).removesuffix("; run again")
    except StateError:
        return ""
    return ""


def _keep(held: BoardLease, hold_s: float) -> None:
    """Wait until the time is up; raises LeaseLostError when the lease was taken away, a second later at most."""
    end_s = time.monotonic() + hold_s
    never = threading.Event()
    while (left_s := end_s - time.monotonic()) > 0:
        with contextlib.suppress(StateError):
            held.look()
        never.wait(min(_LOOK_S, left_s))
