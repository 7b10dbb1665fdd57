"""A line that was cut on its way is read as the line that the device printed."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.diagnosis import diagnose, recognise_log
from oceanhil.analysis.diagnosis.wording.cut_lines import PIECES_MAX, Mender, Piece
from oceanhil.protocol.lines import Line, recognise
from tests.analysis.diagnosis.test_recognition import FIELDS
from tests.together import together

WHOLE = [
    "[REG] HTTP Response: 410",
    "[REG] Registration failed: Registration token already used",
    "[SESSION] Refused: Token revoked",
    "[WiFi] Connecting... Failed!",
    "[INFO] Device ONLINE",
    "[EEPROM] Checksum mismatch",
    "E (4877) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700",
    "[E][WiFiGeneric.cpp:1583] hostByName(): DNS Failed for data.example",
    "(-9984) X509 - Certificate verification failed, e.g. CRL, CA or signature check failed",
    '{"success": false, "error": "Registration token already used", "code": "token_used"}',
    "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.",
]
INTERRUPTIONS = ["I (5512) wifi:pm start, type: 1", "D (77) motor: step 118", "[  6220][I][main.cpp:12] loop(): tick"]


def mend(pieces: Iterable[Piece]) -> Iterator[Piece]:
    mender = Mender()
    for piece in pieces:
        if (whole := mender.take(piece)) is not None:
            yield whole
    yield from mender.rest()


def names(log: str) -> list[str]:
    return [signal.name for boot in recognise_log(log).boots for signal in boot.signals]


def cuts(line: str) -> list[int]:
    # At a tag's bracket or behind the first word there is nothing left that tells.
    return list(range(2, len(line)))


@pytest.mark.parametrize("line", WHOLE)
@pytest.mark.parametrize("stamps", [("", ""), ("12:01:05.911 -> ", "12:01:05.912 -> "), ("I (5) a: ", "I (6) a: ")])
def test_a_line_in_two_halves_means_what_the_whole_means(line: str, stamps: tuple[str, str]) -> None:
    wanted = names(line)[-1]
    missed = [at for at in cuts(line) if wanted not in names(f"{stamps[0]}{line[:at]}\n{stamps[1]}{line[at:]}\n")]
    assert missed == []


@pytest.mark.parametrize("line", WHOLE[:6])
@pytest.mark.parametrize("other", INTERRUPTIONS)
def test_a_line_that_another_interrupts_means_what_the_whole_means(line: str, other: str) -> None:
    wanted = names(line)[-1]
    missed = [at for at in range(8, len(line)) if wanted not in names(f"{line[:at]}{other}\n{line[at:]}\n")]
    assert missed == []


@together
@pytest.mark.parametrize("line", list(Line), ids=lambda line: line.name)
def test_no_cut_makes_another_meaning_of_a_line_of_ours(line: Line) -> None:
    printed = line.build(**FIELDS)
    meant = set(names(printed))
    for at in range(1, len(printed)):
        said = {name for name in names(f"{printed[:at]}\n{printed[at:]}\n") if not name.endswith("-other")}
        assert said <= meant | {"wifi-connecting", "reg-failed", "session-refused", "device-id-short", "wifi-failed"}, (
            at
        )


def test_of_a_line_in_three_pieces_the_first_gives_the_number() -> None:
    (boot,) = recognise_log("hello\n[REG] HT\nTP Respon\nse: 410\nbye\n").boots
    assert [(signal.name, signal.first.line) for signal in boot.signals] == [("reg-410", 2)]


def test_a_line_of_somebody_else_s_does_not_become_the_board_s_behind_another_line() -> None:
    assert names("the board is up and well\nBLE disconnected, reason 15\n") == []
    assert names("the radio: rea\nson 15\n") == ["wifi-password-refused"]


def test_half_a_status_is_none() -> None:
    assert names("[REG] HTTP Response: 4") == ["reg-other"]


def test_the_reason_of_a_crash_is_quoted_whole() -> None:
    log = "Guru Meditation Error: Core  1 panic'ed (LoadProh\nibited). Exception was unhandled.\n"
    assert "(LoadProhibited)" in diagnose(log).findings[0].evidence[0].text


def test_the_message_under_a_picos_panic_is_quoted_with_it() -> None:
    assert (
        diagnose("*** PANIC ***\n\nNo spare spinlock\n").findings[0].evidence[0].text
        == "*** PANIC *** No spare spinlock"
    )


@given(st.lists(st.sampled_from([*WHOLE[:6], "sensor init failed", "t=21.5", "200", "done"]), max_size=8))
def test_lines_that_are_whole_stay_as_they_are(lines: list[str]) -> None:
    pieces = [Piece(number, line) for number, line in enumerate(lines)]
    kept = [piece.text for piece in mend(pieces)]
    assert kept == lines
    assert all(recognise(line) is not None for line in kept if line.startswith("[REG]"))


@pytest.mark.slow
@given(st.lists(st.text(min_size=1, max_size=20), max_size=20))
def test_nothing_is_lost_and_nothing_is_added(texts: list[str]) -> None:
    mended = "".join(piece.text for piece in mend(Piece(number, text) for number, text in enumerate(texts)))
    assert mended.replace(" ", "") == "".join(texts).replace(" ", "")


def test_a_piece_waits_for_few_others() -> None:
    taken: list[int] = []

    def pieces() -> object:
        for number in range(100):
            taken.append(number)
            yield Piece(number, "x")

    first = next(iter(mend(pieces())))  # type: ignore[arg-type] # a generator of pieces
    assert (first.line, len(taken)) == (0, PIECES_MAX)
