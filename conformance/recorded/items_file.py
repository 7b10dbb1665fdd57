"""Trying recorded items on any server: each is an item of the live contract, whose answer must be the recorded one."""

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.recorded.item_form import FORMAT, VERSION, ItemAnswer, ItemsHead, RecordedItem, mask_answer
from oceanhil.conformance.recorded.preparation import is_spared, needs_of, prepare
from oceanhil.conformance.recorded.recording import refuse_service
from oceanhil.conformance.recorded.templates import fill, is_sendable, unknown_variables
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.recording import RecordingError
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.connector.control import CLOCK

_MOST_BYTES: Final = 64 * 1_048_576
_SHOWN: Final = 4
_UNNAMED: Final = re.compile(r"[^a-z0-9]+")
_FIRST: Final = ("error", "code")


def load_items(path: Path) -> tuple[Item[DeviceSubject], ...]:
    """Read a file of items; raises RecordingError, whose text says where it is wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {os_reason(error)}") from None
    if len(data) > _MOST_BYTES:
        raise RecordingError(f"{path}: is larger than {_MOST_BYTES} bytes; expected items made with --write-items")
    lines = data.splitlines()
    head = _head(path, lines)
    numbered = [(number, line) for number, line in enumerate(lines[1:], 2) if line.strip()]
    name = _UNNAMED.sub("-", path.stem.lower()).strip("-") or "items"
    return _distinct(path, [make_item(_line(path, number, line), head, name) for number, line in numbered])


def make_item(recorded: RecordedItem, head: ItemsHead, name: str) -> Item[DeviceSubject]:
    """Make the item that tries `recorded`, of the recording that `head` tells of; `name` keeps files apart."""
    return Item(
        id=f"recording/{name}/{recorded.id}",
        title=_title(recorded),
        kind=Kind.ASSUMPTION,
        source=f"recording {head.recording}, {recorded.entry}",
        severity=Severity.MAJOR,
        style=Style.POSITIVE if recorded.answer.status < 400 else Style.NEGATIVE,
        check=_check(recorded),
        needs=needs_of(recorded),
    )


def _check(recorded: RecordedItem) -> Callable[[DeviceSubject], None]:
    def check(subject: DeviceSubject) -> None:
        is_exact = recorded.skew_s is not None and CLOCK in subject.needs
        with subject.frozen() if is_exact else nullcontext():
            prepared = prepare(recorded, subject)
            request = fill(recorded.request, prepared.values, prepared.identity.mac)
            answer = subject.try_unused(request) if is_spared(recorded) else subject.ask(request)
        if answer.exchange.response is not None and answer.status == 200:
            prepared.keep(answer)
        _compare(answer, recorded.answer, prepared.identity.mac, prepared.identity.device_id)

    return check


def _compare(answer: Answer, recorded: ItemAnswer, mac: bytes, device_id: str) -> None:
    """Compare an answer with the recorded one; raises a Finding."""
    if answer.status >= 500:
        raise Violation(_in_words(recorded), answer.in_words(), answer.exchange)
    assert answer.exchange.response is not None
    found = mask_answer(answer.exchange.response, mac, device_id)
    differences = tuple(_differences(recorded, found))
    if differences:
        more = f" and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
        raise Deviation(_in_words(recorded), "; ".join(differences[:_SHOWN]) + more, answer.exchange)


def _differences(recorded: ItemAnswer, found: ItemAnswer) -> Sequence[str]:
    status = [f"status {found.status}, was {recorded.status}"] if found.status != recorded.status else []
    if (found.body is None) is not (recorded.body is None):
        was = "no JSON object" if recorded.body is None else "a JSON object"
        return [*status, *_other("header ", recorded.headers, found.headers), f"the body, was {was}"]
    return [
        *status,
        *_other("header ", recorded.headers, found.headers),
        *_other("", recorded.body or {}, found.body or {}),
    ]


def _other(
    what: str, recorded: dict[str, str] | dict[str, object], found: dict[str, str] | dict[str, object]
) -> list[str]:
    names = sorted({*recorded, *found}, key=lambda name: (name not in _FIRST, name))
    return [
        f"{what}{name} {_shown(found, name)}, was {_shown(recorded, name)}"
        for name in names
        if found.get(name) != recorded.get(name) or (name in found) is not (name in recorded)
    ]


def _shown(values: dict[str, str] | dict[str, object], name: str) -> str:
    return repr(values[name]) if name in values else "missing"


def _in_words(recorded: ItemAnswer) -> str:
    body = recorded.body or {}
    message = f" {body['error']!r}" if "error" in body else ""
    return f"{recorded.status}{message} as recorded"


def _title(recorded: RecordedItem) -> str:
    """Say what is asked for in which case."""
    cases = {
        "registration token": recorded.registration,
        "permanent token": recorded.permanent,
        "session": recorded.session,
    }
    said = ", ".join(f"{name} {case.value}" for name, case in cases.items() if case is not None)
    skew = f", clock {recorded.skew_s:+} s" if recorded.skew_s else ""
    request = f"{recorded.request.method} {recorded.request.path}"
    return f"{request} ({said or 'no token'}{skew}) is answered with {recorded.answer.status} as recorded"


def _head(path: Path, lines: Sequence[bytes]) -> ItemsHead:
    expected = "expected a file made with --recording and --write-items"
    try:
        head = msgspec.json.decode(lines[0] if lines else b"", type=ItemsHead)
    except NOT_JSON:
        raise RecordingError(f"{path}: line 1 is not the head of a file of items; {expected}") from None
    if head.format != FORMAT:
        raise RecordingError(f"{path}: the format is {head.format!r}; {expected}")
    if head.version != VERSION:
        raise RecordingError(f"{path}: has version {head.version}, this oceanhil knows version {VERSION}")
    refuse_service(head.service)
    return head


def _line(path: Path, number: int, line: bytes) -> RecordedItem:
    try:
        recorded = msgspec.json.decode(line, type=RecordedItem)
    except NOT_JSON as error:
        raise RecordingError(f"{path}: line {number} is no item: {error}") from None
    if not is_sendable(recorded.request):
        raise RecordingError(
            f"{path}: line {number} asks in a way that no client can send; expected a method, a path from '/' on, and "
            "visible ASCII"
        )
    unknown = unknown_variables(recorded)
    if unknown:
        known = "known are those of the request's own cases: registration, permanent, session, skew_s"
        raise RecordingError(f"{path}: line {number} has an unknown variable {unknown[0]!r}; {known}")
    return recorded


def _distinct(path: Path, items: Sequence[Item[DeviceSubject]]) -> tuple[Item[DeviceSubject], ...]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise RecordingError(f"{path}: two items have the id {item.id.rpartition('/')[2]!r}; give one another")
        seen.add(item.id)
    return tuple(items)
