"""Lives handed out to other machines: the workers of a scheduler of Dask.

A worker is a process with this project installed; which machine it is on says nothing about a life. What is handed out
are calls as to a process here, so whoever leads here leads there. A worker that is lost is none of our business as long
as there is another: the scheduler gives what it had to that one.

https://distributed.dask.org/en/stable/client.html
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future

    from distributed import Client

    from oceanhil.exploration.explorer import Led

INSTALL: Final = "install the same version there: pip install 'oceanhil[machines]'"
_CONNECT_S: Final = 10
_ENCRYPTED: Final = frozenset({"tls", "wss"})
_LOOK_S: Final = 5
"""How long one waits for a handful before one looks whether anybody is at it."""


class NobodyLeadsError(Exception):
    """Nobody leads lives, or nobody does any longer; the text says why, and what to do."""


class MachinesError(NobodyLeadsError):
    """The scheduler cannot be used, or not any longer."""


class Machines(msgspec.Struct, frozen=True):
    """A cluster in use."""

    executor: Executor
    hands: int
    """How many handfuls it leads at a time."""
    client: Client
    address: str

    def wait(self, future: Future[list[Led]]) -> list[Led]:
        """Wait for what somebody there leads; raises MachinesError once nobody is there."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        while True:
            try:
                return future.result(_LOOK_S)
            except TimeoutError:
                self._look()
            except CancelledError:
                raise MachinesError(f"the scheduler at {self.address} is gone") from None
            except KilledWorker as error:
                raise MachinesError(f"a life ends every worker that leads it: {error}") from None
            except ModuleNotFoundError as error:
                raise MachinesError(f"a worker of {self.address} says: {error}; {INSTALL}") from None

    def _look(self) -> None:
        try:
            hands = sum(self.client.nthreads().values())
        except (OSError, TimeoutError):
            hands = 0
        if not hands:
            raise MachinesError(f"no worker of the scheduler at {self.address} is left")


@contextmanager
def machines(address: str) -> Iterator[Machines]:
    """Use the cluster of the scheduler at `address`; raises MachinesError where that is none or has no workers."""
    try:
        from distributed import Client
        from distributed.comm.addressing import parse_address, resolve_address
    except ImportError:
        raise MachinesError(
            "lives are handed out by Dask, which is not here: pip install 'oceanhil[machines]'"
        ) from None
    try:
        # By themselves, since a client that was never one takes 20 s to go, and says so.
        _refuse_unable(parse_address(resolve_address(address))[0])
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise MachinesError(f"no scheduler answers at {address!r}: {error}; `dask scheduler` starts one") from None
    with client:
        hands = sum(client.nthreads().values())
        if not hands:
            raise MachinesError(f"nobody works for the scheduler at {address}; `dask worker {address}` starts somebody")
        yield Machines(client.get_executor(pure=False), hands, client, address)


def _refuse_unable(scheme: str) -> None:
    """Raise ValueError for a scheme by which no other process is reached, or not with what is configured here."""
    from distributed.security import Security

    if scheme == "inproc":
        raise ValueError("it is an address within a process of its own, expected one such as tcp://host:8786")
    if scheme in _ENCRYPTED and Security().get_connection_args("client").get("ssl_context") is None:
        raise ValueError("no certificate is configured for it; set distributed.comm.tls.ca-file and tls.client of Dask")
