"""The ledger of a run: what it created on a server, written down at once, so that nothing else is ever touched.

At the end one thing after another is removed or put back; what stays, also after Ctrl-C, is told. The ledger is
also a file: a run that was killed leaves it behind, and `--clean-up` removes by it what that run left. It is a page,
and behind it a line for each thing that was created or removed since: a fleet creates ten thousand.
"""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from oceanhil.host import state_files
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner
from oceanhil.protocol.base_url import without_user
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import CleanupHeard, ControlError

_ENDING: Final = ".ledger.json"
_LOCKED: Final = "ledgers"
"""The name under which all ledgers of a server are locked."""


class Created(msgspec.Struct, frozen=True):
    """Something that a run created: what it is, the server's id of it, and the name it was given."""

    kind: str
    id: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.id!r}" + (f" ({self.name!r})" if self.name and self.name != self.id else "")


class Changed(msgspec.Struct, frozen=True):
    """Something of the server itself that a run changed and has to put back."""

    kind: Literal["frozen", "moved", "setting"]
    """Its clock stands still, its clock was moved forward, or a setting is another one."""
    name: str = ""
    """That of the setting."""
    before: Scalar | None = None
    """The setting's value before."""

    def __str__(self) -> str:
        match self.kind:
            case "frozen":
                return "its clock, which may stand still"
            case "moved":
                return "its clock, which is ahead"
            case _:
                return f"its setting {self.name!r}"


