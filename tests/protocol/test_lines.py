import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.lines import Line, Origin, Recognised, lines_like, recognise
from tests.together import together

# Every line that the pages "Firmware Flash Success But No Connection" and "Token Invalid or Expired" print.
PRINTED = {
    "[SYSTEM] Device ID: ESP32_XXXXXXXXXXXX": Line.DEVICE_ID,
    "[WiFi] Connecting... Connected!": Line.WIFI_CONNECTED,
    "[WiFi] Connecting... Failed!": Line.WIFI_FAILED,
    "[WiFi] IP Address: 192.168.1.100": Line.WIFI_IP,
    "[REG] Registering device...": Line.REG_START,
    "[REG] Registration token: oc_reg_xxxxx": Line.REG_TOKEN,
    "[REG] HTTP Response: 200": Line.REG_RESPONSE,
    "[REG] HTTP Response: 401": Line.REG_RESPONSE,
    "[REG] HTTP Response: 410": Line.REG_RESPONSE,
    "[REG] HTTP Response: 429": Line.REG_RESPONSE,
    "[REG]  Registration successful!": Line.REG_SUCCESS,
    "[REG] Token already used or expired": Line.REG_TOKEN_DEAD,
    "[REG] Registration failed: Token already used or expired": Line.REG_FAILED,
    "[SESSION] Got session ID: a1b2c3d4": Line.SESSION_OPENED,
    "[SESSION] No session ID in response": Line.SESSION_NO_ID,
    "[INFO] Device ONLINE": Line.ONLINE,
}

# The other lines are this project's own: its firmware in Python and in C++ must print the same.
OWN = {
    Line.DEVICE_ID_FAILED: "[SYSTEM] Device ID generation failed",
    Line.SYSTEM_RESTART: "[SYSTEM] Restart in {seconds} s: {reason}",
    Line.SYSTEM_HALTED: "[SYSTEM] Halted: {reason}",
    Line.WIFI_LOST: "[WiFi] Connection lost",
    Line.EEPROM_LOADED: "[EEPROM] Token loaded",
    Line.EEPROM_LOADED_SLOT: "[EEPROM] Token loaded (slot {slot}, seq {sequence})",
    Line.EEPROM_CHECKSUM: "[EEPROM] Checksum mismatch",
    Line.EEPROM_EMPTY: "[EEPROM] Empty",
    Line.EEPROM_SAVED: "[EEPROM] Token saved",
    Line.EEPROM_SAVE_FAILED: "[EEPROM] Save failed",
    Line.TIME_SYNCED: "[TIME] Synced, clock corrected by {seconds} s",
    Line.TIME_NOT_SYNCED: "[TIME] No answer from time server",
    Line.TIME_SKEW: "[TIME] Clock skew {seconds} s",
    Line.TLS_DATES: "[TLS] Certificate is expired or not yet valid.",
    Line.TLS_UNTRUSTED: "[TLS] Certificate is not trusted.",
    Line.TLS_ALERT: "[TLS] Fatal alert from the server.",
    Line.SESSION_RESPONSE: "[SESSION] HTTP Response: {status}",
    Line.SESSION_REFUSED: "[SESSION] Refused: {message}",
    Line.SESSION_EXPIRED: "[SESSION] Expired, renewing",
    Line.POLL_RESPONSE: "[POLL] HTTP Response: {status}",
    Line.POLL_UNREADABLE: "[POLL] Unreadable answer",
    Line.RETRY: "[SYSTEM] Next attempt in {seconds} s",
}

NUMBERS = st.integers(-(10**12), 10**12)
TEXTS = st.text(st.characters(exclude_characters="\n"))
VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
FIELDS: dict[str, st.SearchStrategy[str | int]] = {
    "status": NUMBERS,
    "seconds": NUMBERS | NUMBERS.map("{:+d}".format),
    "sequence": st.integers(0, 2**32 - 1),
    "slot": st.sampled_from("AB"),
    "device_id": st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=64),
    "ip": st.ip_addresses().map(str),
    "session": st.text(VISIBLE, min_size=1, max_size=8) | st.just("a1b2c3d4…"),
    "token": st.text(st.characters(exclude_characters="\n"), max_size=12) | st.just("oc_reg_xxxxx…"),
    "glyph": st.sampled_from(["", "✓", "✅", "✔️", "â", "âœ…", "*", "🎉"]),
    "reason": TEXTS,
    "message": TEXTS,
}


def fields_of(line: Line) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(line.template) if name]


@st.composite
def built_lines(draw: st.DrawFn) -> tuple[Line, dict[str, str | int]]:
    line = draw(st.sampled_from(Line))
    return line, {name: draw(FIELDS[name]) for name in fields_of(line)}


@pytest.mark.slow
@given(built_lines())
def test_what_is_built_is_recognised_with_its_fields(built: tuple[Line, dict[str, str | int]]) -> None:
    line, fields = built
    text = line.build(**fields)
    found = recognise(text)
    assert found is not None
    assert found.line is line
    assert line.build(**found.fields).rstrip().split() == text.rstrip().split()


