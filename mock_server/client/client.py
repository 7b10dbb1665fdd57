"""Every operation of the admin side as a method."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Never, Self, TypeVar, cast

import msgspec

from oceanhil.mock_server.client.admin_client_error import (
    NotServingError,
    RefusedError,
    WaitTimeoutError,
    WrongArgumentError,
)
from oceanhil.mock_server.client.connection import AdminConnection
from oceanhil.mock_server.client.event_stream import EventStream
from oceanhil.mock_server.core.admin import devices, faults, server
from oceanhil.mock_server.core.admin.call import read_form
from oceanhil.mock_server.core.admin.forms import (
    Claim,
    ClockChange,
    FaultLogView,
    NewDevice,
    Seed,
    StateChange,
    TagChange,
)
from oceanhil.mock_server.core.admin.operation import AdminOperation
from oceanhil.mock_server.core.admin_error import AdminError
from oceanhil.mock_server.core.views import (
    ADMIN_API,
    ClockView,
    DeviceView,
    ExchangeView,
    FaultView,
    Generated,
    HealthView,
    JournalEntry,
    JournalView,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.bounded_text import shortened
from oceanhil.protocol.device_status import BY_WORD, DeviceStatus
from oceanhil.protocol.faults import Fault, FaultError, FaultRule, Match
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.suggestion import nearest_word, suggestion

_Seen = TypeVar("_Seen")
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 0.25
_SILENCE_S_MAX = 60.0
_PATHS_MOST = 3
_PATH_MAX = 60
_NEARLY = 0.9
"""How near a path must be that was meant: those of devices differ in one word."""
_Form = TypeVar("_Form")
_Result = TypeVar("_Result")


def _form(kind: type[_Form], fields: Mapping[str, object]) -> _Form:
    """Make the form of an operation; raises WrongArgumentError in the server's words."""
    try:
        return cast("_Form", read_form(kind, fields))
    except AdminError as error:
        raise WrongArgumentError(str(error)) from None


def _check_tags(tags: Sequence[str]) -> None:
    """Refuse a text, which would be a tag for each of its letters."""
    if isinstance(tags, str):
        raise WrongArgumentError(f"tags is the text {tags!r}, expected several, such as [{tags!r}]")


def _instead(path: str, came: Counter[str]) -> str:
    """Say to which other paths requests came in place of one to `path`, and which of them may have been meant."""
    if not came:
        return ""
    others = ", ".join(f"{count} to {shortened(other, _PATH_MAX)!r}" for other, count in came.most_common(_PATHS_MOST))
    meant = nearest_word(path, came, _NEARLY)
    return f", but {others}{meant and f'; {meant}'}"


class Patience:
    """Waits for something to become true, by looking again and again; clock and sleep are passed in."""

    def __init__(self, monotonic_s: Callable[[], float], sleep_s: Callable[[float], None]) -> None:
        self._monotonic_s = monotonic_s
        self._sleep_s = sleep_s

    def wait(
        self,
        look: Callable[[], _Seen],
        is_wanted: Callable[[_Seen], bool],
        timeout_s: float,
        describe: Callable[[_Seen], str],
    ) -> _Seen:
        """Look until what is seen is wanted, and give it; WaitTimeoutError with `describe` after `timeout_s`.

        It looks at least once. Pauses grow from 10 ms to a quarter of a second.
        """
        deadline_s = self._monotonic_s() + timeout_s
        pause_s = _FIRST_PAUSE_S
        while not is_wanted(seen := look()):
            left_s = deadline_s - self._monotonic_s()
            if left_s <= 0:
                raise WaitTimeoutError(f"{describe(seen)}; waited {timeout_s:g} s")
            self._sleep_s(min(pause_s, left_s))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        return seen