class LedgerPage(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the file of a run."""

    url: str
    opened_unix_s: float
    owner: Owner
    created: tuple[Created, ...] = ()
    changed: tuple[Changed, ...] = ()


class LedgerLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happened since the page was written: something was created, or what has this id was removed."""

    created: Created | None = None
    removed: str = ""


class Ledger:
    """What one run created and has not removed; without a `path` it is kept in memory only."""

    def __init__(
        self,
        path: Path | None = None,
        url: str = "",
        now_unix_s: float = 0.0,
        purpose: str = "conform",
        *,
        is_durable: bool = True,
    ) -> None:
        """Begin an empty ledger; its file is written with the first entry.

        `is_durable` False: what is written down outlives this process, and perhaps no power cut.
        """
        self.path = path
        self._is_durable = is_durable
        self._is_written = False
        self._page = LedgerPage(url=url, opened_unix_s=now_unix_s, owner=this_owner(purpose=purpose))
        self._created: dict[str, Created] = {}
        self._changed: dict[tuple[str, str], Changed] = {}

    @classmethod
    def resume(cls, path: Path, page: LedgerPage) -> "Ledger":
        """Take over the ledger of an earlier run, to remove what it left."""
        ledger = cls(path, page.url, page.opened_unix_s)
        ledger._created = {each.id: each for each in page.created}
        ledger._changed = {(each.kind, each.name): each for each in page.changed}
        # Its last line may be without an end: the first entry writes the page anew.
        return ledger

    @property
    def entries(self) -> Sequence[Created]:
        """What is there still, oldest first."""
        return tuple(self._created.values())

    def created(self, kind: str, identity: str, name: str = "") -> None:
        """Note what was created; raises ControlError if that cannot be written down."""
        entry = self._created[identity] = Created(kind, identity, name)
        try:
            self._add(LedgerLine(created=entry))
        except state_files.StateError as error:
            raise ControlError(f"{entry} is not in the ledger of this run: {error}") from None

    @property
    def changes(self) -> Sequence[Changed]:
        """What of the server itself is not as it was."""
        return tuple(self._changed.values())

    def changes_now(self, change: Changed) -> None:
        """Note what is about to be changed, once; raises ControlError if that cannot be written down."""
        if (change.kind, change.name) in self._changed:
            return
        self._changed[change.kind, change.name] = change
        try:
            self._write()
        except state_files.StateError as error:
            raise ControlError(f"{change} is not in the ledger of this run: {error}") from None

    def put_back(self, change: Changed) -> None:
        """Strike out what is as it was."""
        if self._changed.pop((change.kind, change.name), None) is not None:
            with contextlib.suppress(state_files.StateError):
                self._write()

    def mine(self, identity: str) -> Created:
        """Give what this run created under an id; raises ControlError for anything else."""
        if identity not in self._created:
            raise ControlError(f"{identity!r} was not created by this run, and nothing else is touched")
        return self._created[identity]

    def removed(self, identity: str) -> None:
        """Strike out what is gone."""
        if self._created.pop(identity, None) is not None:
            # What stands there in vain is found to be gone by whoever cleans up.
            with contextlib.suppress(state_files.StateError):
                self._add(LedgerLine(removed=identity))

    def _add(self, line: LedgerLine) -> None:
        if self.path is None:
            return
        if self._is_written and (self._created or self._changed):
            state_files.append(self.path, msgspec.json.encode(line) + b"\n", is_durable=self._is_durable)
        else:
            self._write()

    def _write(self) -> None:
        if self.path is None:
            return
        with state_files.locked(self.path.parent / _LOCKED):
            self._is_written = bool(self._created or self._changed)
            if self._is_written:
                page = msgspec.structs.replace(self._page, created=self.entries, changed=self.changes)
                state_files.write_whole(self.path, msgspec.json.encode(page) + b"\n")
            else:
                state_files.remove(self.path)


def open_ledger(
    state: Path, url: str, now: Callable[[], float] = time.time, purpose: str = "conform", *, is_durable: bool = True
) -> Ledger:
    """Begin the ledger of a run against the server at `url`, in the folder `state` of this user.

    `purpose` is the command that runs; `is_durable` as of Ledger. Raises StateError if nothing can be written there.
    """
    started = now()
    owner = this_owner()
    path = server_folder(state, url) / f"{started:.6f}-{owner.pid}{_ENDING}"
    with state_files.locked(path.parent / _LOCKED):
        pass
    return Ledger(path, url, started, purpose, is_durable=is_durable)


def earlier_ledgers(state: Path, url: str) -> Sequence[Ledger]:
    """Give the ledgers that earlier runs against `url` left, oldest first; raises ControlError for a damaged one.

    That of a run that is still alive is left out; where that cannot be known, a run counts as ended.
    """
    pages = ((path, read_page(path)) for path in sorted(server_folder(state, url).glob(f"*{_ENDING}")))
    return [Ledger.resume(path, page) for path, page in pages if page is not None and not is_alive(page.owner)]


def is_alive(owner: Owner) -> bool:
    """Tell whether the run that keeps a ledger goes on; where that cannot be known, it counts as ended."""
    machine = this_machine()
    return os.name == "posix" and owner.machine == machine and not is_surely_dead(owner, machine)


def read_page(path: Path) -> LedgerPage | None:
    """Read a ledger's file as it is now, None when there is none; raises ControlError for a damaged one, StateError."""
    content = state_files.read_bytes(path)
    if content is None:
        return None
    try:
        return _with_lines(content)
    except NOT_JSON as error:
        raise ControlError(
            f"the ledger {str(path)!r} is damaged ({error}): look on the server for devices named 'conform-...' or"
            " 'fleet-...' and remove them by hand, then the file"
        ) from None


def _with_lines(content: bytes) -> LedgerPage:
    first, _, rest = content.partition(b"\n")
    if first.strip() == b"{":
        # Written by an earlier version: a page in many lines, and nothing behind it.
        return msgspec.json.decode(content, type=LedgerPage)
    page = msgspec.json.decode(first, type=LedgerPage)
    created = {each.id: each for each in page.created}
    # A process that was killed may have left a last line without its end.
    for written in rest.split(b"\n")[:-1]:
        line = msgspec.json.decode(written, type=LedgerLine)
        if line.created is not None:
            created[line.created.id] = line.created
        created.pop(line.removed, None)
    return msgspec.structs.replace(page, created=tuple(created.values()))


def server_folder(state: Path, url: str) -> Path:
    """Give the folder of a server: by its address, whatever stands round it."""
    parts = urlsplit(without_user(url))
    address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    return state / "conform" / sha256(address.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Cleanup:
    """One thing to be removed or put back."""

    about: str
    """What stays as it is if this is not done, as `device 'd1'`."""
    do: Callable[[], str]
    """Does it; gives what stays in spite of it, empty if nothing does."""
    impairs: bool = False
    """Whether the server is of less use than before to everybody if this is not done."""


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """What stays, a line for each, and whether Ctrl-C ended it early."""

    left: tuple[str, ...]
    is_interrupted: bool = False
    is_impaired: bool = False


def clean_up_in_turn(cleanups: Iterable[Cleanup], heard: CleanupHeard | None = None) -> CleanupResult:
    """Do each, and let `heard` know; after Ctrl-C everything stays that was not yet done."""
    left: list[str] = []
    impaired = False
    waiting = deque(cleanups)
    total = len(waiting)
    try:
        while waiting:
            if heard is not None:
                heard(total - len(waiting), total)
            if line := waiting[0].do():
                left.append(line)
                impaired = impaired or waiting[0].impairs
            waiting.popleft()
    except KeyboardInterrupt:
        undone = (f"{cleanup.about}: the clean-up was interrupted" for cleanup in waiting)
        impaired = impaired or any(cleanup.impairs for cleanup in waiting)
        return CleanupResult((*left, *undone), is_interrupted=True, is_impaired=impaired)
    return CleanupResult(tuple(left), is_impaired=impaired)
