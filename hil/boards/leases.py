"""Leases of boards, shared by all runs of a machine through files in one folder; one file for each board.

A lease has an owner, an expiry and a heartbeat. Whoever dies without letting go loses the board at most one expiry
later; at once, if it is certain that the process is gone (same machine, same boot, same process-id namespace).
Nobody of this boot loses it to a clock that is set or to the machine's sleep: see `lease_clock`.
Every change of a file happens under the lock of that file, and replaces it as a whole.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from oceanhil.hil.boards.lease import (
    BoardBusyError,
    DamagedLeaseError,
    Lease,
    LeaseError,
    LeaseState,
    asked_for,
    handed_over,
    kept,
    let_go_by_keeper,
    let_go_by_owner,
    lost,
    renewed,
    settled,
    without,
)
from oceanhil.hil.boards.lease_clock import LeaseClock
from oceanhil.host import state_files
from oceanhil.host.folders import leases_directory, state_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine

DEFAULT_EXPIRY_S = 60.0
_ASK_AGAIN_S = 0.25

OnWait = Callable[[LeaseState], None]
Pause = Callable[[float], None]


class Leases:
    """The leases in `directory`; `now` gives Unix seconds, `pause` waits so many seconds before asking again.

    `monotonic` gives seconds of a clock that is never set, the same for all processes of this boot.
    """

    def __init__(
        self,
        directory: Path,
        now: Callable[[], float] = time.time,
        pause: Pause = time.sleep,
        is_dead: Callable[[Owner], bool] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._now = now
        self._monotonic = monotonic
        self._pause = pause
        machine = this_machine()
        self._clock = LeaseClock(now, monotonic, machine)
        self._is_dead = is_dead or (lambda owner: is_surely_dead(owner, machine))

    def acquire(
        self,
        key: str,
        owner: Owner,
        expiry_s: float = DEFAULT_EXPIRY_S,
        *,
        wait_s: float = 0.0,
        on_wait: OnWait | None = None,
    ) -> Lease:
        """Take the board `key`, waiting for it in the queue up to `wait_s` (`math.inf`: as long as it takes).

        `on_wait` is told who holds it and who waits, at first and whenever that changes. Raises BoardBusyError,
        StateError when the folder cannot be used, DamagedLeaseError.
        """
        token = secrets.token_hex(16)
        with contextlib.ExitStack() as stack:
            # Refused or interrupted by Ctrl-C: no ghost stays in the queue, and no lease that nobody knows of.
            stack.callback(self._forget, key, token)
            lease = self._wait(key, lambda: self._ask(key, owner, token, expiry_s), token, wait_s, on_wait)
            stack.pop_all()
        return lease

    def _wait(
        self, key: str, ask: Callable[[], LeaseState], token: str, wait_s: float, on_wait: OnWait | None
    ) -> Lease:
        give_up_at = self._monotonic() + wait_s
        told: tuple[str, ...] | None = None
        while True:
            state = ask()
            if state.lease is not None and state.lease.token == token:
                return state.lease
            if self._monotonic() >= give_up_at:
                raise BoardBusyError(key, without(state, token), self._now())
            if on_wait is not None and told != (told := _holders(state)):
                on_wait(state)
            self._pause(_ASK_AGAIN_S)

    def _forget(self, key: str, token: str) -> None:
        with contextlib.suppress(state_files.StateError):
            self.release(key, token)

    def renew(self, key: str, token: str) -> Lease:
        """Give a sign of life for the lease with this token; raises LeaseLostError when it is held no longer."""

        def renewed_now(state: LeaseState) -> LeaseState | None:
            after = renewed(state, token, self._now())
            return None if after is None else self._clock.signed(after, token)

        return self._change_held(key, renewed_now)

    def hand_over(self, key: str, token: str, owner: Owner) -> Lease:
        """Make the lease with this token that of another process, with whose end it ends; raises LeaseLostError."""
        return self._change_held(key, lambda state: handed_over(state, token, owner))

    def release(self, key: str, token: str) -> None:
        """Let go of a board; harmless when it is not held any more. A keeper that joined holds it on."""
        self._change(key, lambda state: let_go_by_owner(state, token))

    def keep(self, key: str, token: str, keeper: Owner, *, is_being_put_back: bool = False) -> Lease:
        """Have `keeper` join the holder with this token, or say that it puts the board back; raises LeaseLostError."""
        return self._change_held(key, lambda state: kept(state, token, keeper, is_being_put_back=is_being_put_back))

    def left_to_keeper(self, key: str) -> Lease | None:
        """Give the lease of a board whose owner is gone and whose keeper puts it back, or is about to."""
        lease = self.peek(key).lease
        if lease is None or lease.keeper is None:
            return None
        return lease if lease.is_being_put_back or lease.owner_let_go or self._is_dead(lease.owner) else None

    def let_go_as_keeper(self, key: str, token: str) -> None:
        """Free a board whose owner is gone, or leave it to its owner; harmless when it is not held any more."""
        path = self._path(key)
        with state_files.locked(path):
            self._write(path, let_go_by_keeper(self._read(path), token, self._is_dead))

    def break_lease(self, key: str, *, force: bool = False, owner: Owner | None = None, name: str = "") -> Lease | None:
        """Take a board from its holder and give the lease that was; None if it was free.

        Without `force` only a lease of the same user on the same host as `owner` may be taken; raises LeaseError.
        With it, a damaged file is removed too. `name` is the inventory's for the board.
        """
        path = self._path(key)
        with state_files.locked(path):
            try:
                state = self._settled(path)
            except DamagedLeaseError:
                if not force:
                    raise
                state_files.remove(path)
                return None
            lease = state.lease
            if lease is None:
                return None
            if not force and (owner is None or (lease.owner.user, lease.owner.host) != (owner.user, owner.host)):
                raise LeaseError(f"board {name or key!r} is held by {lease.owner}; --force takes it all the same")
            self._write(path, without(state, lease.token))
            return lease

    def peek(self, key: str) -> LeaseState:
        """Give who holds a board and who waits for it now; changes nothing. Raises DamagedLeaseError."""
        return self._settled(self._path(key))

    def _ask(self, key: str, owner: Owner, token: str, expiry_s: float) -> LeaseState:
        return self._change(
            key, lambda state: self._clock.signed(asked_for(state, owner, token, self._now(), expiry_s), token)
        )

    def _change_held(self, key: str, change: Callable[[LeaseState], LeaseState | None]) -> Lease:
        """Change a lease that is still held, though it may have run out; `change` gives None if it is not."""
        path = self._path(key)
        with state_files.locked(path):
            state = change(self._read(path))
            if state is None or state.lease is None:
                raise lost(key)
            self._write(path, state)
            return state.lease

    def _change(self, key: str, change: Callable[[LeaseState], LeaseState]) -> LeaseState:
        path = self._path(key)
        with state_files.locked(path):
            state = change(self._settled(path))
            self._write(path, state)
            return state

    def _settled(self, path: Path) -> LeaseState:
        return settled(self._clock.in_step(self._read(path)), self._now(), self._is_dead)

    def _read(self, path: Path) -> LeaseState:
        try:
            return state_files.read_state(path, LeaseState) or LeaseState()
        except state_files.DamagedStateError as error:
            free_at = self._touched_at(path) + DEFAULT_EXPIRY_S
            if self._now() < free_at:
                raise DamagedLeaseError(str(path), str(error), free_at) from None
            return LeaseState()

    def _touched_at(self, path: Path) -> float:
        """Give when a damaged file was written; one from the future is set to now, for its term to have an end."""
        with state_files.refusals(path):
            changed, now = path.stat().st_mtime, self._now()
            if changed > now:
                os.utime(path, (now, now))
            return min(changed, now)

    def _write(self, path: Path, state: LeaseState) -> None:
        state_files.write_state(path, None if state.lease is None and not state.queue else state)

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"


def _holders(state: LeaseState) -> tuple[str, ...]:
    lease = state.lease
    return (f"{lease.token} {lease.is_being_put_back}" if lease else "", *(each.token for each in state.queue))


def open_leases() -> Leases:
    """Give the leases of this machine."""
    return Leases(leases_directory(state_directory()))
