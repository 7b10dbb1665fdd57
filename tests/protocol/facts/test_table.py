"""The table of facts: complete in itself, in order, and what everybody reads."""

import re
from datetime import date
from itertools import pairwise

import pytest

from oceanhil.boards import OWN_NAMES, families
from oceanhil.boards.storage import Driver
from oceanhil.protocol.facts import idf_crashes, resets, sntp
from oceanhil.protocol.facts.fact import Fact, Version, order, pattern
from oceanhil.protocol.facts.table import TOPICS, about, all_facts
from tests.together import together

FACTS = pytest.mark.parametrize("fact", all_facts().values(), ids=all_facts().keys())
SOURCE = re.compile(r"[\w.-]+/[\w.-]+ [\w./-]+ [\w./-]+:[1-9]\d*")
UNITS = {"", "s", "ms", "Hz", "baud", "bytes", "digits", "code", "address"}
TWICE = Fact("", "", (Version("old", ""), Version("new", "", "5.2")), "2026-11-23")


@together
@FACTS
def test_every_value_has_a_file_and_a_line_in_a_repository(fact: Fact[object]) -> None:
    for version in fact.versions:
        assert all(SOURCE.fullmatch(each) for each in version.source.split("; ")), version.source


@together
@FACTS
def test_every_fact_says_what_it_is_of_and_when_it_was_checked(fact: Fact[object]) -> None:
    assert fact.about
    assert fact.of
    assert date.fromisoformat(fact.checked) >= date(2026, 1, 1)


@together
@FACTS
def test_versions_go_up_and_each_is_another_value_than_the_one_before(fact: Fact[object]) -> None:
    for before, after in pairwise(fact.versions):
        assert order(before.since) < order(after.since)
        assert before.value != after.value


@together
@FACTS
def test_there_is_a_value_for_each_release_that_is_simulated(fact: Fact[object]) -> None:
    if fact.of == "ESP-IDF" and order(fact.versions[0].since) <= order("4.4.7"):
        for driver in (Driver.IDF_4_4_7, Driver.IDF_5_5_1, Driver.IDF_5_5_1_PATCHED):
            assert fact.at(driver.release) in {each.value for each in fact.versions}


def test_every_topic_has_facts_and_says_what_it_is_about() -> None:
    assert {name.partition(".")[0] for name in all_facts()} == set(TOPICS)
    assert all(about(topic) for topic in TOPICS)


@pytest.mark.parametrize(("release", "value"), [("4.4.7", "old"), ("5.1.9", "old"), ("5.2", "new"), ("5.10", "new")])
def test_a_release_has_what_came_last_before_it(release: str, value: str) -> None:
    assert TWICE.at(release) == value
    assert TWICE.value == "new"


def test_a_release_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        TWICE.at("5.x")


def test_a_driver_is_of_the_release_in_its_name() -> None:
    assert [each.release for each in Driver] == ["5.5.1", "4.4.7", "5.5.1", "3.1.2", "5.4.0"]


def test_a_text_becomes_a_pattern_with_a_group_for_each_field() -> None:
    found = re.fullmatch(pattern("at 0x{pc:08x} (core {core:d}): {what}."), "at 0x400D1a2e (core 12): a b.")
    assert found is not None
    assert found.groupdict() == {"pc": "400D1a2e", "core": "12", "what": "a b"}
    assert re.fullmatch(pattern("({line:d})"), "(x)") is None


@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_boot_rom_of_ours_says_where_its_words_were_seen(name: str) -> None:
    of = next(each for each in families() if each.board.value == name)
    said = "expected `owner/repository tag path:line`, then what else there is"
    assert of.rom is None or SOURCE.match(of.rom.source), f"boards/{name}.py: source={of.rom.source!r}, {said}"


@pytest.mark.parametrize(
    ("release", "code", "said"),
    [
        ("4.4.7", 0x0C, "Brownout detector was triggered"),
        ("5.1.2", 0x0C, "Brownout detector was triggered"),
        ("5.1.4", 0x0C, ""),
        ("5.1.6", 0x03, ""),
        ("5.2.2", 0x0C, ""),
        ("5.3.2", 0x03, ""),
        ("5.3.5", 0x03, "E BOD: Brownout detector was triggered"),
        ("5.4.2", 0x03, ""),
        ("5.5", 0x03, ""),
        ("5.5.1", 0x03, "E BOD: Brownout detector was triggered"),
    ],
)
def test_a_brownout_of_an_esp32_is_a_restart_by_software_with_the_words_of_its_release(
    release: str, code: int, said: str
) -> None:
    assert resets.BROWNOUT_CODE.at(release) == code
    assert "".join(idf_crashes.BROWNOUT.at(release)) == said


def test_time_clients_ask_as_each_core_has_configured_them() -> None:
    intervals = (sntp.INTERVAL_ESP32_S, sntp.INTERVAL_ESP8266_S, sntp.INTERVAL_PICO_S)
    assert [each.value for each in intervals] == [10800, 3600, 3600]
    delays = (sntp.FIRST_DELAY_ESP32_MS, sntp.FIRST_DELAY_ESP8266_MS, sntp.FIRST_DELAY_PICO_MS)
    assert [each.value for each in delays] == [5000, 0, 5000]
    assert [sntp.FIRST_DELAY_ESP32_MS.at(release) for release in ("3.3", "4.4.7", "5.5.1")] == [0, 5000, 5000]


@together
@FACTS
def test_numbers_have_a_unit_of_the_field_and_texts_have_none(fact: Fact[object]) -> None:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    assert fact.unit in UNITS if all(isinstance(each, int) for each in values) else fact.unit == ""