class Client:
    """The admin side of the server at `url`; a context manager. Not to be shared between threads.

    Every method raises `ClientError`: UnreachableError when no answer comes within `timeout_s`, NotServingError when
    something else answers, RefusedError with the server's code and text when it refuses. Proxies of the environment are
    not used, redirects not followed.
    """

    def __init__(
        self,
        url: str,
        *,
        admin_key: str | None = None,
        timeout_s: float = 10.0,
        verify: bool | Path = True,
        monotonic_s: Callable[[], float] = time.monotonic,
        sleep_s: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make a client; nothing is sent yet.

        `verify` is the file of the bench CA for a server with `--tls`, True for the certificates that requests trusts,
        False for a bench that asks no questions. The last two are the clock that waits go by.
        """
        self._waited_to: dict[str, int] = {}
        """By device, or "" for any: the number in the journal of the request that was waited for last."""
        self._admin = AdminConnection(url, admin_key=admin_key, timeout_s=timeout_s, verify=verify)
        self._patience = Patience(monotonic_s, sleep_s)

    @property
    def url(self) -> str:
        """The server's base URL, without a slash at the end."""
        return self._admin.url

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._admin.close()

    # The server

    def health(self) -> HealthView:
        """Ask whether it is there; NotServingError if its admin side has another form than this client."""
        try:
            health = self.call(server.health)
        except RefusedError as error:
            # Ours has this path; a server of the platform's protocol says in its own words that it has not.
            if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
                raise self._admin.foreign(f"it answered with HTTP {error.status}") from None
            raise
        if health.admin_api != ADMIN_API:
            raise NotServingError(
                f"the admin side of {self.url!r} has form {health.admin_api}, this client knows {ADMIN_API}; "
                "use one version of oceanhil for both"
            )
        return health

    def is_ready(self) -> bool:
        """Ask whether it does its whole work now: not while it starts, stops, or cannot store changes."""
        try:
            return self.call(server.ready).success
        except RefusedError as error:
            if error.status != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            return False

    def restart(self) -> None:
        """Do to devices what a restart of the server does: sessions end, records and tokens stay."""
        self.call(server.restart)

    def reset(self, seed: int | None = None) -> int:
        """Begin anew, with `seed` or that of the server's start; gives the seed. Every device is gone."""
        self._waited_to.clear()
        return self.call(server.reset, Seed(seed)).seed

    # Devices

    def devices(self, *, after: str = "", limit: int | None = None, tag: str = "") -> Sequence[DeviceView]:
        """List devices, oldest first: all, or at most `limit` of those made after the one with the id `after`.

        With a `tag` only those that have it.
        """
        query: dict[str, str | int] = {"after": after} if after else {}
        query |= {} if limit is None else {"limit": limit}
        query |= {"tag": tag} if tag else {}
        return self.call(devices.list_all, query=query).devices

    def device(self, identity: str) -> DeviceView:
        """Show one device; UnknownIdError if there is none."""
        return self.call(devices.show, identity=identity)

    def generate(self, board: Board, name: str = "", tags: Sequence[str] = ()) -> Generated:
        """Make a pending device ("generate firmware"); the only answer that shows its registration token."""
        _check_tags(tags)
        return self.call(devices.create, NewDevice(board, name or msgspec.UNSET, list(tags) or msgspec.UNSET))

    def regenerate(self, identity: str) -> Generated:
        """Give a device a new registration token; its old tokens end."""
        return self.call(devices.regenerate, identity=identity)

    def revoke(self, identity: str) -> DeviceView:
        """End a device's tokens and its session."""
        return self.call(devices.revoke, identity=identity)

    def claim(self, identity: str, mac: bytes, device_id: str) -> DeviceView:
        """Bind a pending device by hand to the board with this MAC (six octets); ConflictError unless it is pending."""
        return self.call(devices.claim, Claim(format_mac(mac), device_id), identity=identity)

    def delete(self, identity: str) -> None:
        """Delete a device and every token it ever had."""
        self.call(devices.delete, identity=identity)

    def set_state(self, identity: str, **fields: bool | float | None) -> DeviceView:
        """Switch `relay1`, `relay2`; set what `temperature` (°C), `humidity` (%) show. What is left out stays.

        WrongArgumentError for another field, and for a value of another type.
        """
        return self.call(devices.set_state, _form(StateChange, fields), identity=identity)

    def set_tags(self, identity: str, tags: Sequence[str]) -> DeviceView:
        """Give a device these tags instead of those it had."""
        _check_tags(tags)
        return self.call(devices.set_tags, TagChange(list(tags)), identity=identity)

    # Clock and settings

    def clock(self) -> ClockView:
        """Show the server's clock."""
        return self.call(server.show_clock)

    def advance_clock(self, seconds: float) -> ClockView:
        """Move the server's clock forward, frozen or not."""
        return self.call(server.set_clock, ClockChange(advance=seconds))

    def set_clock_offset(self, seconds: float) -> ClockView:
        """Set the difference between the server's clock and its machine's, absolutely."""
        return self.call(server.set_clock, ClockChange(offset=seconds))

    def freeze_clock(self) -> ClockView:
        """Stop the server's clock."""
        return self.call(server.set_clock, ClockChange(freeze=True))

    def release_clock(self) -> ClockView:
        """Let the server's clock run again."""
        return self.call(server.set_clock, ClockChange(freeze=False))

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force by name."""
        return self.call(server.show_settings)

    def put_settings(self, **changes: Scalar) -> Mapping[str, Scalar]:
        """Change settings, all of them or, if one is wrong, none; gives all."""
        return self.call(server.put_settings, changes)

    # Faults

    def faults(self) -> Sequence[FaultView]:
        """List the fault rules in the order in which they are tried, each with how often it has struck."""
        return self.call(faults.list_faults).faults

    def add_fault(self, rule: FaultRule) -> FaultView:
        """Add a fault rule."""
        return self.call(faults.add_fault, rule)

    def fail_next(
        self, fault: Fault, *, count: int = 1, path: str = "", method: str = "", device: str = ""
    ) -> FaultView:
        """Let the next `count` requests that match come to grief by `fault`; empty words match everything."""
        if not isinstance(fault, Fault):
            raise WrongArgumentError(f"fault is {fault!r}, expected a Fault such as Fault(FaultKind.RESET)")
        try:
            match = Match(path=path or None, method=method or None, device=device or None)
            rule = FaultRule(fault, match, times=count)
        except FaultError as error:
            raise WrongArgumentError(str(error)) from None
        return self.add_fault(rule)

    def remove_fault(self, identity: str) -> None:
        """Remove one fault rule."""
        self.call(faults.remove_fault, identity=identity)

    def fault_log(self, *, since: int = 0) -> FaultLogView:
        """Give what fault rules did after number `since` of their log."""
        return self.call(faults.log, query={"since": since})

    def clear_faults(self, name: str = "") -> None:
        """Remove the fault rules of that name, without one all."""
        self.call(faults.clear_faults, query={"name": name} if name else None)

    # Any operation

    def call(
        self,
        operation: AdminOperation[Never, _Form, _Result],
        form: _Form | None = None,
        *,
        identity: str = "",
        query: Mapping[str, str | int] | None = None,
    ) -> _Result:
        """Do an operation as declared, also one of a single service; `identity` stands for the `*` in its path."""
        if not isinstance(identity, str):
            raise WrongArgumentError(f"identity is a {type(identity).__name__}, expected a text, such as its 'id'")
        path = operation.fill(identity)
        return self._admin.ask(operation.method, path, operation.reply, body=form, query=query or None)

    def ask(self, method: str, path: str, result: type[_Result], *, body: object = None) -> _Result:
        """Use a route below `/_admin` that is declared elsewhere; gives its answer as `result`."""
        return self._admin.ask(method, path, result, body=body)

    # What happened

    def journal(
        self, *, since: int = 0, before: int | None = None, device: str = "", last: int | None = None
    ) -> JournalView:
        """Give the entries after number `since` and before `before`, of one device (admin id) if named.

        Of them only the `last` ones.
        """
        query: dict[str, str | int] = {"since": since}
        query |= ({} if before is None else {"before": before}) | ({} if last is None else {"last": last})
        query |= {"device": device} if device else {}
        return self.call(server.journal, query=query)

    def exchange(self, seq: int) -> ExchangeView:
        """Give request number `seq` of the journal with its body, its answer, and how long it took."""
        return self.call(server.exchange, identity=str(seq))

    def new_entries(self, *, since: int = 0, device: str = "") -> Iterator[Sequence[JournalEntry]]:
        """Give the journal page by page, each with what came since the one before, perhaps nothing; never ends."""
        while True:
            page = self.journal(since=since, device=device)
            # After a reset the numbers begin again.
            since = page.last_seq
            yield page.entries

    def events(self, *, silence_s_max: float = _SILENCE_S_MAX) -> EventStream:
        """Open the stream of events: none after this call is missed. The server breaks a silence every 15 s."""
        path = server.events.fill("")
        return EventStream(self._admin.send("GET", path, timeout_s=silence_s_max, stream=True), self.url)

    # Waiting, by this machine's clock

    def wait_for_status(self, identity: str, status: DeviceStatus | str, timeout_s: float = 30.0) -> DeviceView:
        """Wait until a device has this status, such as "ONLINE"; WaitTimeoutError says which it had instead.

        WrongArgumentError for a status that there is not.
        """
        wanted = status.shown if isinstance(status, DeviceStatus) else status
        if wanted not in BY_WORD:
            raise WrongArgumentError(f"unknown status {wanted!r}; {suggestion(wanted, BY_WORD)}")
        return self._patience.wait(
            lambda: self.device(identity),
            lambda device: device.status == wanted,
            timeout_s,
            lambda device: f"device {identity!r} is {device.status}, expected {wanted}",
        )

    def wait_for_request(
        self, path: str = "", *, device: str = "", since: int | None = None, timeout_s: float = 30.0
    ) -> JournalEntry:
        """Wait for a device request to `path` and of `device` if named, behind the one that such a wait gave last.

        Each `device` has a place of its own in the journal, and so has a wait for any. `since`: after that number of
        the journal instead.
        """
        place = self._waited_to.get(device, 0) if since is None else since
        came = Counter[str]()

        def look() -> JournalEntry | None:
            page = self.journal(since=place, device=device)
            if page.last_seq < place:
                # After a reset the numbers begin again.
                page = self.journal(device=device)
            came.clear()
            came.update(entry.path for entry in page.entries)
            return next((entry for entry in page.entries if path in {"", entry.path}), None)

        what = " ".join(filter(None, ("no request", path and f"to {path!r}", device and f"of device {device!r}")))
        found = self._patience.wait(
            look, lambda entry: entry is not None, timeout_s, lambda _: f"{what}{_instead(path, came)}"
        )
        assert found is not None
        self._waited_to[device] = found.seq
        return found
