from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.diagnosis import diagnose_lines
from oceanhil.analysis.diagnosis.captured.lines import (
    HEAD_BYTES,
    binary_kind,
    decode,
    encoding_of,
    printed_lines,
    split_lines,
    why_no_log,
)

LOG = "[WiFi] Connecting... Connected!\r\n[REG] ✓ Registration successful!\r\n[INFO] Device ONLINE\r\n"


def chunked(data: bytes, size: int) -> Iterable[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_found_by_its_mark_or_its_zeros(encoding: str) -> None:
    data = LOG.encode(encoding)
    text = "".join(decode([data], encoding_of(data[:HEAD_BYTES])))
    assert text == LOG


def test_noise_with_zeros_before_a_log_is_not_taken_for_utf16() -> None:
    noise = bytes([0, 0xFE, 0, 0, 0x80, 0, 0xE0, 0, 0, 0, 0x1C, 0])
    assert encoding_of(noise + LOG.encode()) == "utf-8"


CENTRAL = {
    "Polish": "żądanie wysłane, błąd połączenia\notwarto sesję, ważna 3600 s\nsesja wygasła\n",
    "Czech": "Vodárna, zařízení připojeno, 21 °C\nsíla signálu dobrá, důvod neznámý\n",
    "Croatian": "pogreška: senzor nije očitan, žica\nšum, mjerenje završeno\n",
}
WESTERN = {
    "French": "où çà, été à côté, très naïf, œuvre, sœur\n",
    "Danish": "påmelding mislykkedes, prøver på ny, trådløst netværk ærlig\n",
    "Spanish": "configuración, señal, año ¿qué? ¿sí?\n",
    "German": "Durchfluss 3 m³, 4 m³, Gerät läuft, 21 °C\n",
}


PAGES = {
    "cp1251": "сеть: подключено, сессия не открыта\n",
    "koi8-r": "сеть: подключено, сессия не открыта\n",
    "gb18030": "连接WiFi成功\n请求会话失败\n",
    "big5": "連接WiFi成功\n請求會話失敗\n",
    "cp932": "接続しました\nセッション: 失敗\n",
    "euc-kr": "연결됨\n세션 요청 실패\n",
    "cp1252": "Gerät läuft, 21 °C\nSchlüssel geprüft, nächste Abfrage später\nTür geöffnet, Prüfsumme fällig\n",
}


@pytest.mark.parametrize(("page", "text"), PAGES.items(), ids=PAGES)
def test_a_code_page_is_found_by_its_words_or_its_letters(page: str, text: str) -> None:
    log = "boot 7\nip 192.168.1.4\n" + text
    data = log.encode(page)
    assert "".join(decode([data], encoding_of(data[:HEAD_BYTES]))) == log
    assert encoding_of(log.encode()) == "utf-8"


@pytest.mark.parametrize("text", CENTRAL.values(), ids=CENTRAL)
def test_letters_of_central_europe_are_read_as_they_were_written(text: str) -> None:
    data = ("boot 7\n" + text).encode("cp1250")
    assert "".join(decode([data], encoding_of(data[:HEAD_BYTES]))) == "boot 7\n" + text


@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN)
def test_letters_of_the_west_are_none_of_central_europe_s(text: str) -> None:
    assert encoding_of(text.encode("cp1252")) != "cp1250"


@pytest.mark.parametrize("bit", [0x80, 0xC0])
def test_bytes_that_a_bad_line_damaged_are_no_letters(bit: int) -> None:
    sent = LOG.encode("ascii", "ignore") * 9
    damaged = bytes(byte | bit if place % 29 == 7 else byte for place, byte in enumerate(sent))
    assert encoding_of(damaged) == "utf-8"


def test_bytes_that_are_no_text_do_not_stop_the_reading() -> None:
    lines = list(split_lines(decode([b"\xff\x80\x00" + LOG.encode()], "utf-8")))
    assert lines[-1] == "[INFO] Device ONLINE\r"


@pytest.mark.parametrize("bar", [0, 4_096, 70_000])
@given(text=st.text(alphabet="ab✓\r\n", max_size=200), size=st.integers(1, 7) | st.just(4_096))
def test_the_size_of_the_pieces_does_not_matter(bar: int, text: str, size: int) -> None:
    data = (b"1 %\r" * (bar // 4)) + text.encode()
    if bar:
        size *= 997
    assert list(split_lines(decode(chunked(data, size), "utf-8"))) == list(split_lines(decode([data], "utf-8")))


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=9), min_size=1))
def test_lines_are_split_at_line_feeds(lines: list[str]) -> None:
    assert list(split_lines(["\n".join(lines)])) == lines
    assert list(split_lines(["\n".join(lines) + "\n"])) == lines


@pytest.mark.parametrize("steps", [100, pytest.param(20_000, marks=pytest.mark.long)])
def test_a_bar_that_goes_on_in_its_line_hides_nothing_behind_it(steps: int) -> None:
    bar = "".join(f"Writing at 0x{step:08x}...\r" for step in range(steps))
    diagnosis = diagnose_lines(split_lines([bar[:4_096], bar[4_096:] + "\n[INFO] Device ONLINE\n"]))
    assert diagnosis.online is not None
    assert diagnosis.online.line == (2 if steps == 100 else steps + 1)


def test_a_line_without_an_end_takes_bounded_memory() -> None:
    lines = list(split_lines("x" * 65_536 for _ in range(100)))
    assert [len(line) <= 8_192 for line in lines] == [True]


def test_the_lines_after_an_endless_one_keep_their_numbers() -> None:
    pieces = ["x" * 65_536, "x" * 65_536 + "\n[INFO] Device ONLINE\n"]
    diagnosis = diagnose_lines(split_lines(pieces))
    assert diagnosis.online is not None
    assert diagnosis.online.line == 2


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh91", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"])
def test_of_an_archive_it_says_to_unpack_it(head: bytes) -> None:
    assert why_no_log(head).endswith("archive, not text; expected what a serial monitor recorded; unpack it first")
    assert why_no_log(b"\x7fELF").endswith("recorded")
    assert why_no_log(LOG.encode()) == ""


@pytest.mark.parametrize(("head", "kind"), [(b"\x7fELF\x01", "an ELF program"), (b"PK\x03\x04", "a ZIP archive")])
def test_files_that_are_certainly_no_log_are_named(head: bytes, kind: str) -> None:
    assert binary_kind(head) == kind


def test_noise_may_be_a_log() -> None:
    assert binary_kind(b"\xff\x00\x80~~") is None


def test_what_kubernetes_puts_in_front_comes_off() -> None:
    recorded = "2026-05-01T10:00:03.000000000Z stderr F [REG] HTTP Response: 410"
    assert list(printed_lines(recorded)) == ["[REG] HTTP Response: 410"]
