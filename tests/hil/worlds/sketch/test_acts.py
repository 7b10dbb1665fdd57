"""What a sketch's process tells of its acts, kept for whoever asks."""

from pathlib import Path
from struct import pack

import pytest

from oceanhil.hil.worlds.sketch.acts import SketchActs
from oceanhil.hil.worlds.sketch.files import FileCall
from oceanhil.hil.worlds.sketch.frames import Ask, End, Note, Record
from oceanhil.hil.worlds.sketch.nvs import NvsCall
from oceanhil.hil.worlds.sketch.raw_flash import FlashCall
from oceanhil.hil.worlds.sketch.wanted import Tls
from oceanhil.scenarios.acts import ActKind

PATH = "/api/device/session/"


def acts_of(*records: Record) -> SketchActs:
    acts = SketchActs(lambda: 7, frozenset({PATH}))
    acts.begin_boot(Path("no-such-program"))
    for each in records:
        acts.take(each)
    return acts


def sent(text: str) -> Record:
    return Record(Note.TCP_SEND, 1, pack("<I", 1) + text.encode(), 3)


def test_a_request_is_known_by_its_first_line() -> None:
    (deed,) = acts_of(sent(f"POST {PATH}?a=b HTTP/1.1\r\nhost: x\r\n\r\n{{}}")).deeds()
    assert (deed.kind, deed.at_us, deed.what) == (ActKind.REQUEST, 7, f"sent POST {PATH}")
    assert deed.is_request("POST", PATH)
    assert not deed.is_request("GET", PATH)


def test_a_path_that_nobody_knows_is_not_shown_for_it_may_hold_a_secret() -> None:
    (deed,) = acts_of(sent("GET /oc_perm_secret HTTP/1.1\r\n\r\n")).deeds()
    assert deed.what == "sent a request"


def test_a_header_that_is_asked_for_in_vain_is_kept_once_and_is_no_act() -> None:
    acts = acts_of(Record(Note.HEADER, 1, b"Retry-After", 3), Record(Note.HEADER, 9, b"Retry-After", 4))
    assert list(acts.uncollected()) == ["'Retry-After'"]
    assert not list(acts.deeds())


def test_what_was_written_to_flash_is_known() -> None:
    stored, sent_on = acts_of(Record(Ask.EEPROM_COMMIT, 1, b"\0abc5e5510", 1), sent("GET /5e5510 HTTP/1.1")).deeds()
    assert [each.stores_any(("x", "5e55")) for each in (stored, sent_on)] == [False, True]
    assert not sent_on.stores_any(("x",))


def test_what_follows_a_head_is_data() -> None:
    assert [deed.kind for deed in acts_of(sent('{"relay1":true}')).deeds()] == [ActKind.DATA]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (Record(Ask.NVS, 1, bytes([NvsCall.SET]), 1), ActKind.STORED),
        (Record(Ask.NVS, 1, bytes([NvsCall.GET]), 1), ActKind.READ),
        (Record(Ask.FLASH, 1, bytes([FlashCall.ERASE]), 1), ActKind.STORED),
        (Record(Ask.FLASH, 1, bytes([FlashCall.READ]), 1), ActKind.READ),
        (Record(Ask.FILES, 1, bytes([FileCall.SYNC]), 1), ActKind.STORED),
        (Record(Ask.EEPROM_COMMIT, 1, b"", 1), ActKind.STORED),
        (Record(Ask.UDP_SEND, 1, pack("<HHB", 9, 123, 0), 1), ActKind.TIME),
        (Record(Ask.END, 1, bytes([End.RESTART]), 1), ActKind.RESTART),
        (Record(Note.CONSOLE, 1, b"hello", 1), ActKind.LINE),
        (Record(Ask.TCP_OPEN, 1, pack("<IIHB", 9, 9, 443, Tls.VERIFIED) + b"a", 1), ActKind.CONNECTION),
        (Record(Ask.TCP_OPEN, 1, pack("<IIHB", 9, 9, 80, Tls.NONE) + b"a", 1), ActKind.CONNECTION),
        (Record(Ask.TCP_OPEN, 1, pack("<IIHB", 9, 9, 80, Tls.UNVERIFIED) + b"a", 1), ActKind.LOST_HANDSHAKE),
    ],
)
def test_a_record_is_an_act_of_its_kind(record: Record, kind: ActKind) -> None:
    assert [deed.kind for deed in acts_of(record).deeds()] == [kind]


@pytest.mark.parametrize(
    "record",
    [
        Record(Ask.NVS, 1, bytes([NvsCall.USED]), 1),
        Record(Ask.UDP_SEND, 1, pack("<HHB", 9, 5353, 0), 1),
        Record(Ask.END, 1, bytes([End.FAULT]), 1),
    ],
)
def test_what_nobody_else_sees_is_no_act(record: Record) -> None:
    assert not list(acts_of(record).deeds())


def of_file(call: FileCall, handle: int) -> Record:
    return Record(Ask.FILES, 1, pack("<BIi", call, handle, 0), 1)


def test_a_file_is_stored_as_it_is_closed_if_something_was_written_to_it() -> None:
    read, written = (of_file(FileCall.READ, 1), of_file(FileCall.WRITE, 2))
    closed = acts_of(read, written, of_file(FileCall.CLOSE, 1), of_file(FileCall.CLOSE, 2), of_file(FileCall.CLOSE, 2))
    assert [deed.kind for deed in closed.deeds()] == [ActKind.STORED, ActKind.STORED, ActKind.READ]
    shortened = acts_of(of_file(FileCall.TRUNCATE, 3), of_file(FileCall.CLOSE, 3))
    assert [deed.kind for deed in shortened.deeds()] == [ActKind.STORED, ActKind.STORED]


def test_what_was_written_before_a_boot_is_not_stored_in_it() -> None:
    acts = acts_of(of_file(FileCall.WRITE, 1))
    acts.begin_boot(Path("no-such-program"))
    acts.take(of_file(FileCall.CLOSE, 1))
    assert [deed.kind for deed in acts.deeds()] == [ActKind.STORED]


def test_the_newest_comes_first_over_boots_and_only_so_many_are_kept() -> None:
    acts = acts_of(*(Record(Note.CONSOLE, 1, str(number).encode(), 1) for number in range(1_500)))
    acts.begin_boot(Path("no-such-program"))
    acts.take(Record(Note.CONSOLE, 1, b"next boot", 1))
    printed = [deed.printed for deed in acts.deeds()]
    assert printed[:2] == ["next boot", "1499"]
    assert len(printed) == 1_000


def test_what_was_done_once_is_kept_though_dots_are_printed_for_hours_since() -> None:
    dots = [Record(Note.CONSOLE, 1, b".", 1)] * 1_500
    acts = acts_of(Record(Ask.SNTP, 1, b"", 1), Record(Ask.WIFI_JOIN, 1, b"", 1), *dots)
    assert [deed.kind for deed in acts.deeds()][999:] == [ActKind.LINE, ActKind.WIFI, ActKind.TIME]


def test_a_way_whose_program_is_gone_has_no_calls() -> None:
    acts = acts_of(Record(Note.WAY, 1, pack("<2Q", 1, 2), 5), Record(Note.CONSOLE, 1, b"x", 5))
    assert [deed.calls() for deed in acts.deeds()] == [()]
