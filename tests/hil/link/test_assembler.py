from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.link.assembler import LINE_BYTES_MAX, LineAssembler, as_text, is_noise
from oceanhil.hil.link.events import LogLine
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode

SENTENCE = Sentence(SentenceKind.OK, 17, ("PONG",))
PIECES = st.sampled_from((b"[REG] ok", b"\r\n", b"\n", b"\r\r\n", b"\r", b"\x00", b"\xc3\xa9", b"\xff", b"$H", b"a"))
STREAMS = st.lists(PIECES | st.binary(max_size=20), max_size=30).map(b"".join)


def assembled(*chunks: bytes) -> list[Sentence | LogLine]:
    assembler = LineAssembler()
    found = [each for chunk in chunks for each in assembler.feed(chunk, 5)]
    return [*found, *assembler.flush(5)]


def lines(*chunks: bytes) -> list[LogLine]:
    return [each for each in assembled(*chunks) if isinstance(each, LogLine)]


def texts(*chunks: bytes) -> list[str]:
    return [line.text for line in lines(*chunks)]


def test_every_usual_line_end_ends_one_line() -> None:
    assert texts(b"a\r\nb\nc\r\r\nd\re\r\n") == ["a", "b", "c", "d", "e"]


def test_a_return_that_follows_a_line_feed_adds_no_line() -> None:
    assert texts(b"a\n\rb\n\r") == ["a", "b", ""]


def test_empty_lines_stay() -> None:
    assert texts(b"a\r\n\r\nb\r\n") == ["a", "", "b"]


def test_a_line_is_given_with_its_line_feed_and_not_before() -> None:
    assembler = LineAssembler()
    assert assembler.feed(b"ready\r", 1) == []
    assert assembler.feed(b"\n", 2) == [LogLine(2, "ready", b"ready\r\n")]


def test_a_character_split_between_chunks_is_whole() -> None:
    first, second = "[REG] ✓ ok\n".encode()[:7], "[REG] ✓ ok\n".encode()[7:]
    assert texts(first, second) == ["[REG] ✓ ok"]


def test_undecodable_bytes_and_control_characters_are_shown_and_kept() -> None:
    (line,) = lines(b"a\xffb\x00c\td\n")
    assert line == LogLine(5, "a\\xffb\\x00c\td", b"a\xffb\x00c\td\n")


def test_a_line_of_four_kilobytes_is_one_line() -> None:
    assert texts(b"x" * 4096 + b"\r\n") == ["x" * 4096]


def test_a_line_of_exactly_the_bound_is_one_line() -> None:
    assert texts(b"x" * LINE_BYTES_MAX + b"\r\n") == ["x" * LINE_BYTES_MAX]


def test_a_longer_line_is_cut_at_the_bound_and_nothing_is_lost() -> None:
    data = b"x" * (LINE_BYTES_MAX * 2 + 1) + b"\n"
    assert [len(line.text) for line in lines(data)] == [LINE_BYTES_MAX, LINE_BYTES_MAX, 1]