@together
@pytest.mark.parametrize(("text", "line"), PRINTED.items())
def test_every_line_on_the_public_pages_is_recognised_as_a_fact(text: str, line: Line) -> None:
    found = recognise(text)
    assert found is not None
    assert found.line is line
    assert line.origin is Origin.FACT


def test_a_line_is_a_fact_only_if_a_public_page_prints_it() -> None:
    assert {line for line in Line if line.origin is Origin.FACT} == set(PRINTED.values())
    assert {line: line.template for line in Line if line.origin is Origin.ASSUMPTION} == OWN


@pytest.mark.parametrize(
    "text",
    [
        "[REG] Registration successful!",
        "[REG]  Registration successful!",
        "[REG] ✓ Registration successful!",
        "[REG] ✅ Registration successful!",
        "[REG] ✔️ Registration successful!",
        "[REG] â\x9c\x93 Registration successful!",
        "[REG] * Registration successful!",
    ],
)
def test_any_glyph_or_none_stands_before_registration_successful(text: str) -> None:
    found = recognise(text)
    assert found is not None
    assert found.line is Line.REG_SUCCESS


@pytest.mark.parametrize("text", ["[REG] No Registration successful!", "[REG] 1 Registration successful!"])
def test_a_word_is_no_glyph(text: str) -> None:
    assert recognise(text) is None


@together
@pytest.mark.parametrize("end", ["\r", "\r\n", "  ", "\t"])
@pytest.mark.parametrize("line", Line, ids=lambda line: line.name)
def test_white_space_at_the_end_does_not_count(line: Line, end: str) -> None:
    samples: dict[str, str | int] = {"status": 200, "seconds": 5, "sequence": 7, "slot": "A", "glyph": ""}
    text = line.build(**{name: samples.get(name, "A1") for name in fields_of(line)})
    assert recognise(text + end) == recognise(text)


def test_fields_are_handed_over_as_they_stand() -> None:
    expected = Recognised(Line.EEPROM_LOADED_SLOT, {"slot": "B", "sequence": "7"})
    assert recognise("[EEPROM] Token loaded (slot B, seq 7)") == expected


@together
@pytest.mark.parametrize(
    "text",
    [
        "",
        "]",
        "[REG]",
        "[REG] HTTP Response: ",
        "[REG] HTTP Response: abc",
        "[reg] Registering device...",
        "x[REG] Registering device...",
        "[REG] Registering device... now",
        "[EEPROM] Token loaded (slot C, seq 1)",
        "[EEPROM] Token loaded (slot A, seq x)",
        "[TIME] Clock skew much s",
        "[SYSTEM] Device ID: ESP32 246F",
        "[WiFi] IP Address: somewhere",
        "[SESSION] Got session ID: a1b2c3d4e5f60718",
        "[REG] Registration token: oc_reg_AAAAAAAAAAAAAAAAAAAA",
        "[INFO] Device ONLINE?",
        "ets Jul 29 2019 12:21:46",
    ],
)
def test_any_other_text_is_not_recognised(text: str) -> None:
    assert recognise(text) is None


@given(st.text())
def test_any_text_may_be_asked_about(text: str) -> None:
    found = recognise(text)
    assert found is None or found.line.pattern.fullmatch(text) or found.line.pattern.fullmatch(text.rstrip())


def test_a_line_without_one_of_its_fields_cannot_be_built() -> None:
    with pytest.raises(KeyError, match="sequence"):
        Line.EEPROM_LOADED_SLOT.build(slot="A")


def test_no_two_lines_match_the_same_text() -> None:
    for text, line in PRINTED.items():
        assert [each for each in Line if each.pattern.fullmatch(text)] == [line]


def test_a_line_begins_with_what_stands_before_its_first_field() -> None:
    assert [line.beginning for line in (Line.REG_RESPONSE, Line.EEPROM_EMPTY)] == [
        "[REG] HTTP Response: ",
        "[EEPROM] Empty",
    ]
    assert all(line.template.startswith(line.beginning) for line in Line)


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("[SESSION] Got ", Line.SESSION_OPENED),
        (r"^\[SESSION\] Got session ID: [0-9a-f]{8}$", Line.SESSION_OPENED),
        ("Registration succ", Line.REG_SUCCESS),
        ("[0-9]+", Line.ONLINE),
    ],
)
def test_a_part_may_be_meant_of_a_line_that_has_its_head_or_its_longest_word_or_where_it_has_none(
    part: str, line: Line
) -> None:
    assert line in lines_like(part)


@pytest.mark.parametrize("part", ["ready", "^held [0-9]+ ms$", "Guru Meditation Error"])
def test_what_no_line_says_is_meant_of_none(part: str) -> None:
    assert not lines_like(part)
