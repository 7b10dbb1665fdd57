"""A lease in use: renewed in the background for as long as it is held, and let go at the end.

A command that runs under `oceanhil boards lease NAME -- COMMAND` finds that lease in `$OCEANHIL_LEASES` and uses it
along with its parent, instead of waiting for it for ever. Of several such commands one uses it at a time: `BoardLease`
takes a lease below it (`lent_key`).
"""

import contextlib
import os
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

from oceanhil.hil.boards.lease import BoardBusyError, Lease, LeaseLostError, lost
from oceanhil.hil.boards.leases import DEFAULT_EXPIRY_S, Leases, OnWait
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError

INHERITED_VARIABLE = "OCEANHIL_LEASES"
_HEARTBEATS_PER_EXPIRY = 3
_LENT: Final = "+lent"
"""No digest of a key is this word, so no board has such a key."""


def inherited_leases(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Give the leases that a parent process shares, key to token, from `$OCEANHIL_LEASES`: `KEY=TOKEN KEY=TOKEN`."""
    pairs = (word.partition("=") for word in environment.get(INHERITED_VARIABLE, "").split())
    return {key: token for key, _, token in pairs if token}


def inherited_text(leases: Mapping[str, str]) -> str:
    """Give the value of `$OCEANHIL_LEASES` that shares these leases."""
    return " ".join(f"{key}={token}" for key, token in leases.items())


def lent_key(key: str) -> str:
    """Give the key of the lease below that of `key`: who holds it uses the board, of all those who inherit that one."""
    return key + _LENT


class HeldLease:
    """Takes a board on entry and lets go on exit; `check` raises when the lease was lost in between.

    Entering raises what `Leases.acquire` raises. A thread gives the heartbeat at a third of the expiry.
    `inherited` are the leases a parent shares; default: those in the environment. Such a lease stays the parent's.
    `name` is what the inventory calls the board; without one errors tell its key.
    """

    def __init__(
        self,
        leases: Leases,
        key: str,
        owner: Owner,
        expiry_s: float = DEFAULT_EXPIRY_S,
        *,
        wait_s: float = 0.0,
        on_wait: OnWait | None = None,
        inherited: Mapping[str, str] | None = None,
        name: str = "",
    ) -> None:
        self._name = name
        self._inherited = (inherited_leases() if inherited is None else inherited).get(key, "")
        self._leases = leases
        self._key = key
        self._owner = owner
        self._expiry_s = expiry_s
        self._wait_s = wait_s
        self._on_wait = on_wait
        self._token = ""
        self._ended = threading.Event()
        self._lost = ""
        self._heart = threading.Thread(target=self._beat, name=f"lease of {key}", daemon=True)

    def __enter__(self) -> Self:
        try:
            lease = self._shared() or self._leases.acquire(
                self._key, self._owner, self._expiry_s, wait_s=self._wait_s, on_wait=self._on_wait
            )
        except BoardBusyError as error:
            raise error.named(self._name) from None
        self._expiry_s = lease.expiry_s
        self._token = lease.token
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._heart.join()
        if self.is_inherited:
            return
        # A folder that has become unusable frees the board by expiry; what happened inside matters more.
        with contextlib.suppress(StateError):
            self._leases.release(self._key, self._token)

    @property
    def key(self) -> str:
        """The key of the board."""
        return self._key

    @property
    def token(self) -> str:
        """What proves the lease; for `inherited_text`."""
        return self._token

    @property
    def is_inherited(self) -> bool:
        """Whether it is a parent's, and stays so."""
        return bool(self._inherited) and self._token == self._inherited

    def renew(self) -> Lease:
        """Give a sign of life now; raises LeaseLostError."""
        try:
            return self._leases.renew(self._key, self._token)
        except LeaseLostError:
            raise lost(self._called) from None

    def hand_over(self, owner: Owner) -> None:
        """Have it end with the process of `owner`, though this one may end before; raises LeaseLostError, StateError.

        It is renewed by this process, and let go by it if it lives. One that is a parent's stays the parent's.
        """
        if self.is_inherited:
            return
        try:
            self._leases.hand_over(self._key, self._token, owner)
        except LeaseLostError:
            raise lost(self._called) from None

    def look(self) -> None:
        """Do what `check` does by what stands in the folder now, not by the last heartbeat; raises StateError too."""
        lease = self._leases.peek(self._key).lease
        if self._lost or lease is None or lease.token != self._token:
            # One that ran out while nobody took the board is still held, as after a sleep of the machine.
            self.renew()
            self._lost = ""

    def check(self) -> None:
        """Raise LeaseLostError if the board may be in other hands; cheap, for each use of the board."""
        if self._lost:
            raise LeaseLostError(self._lost)

    @property
    def _called(self) -> str:
        return self._name or self._key

    def _shared(self) -> Lease | None:
        """Give the lease of a parent process; None if there is none, or it is over."""
        try:
            return self._leases.renew(self._key, self._inherited) if self._inherited else None
        except LeaseLostError:
            return None

    def _beat(self) -> None:
        """Renew until the end. A folder that cannot be written now may be so again, before the lease expires or after.

        Until then the board may be in other hands; where nobody has taken it, it is still held.
        """
        missed = 0
        while not self._ended.wait(self._expiry_s / _HEARTBEATS_PER_EXPIRY):
            try:
                self.renew()
                missed, self._lost = 0, ""
            except LeaseLostError as error:
                self._lost = str(error)
                return
            except StateError as error:
                missed += 1
                if missed >= _HEARTBEATS_PER_EXPIRY:
                    self._lost = f"the lease of board {self._called!r} could not be renewed and has expired: {error}"