def test_a_cut_never_falls_into_a_character() -> None:
    first, second = lines(b"x" + "é".encode() * (LINE_BYTES_MAX // 2) + b"\n")
    assert (len(first.raw), second.text) == (LINE_BYTES_MAX - 1, "é")


def test_endless_returns_are_not_held_back() -> None:
    assembler = LineAssembler()
    given_back = [each for each in assembler.feed(b"\r" * 1000, 0) if isinstance(each, LogLine)]
    assert sum(len(line.raw) for line in given_back) > 900


def test_a_sentence_in_the_middle_of_a_line_is_taken_out_of_it() -> None:
    found = assembled(b"[REG] Reg" + encode(SENTENCE) + b"istering\r\n")
    assert found == [SENTENCE, LogLine(5, "[REG] Registering", b"[REG] Registering\r\n")]


def test_flush_gives_an_unfinished_line_as_it_stands() -> None:
    assembler = LineAssembler()
    assembler.feed(b"[EEPROM] Sav$HO", 1)
    assert assembler.flush(2) == [LogLine(2, "[EEPROM] Sav$HO", b"[EEPROM] Sav$HO")]


def test_what_stands_behind_the_last_line_end_can_be_seen() -> None:
    assembler = LineAssembler()
    assembler.feed(b"one\ntw", 1)
    assert assembler.unfinished == "tw"


def test_a_boot_banner_at_another_baud_rate_is_noise() -> None:
    assert is_noise(lines(b"\x82\xf2\x00\xff\x1c\xe0ab\x8c\n")[0])


def test_a_line_with_a_tick_and_a_stray_byte_is_no_noise() -> None:
    assert not is_noise(lines("[REG] ✓ Registration successful!\n".encode() + b"\x00[REG] x\n")[0])


@given(STREAMS)
def test_the_raw_lines_are_the_stream(stream: bytes) -> None:
    assert b"".join(line.raw for line in lines(stream)) == stream


@pytest.mark.slow
@given(STREAMS, st.lists(st.integers(0, 200)))
def test_chunks_make_no_difference(stream: bytes, cuts: list[int]) -> None:
    at = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert lines(*(stream[start:end] for start, end in pairwise(at))) == lines(stream)


@pytest.mark.slow
@given(STREAMS)
def test_byte_by_byte_is_the_same(stream: bytes) -> None:
    assert lines(*(bytes([byte]) for byte in stream)) == lines(stream)


@pytest.mark.slow
@given(
    st.integers(LINE_BYTES_MAX - 3, LINE_BYTES_MAX + 70), st.sampled_from((b"\r", b"\r\n", b"\xe2\x9c\x93", b"\r\rx"))
)
def test_chunks_make_no_difference_at_the_bound(length: int, end: bytes) -> None:
    stream = b"x" * length + end + b"y\r" * 40
    cut = length + 1
    assert lines(stream[:cut], stream[cut:]) == lines(stream)


def test_every_control_character_but_tab_and_escape_is_shown_as_its_number() -> None:
    shown = {code: as_text(bytes([code]) + b" ") for code in range(128)}
    plain = {code for code, text in shown.items() if text == f"{chr(code)} "}
    assert plain == {9, 27, *range(32, 127)}
    assert {shown[code] for code in range(128) if code not in plain} == {
        f"\\x{code:02x} " for code in (*range(9), *range(10, 27), *range(28, 32), 127)
    }
    assert as_text("\x00 ~\u0080é".encode()) == "\\x00 ~\u0080é"


@pytest.mark.parametrize(
    ("held", "text"), [(b"a\r", "a"), (b"\ra", "a"), (b"\r\r", ""), (b"\ra\r\r", "a"), (b" a ", " a ")]
)
def test_a_line_that_nobody_will_finish_is_given_without_its_returns_and_with_all_its_bytes(
    held: bytes, text: str
) -> None:
    assembler = LineAssembler()
    assert assembler.feed(held, 1) == []
    assert assembler.flush(2) == [LogLine(2, text, held)]
    assert (assembler.flush(3), assembler.unfinished) == ([], "")


def test_a_line_has_the_time_of_the_chunk_that_ended_it() -> None:
    assembler = LineAssembler()
    assert assembler.feed(b"a\nb", 1) == [LogLine(1, "a", b"a\n")]
    assert assembler.feed(b"\n\n", 2) == [LogLine(2, "b", b"b\n"), LogLine(2, "", b"\n")]


def test_a_return_alone_ends_a_line_when_other_text_follows() -> None:
    assembler = LineAssembler()
    assert assembler.feed(b"10%\r\r20%\r", 1) == [LogLine(1, "10%", b"10%\r\r")]
    assert assembler.feed(b"30%", 2) == [LogLine(2, "20%", b"20%\r")]
    assert assembler.unfinished == "30%"


def test_returns_before_a_text_belong_to_its_line() -> None:
    assert assembled(b"\r\rready\n") == [LogLine(5, "ready", b"\r\rready\n")]


@pytest.mark.parametrize("character", ["é", "✓", "😀"])
def test_a_character_at_the_bound_goes_into_the_next_piece_as_a_whole(character: str) -> None:
    length = len(character.encode())
    for inside in range(1, length):
        first, second = lines(b"x" * (LINE_BYTES_MAX - inside) + character.encode() + b"y\n")
        assert (len(first.raw), second.text) == (LINE_BYTES_MAX - inside, f"{character}y")
    whole, rest = lines(b"x" * (LINE_BYTES_MAX - length) + character.encode() + b"y\n")
    assert (len(whole.raw), rest.text) == (LINE_BYTES_MAX, "y")


def test_bytes_that_begin_no_character_do_not_move_the_cut() -> None:
    for tail in (b"\x80", b"\x80\x80", b"\xff", b"\xc1", b"\xf5", b"\xe2\x9c\x93", b"\xc3a"):
        first, second = lines(b"x" * (LINE_BYTES_MAX - len(tail)) + tail + b"y\n")
        assert (len(first.raw), second.text) == (LINE_BYTES_MAX, "y")


def test_the_bound_is_eight_kibibytes() -> None:
    assert LINE_BYTES_MAX == 8192


def test_only_returns_and_line_feeds_are_taken_from_the_end_of_a_line() -> None:
    assert texts(b"XX one XX\r\n", b"XX two XX") == ["XX one XX", "XX two XX"]


def test_zeros_round_a_line_are_in_its_bytes_and_not_in_its_text() -> None:
    assert lines(b"\0\0rst:0x10\0\r\n") == [LogLine(5, "rst:0x10", b"\0\0rst:0x10\0\r\n")]
    assert lines(b"\0ready") == [LogLine(5, "ready", b"\0ready")]


def test_zeros_make_noise_of_a_line_only_where_hardly_anything_else_is_in_it() -> None:
    assert not is_noise(lines(b"\0" * 40 + b"rst:0x10\n")[0])
    assert is_noise(lines(b"\0" * 8 + b"ab\n")[0])
    assert not is_noise(lines(b"\0" * 8 + b"abc\n")[0])
    assert is_noise(lines(b"\0" * 4 + b"\n")[0])
    assert not is_noise(lines(b"\0" * 3 + b"\n")[0])


def test_line_ends_do_not_count_when_noise_is_weighed() -> None:
    wrong = b"\xff" * 4
    assert is_noise(lines(wrong + b"X" * 11 + b"\r\n")[0])
    assert not is_noise(lines(wrong + b"X" * 12 + b"\r\n")[0])
    assert is_noise(LogLine(0, as_text(b"\x01" * 4), b"\x01" * 4))
