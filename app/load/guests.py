"""Workers of a run that another machine leads: an invitation is written there, brought here, and taken up.

An invitation holds what proves a worker to be one of the run's (`Order.key`) and what goes with every request: it is a
file for its owner's eyes alone. Both machines' clocks must agree to a second or so, for times are told in that of the
run.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from oceanhil.app.load.consent import confirm_host
from oceanhil.app.load.locust_group import LocustGroup, ProcessesError
from oceanhil.app.load.plan import LoadPlan
from oceanhil.fleet.load.messages import Invitation, Order
from oceanhil.host.addresses import address_for_others
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.untrusted import refuse_server
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import UntrustedError, read_data
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import BUILT_IN
from oceanhil.protocol.wording import os_reason, plural
from oceanhil.remote.wire.target import TargetError

_SECRET_MODE: Final = 0o600
_LOOK_S: Final = 0.2


def invite(path: Path, plan: LoadPlan, port: int, order: Order) -> None:
    """Write the invitation to a run whose master takes workers at `port`; raises OSError."""
    invitation = Invitation(url=plan.url, host=address_for_others(plan.bind), port=port, order=order)
    replace_whole(path, msgspec.json.encode(invitation) + b"\n", mode=_SECRET_MODE)


def read_invitation(path: Path) -> Invitation:
    """Read one; raises TargetError."""
    try:
        return msgspec.json.decode(read_data(path), type=Invitation)
    except (*NOT_JSON, DataFileError) as error:
        raise TargetError(f"{str(path)!r} is no invitation to a run, which --invitation writes: {error}") from None
    except OSError as error:
        cause = os_reason(error)
        raise TargetError(f"{str(path)!r} cannot be read: {cause}") from None


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """What a user says of the workers here: how many, and this machine's copies of what the run names by files."""

    workers: int
    profile: Path | None = None
    ca_file: str = ""
    locustfile: Path | None = None
    is_sure: bool = False
    ask: Callable[[str], str] | None = None
    told: Callable[[str], None]


def join(path: Path, guest: Guest) -> int:
    """Take part in a run until it ends; gives how many workers did not come to its end. Raises TargetError."""
    invitation = read_invitation(path)
    order = invitation.order
    if order.profile != BUILT_IN and guest.profile is None:
        raise TargetError(f"the run has a profile of its own, {order.profile!r}; give your copy of it by --profile")
    if order.ca_file and not guest.ca_file:
        raise TargetError(f"the run has an authority of its own, {order.ca_file!r}; give your copy of it by --ca")
    try:
        refuse_server(f"the server of {str(path)!r}", invitation.url)
    except UntrustedError as error:
        raise TargetError(str(error)) from None
    confirm_host(invitation.url, "this machine's part of a fleet", is_confirmed=guest.is_sure, ask=guest.ask)
    profile = BUILT_IN if guest.profile is None else str(guest.profile.absolute())
    theirs = replace(invitation, order=replace(order, profile=profile, ca_file=guest.ca_file))
    with ended_like_by_ctrl_c(), GuestWorkers(theirs, guest) as workers:
        guest.told(f"{plural(guest.workers, 'worker')} for the run at {theirs.host}:{theirs.port}; Ctrl-C ends them")
        return workers.stay()


class GuestWorkers(LocustGroup):
    """A context manager: workers of this machine for a run of another."""

    def __init__(self, invitation: Invitation, guest: Guest) -> None:
        """Start nothing yet."""
        super().__init__(invitation.url, guest.locustfile, invitation.order)
        self._invitation = invitation
        self._guest = guest

    def stay(self) -> int:
        """Wait until all have ended; gives how many of them had trouble, which is told."""
        while any(process.poll() is None for process in self._processes):
            time.sleep(_LOOK_S)
        # A worker that hears its master no more ends as one does whose run is over: only its words tell.
        deserted = sum("heartbeat from master" in line for line in self._said)
        failed = len([process for process in self._processes if process.returncode]) + deserted
        if failed:
            self._guest.told(f"{plural(failed, 'worker')} ended before the run{self._last_words()}")
        return failed

    def _start(self) -> None:
        for _ in range(self._guest.workers):
            self._run_worker(self._invitation.host, self._invitation.port)

    def _ended(self) -> ProcessesError:
        return ProcessesError(f"a worker ended by itself{self._last_words()}")
