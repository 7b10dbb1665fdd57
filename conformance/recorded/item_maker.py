"""Turning a recording into regression items: each kind of exchange once, with what was answered."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.case import Expected, Follower
from oceanhil.conformance.recorded.entry import Entry, LeftOut, Reason
from oceanhil.conformance.recorded.history import Contested
from oceanhil.conformance.recorded.item_form import FORMAT, VERSION, ItemAnswer, ItemsHead, RecordedItem, mask_answer
from oceanhil.conformance.recorded.origins import Origins, UnknownOriginError
from oceanhil.conformance.recorded.recording import SERVICE, Recording
from oceanhil.conformance.recorded.templates import is_sendable, make_template
from oceanhil.host.whole_files import whole_file
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import rfc3339

MOST_ITEMS: Final = 2_000
_FOR_NOW = frozenset({429, 503})
_NO_ANSWER = ItemAnswer(100)
_encode = msgspec.json.Encoder().encode


class Written(msgspec.Struct, frozen=True):
    """How many items were written, and what a user should know, a line for each."""

    count: int
    notes: tuple[str, ...]


def write_items(path: Path, profile: Profile, output: Path) -> Written:
    """Write the items of the recording in `path` to the new file `output`.

    Raises RecordingError for a file that is no recording, OSError if the output cannot be written or is there already.
    """
    recording = Recording(path, profile.wire)
    maker = ItemMaker(profile, recording.left_out)
    for entry in recording.entries():
        maker.take(entry)
    items = maker.items()
    head = ItemsHead(FORMAT, VERSION, SERVICE, path.name, rfc3339(maker.began_us / SECOND_US))
    with whole_file(output, is_new=True) as file:
        file.writelines(_encode(line) + b"\n" for line in (head, *items))
    return Written(len(items), recording.left_out.notes())


class _Group(msgspec.Struct):
    """Exchanges in which the same was asked for in the same case."""

    item: RecordedItem
    times: int = 1
    is_consistent: bool = True


class ItemMaker:
    """Makes items of entries, one after another."""

    def __init__(self, profile: Profile, left_out: LeftOut) -> None:
        """Read under `profile`; count in `left_out` what gives no item."""
        self._wire = profile.wire
        self._following = Follower(profile)
        self._origins = Origins(profile, self._following.history)
        self._left_out = left_out
        self._groups: dict[bytes, _Group] = {}
        self._contested = Contested()
        self.began_us = 0

    def take(self, entry: Entry) -> None:
        """Take one entry."""
        self.began_us = self.began_us or entry.began_us
        call, expected = self._following.read(entry)
        self._contested.settle(call)
        item = self._item(call, expected)
        if item is not None and self._origins.is_contested(call, expected):
            self._contested.put(call.token, self._key(item).hex(), partial(self._add, item))
        elif item is not None:
            self._add(item)
        self._following.take(call, expected)

    def items(self) -> tuple[RecordedItem, ...]:
        """Give the items in the order of the recording; cases that the server answered in two ways are left out."""
        kept = [group for group in self._groups.values() if group.is_consistent]
        self._left_out.count(Reason.NO_HISTORY, len(self._contested))
        self._left_out.count(Reason.INCONSISTENT, len(self._groups) - len(kept))
        return tuple(_numbered(kept))

    def _item(self, call: Call, expected: Expected) -> RecordedItem | None:
        reason = self._obstacle(call)
        template = None if reason is not None else make_template(call, self._wire)
        if reason is None and (template is None or not is_sendable(template)):
            reason = Reason.NO_HISTORY if template is None else Reason.NO_WAY
        if reason is not None or template is None or call.entry.response is None:
            self._left_out.count(reason or Reason.NO_ANSWER)
            return None
        try:
            origin = self._origins.of(call, expected)
        except UnknownOriginError:
            self._left_out.count(Reason.NO_HISTORY)
            return None
        return RecordedItem(
            id=f"{call.kind.value}-{call.status}",
            entry=f"{call.entry.place}, {call.entry.when}",
            registration=origin.registration,
            permanent=origin.permanent,
            session=origin.session,
            age_s=origin.age_s,
            skew_s=origin.skew_s,
            request=template,
            answer=mask_answer(call.entry.response, call.mac, call.device_id),
        )

    def _obstacle(self, call: Call) -> Reason | None:
        if call.entry.response is None or call.status in _FOR_NOW or call.status >= 500:
            return Reason.NO_ANSWER
        return Reason.NO_BODY if call.entry.request_gap else None

    def _key(self, item: RecordedItem) -> bytes:
        """Give what is asked for in which case, without what was answered."""
        return _encode(msgspec.structs.replace(item, id="x", entry="", age_s=None, answer=_NO_ANSWER))

    def _add(self, item: RecordedItem) -> None:
        key = self._key(item)
        group = self._groups.get(key)
        if group is not None:
            group.times += 1
            group.is_consistent = group.is_consistent and group.item.answer == item.answer
        elif len(self._groups) < MOST_ITEMS:
            self._groups[key] = _Group(item)
        else:
            self._left_out.count(Reason.TOO_MANY)


def _numbered(groups: list[_Group]) -> Iterator[RecordedItem]:
    for number, group in enumerate(groups, 1):
        yield msgspec.structs.replace(group.item, id=f"{number:03}-{group.item.id}", times=group.times)
