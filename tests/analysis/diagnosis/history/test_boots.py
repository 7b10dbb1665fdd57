"""The boots of a log: what of them counts is decided when it is known whose log it is."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.boots import BOOTS_KEPT, BOOTS_OF_A_LOOP, Boots
from oceanhil.analysis.diagnosis.history.readings import Reading
from oceanhil.analysis.diagnosis.model import Boot, Evidence, LineKind
from tests.analysis.diagnosis.conftest import ROM_ESP32


def read(*readings: Reading) -> Boots:
    boots = Boots()
    for number, reading in enumerate(readings, 1):
        boots.current.add(reading, LineKind.SERVER, Evidence(number, reading.name))
    return boots


def told(boots: Boots, *, is_device: bool) -> list[str]:
    return [signal.name for boot in boots.settled(is_device=is_device) for signal in boot.signals]


def test_what_is_in_doubt_counts_in_the_log_of_an_oceanremote_device_alone() -> None:
    boots = read(Reading("http-404"), Reading("http-401", is_sure=False))
    assert told(boots, is_device=True) == ["http-404", "http-401"]
    assert told(boots, is_device=False) == ["http-404"]


def test_a_reading_in_doubt_is_another_than_the_same_for_sure() -> None:
    boots = read(Reading("http-401"), Reading("http-401", is_sure=False), Reading("http-401", is_sure=False))
    (boot,) = boots.settled(is_device=True)
    assert [signal.times for signal in boot.signals] == [1, 2]


def test_the_trouble_of_others_is_left_out_while_the_server_answers_the_device() -> None:
    boots = read(Reading("polled-200"), Reading("net-timeout", is_others=True), Reading("polled-200"))
    assert told(boots, is_device=True) == ["polled-200", "polled-200"]
    assert told(boots, is_device=False) == ["polled-200", "net-timeout", "polled-200"]


def test_the_trouble_of_others_stays_where_the_device_is_cut_off_too() -> None:
    boots = read(
        Reading("polled-200"), Reading("http-500", is_others=True), Reading("net-timeout"), Reading("polled-200")
    )
    assert told(boots, is_device=True) == ["polled-200", "http-500", "net-timeout", "polled-200"]


def test_a_boot_knows_by_name_what_was_before_it_and_is_kept_no_longer() -> None:
    boots = read(Reading("wifi-connected"), Reading("http-401", is_sure=False))
    for number in range(BOOTS_KEPT + 1):
        boots.begin(Evidence(10 + number, "rst:0x1"))
    assert boots.was_seen("wifi-connected")
    assert not boots.was_seen("http-401")
    whole = boots.settled(is_device=True)
    assert (len(whole), whole[0].number) == (BOOTS_KEPT + 1, 2)
    assert _earlier(whole[-1]) == {"wifi-connected", "http-401"}
    assert _earlier(boots.settled(is_device=False)[-1]) == {"wifi-connected"}


def _earlier(boot: Boot) -> set[str]:
    return {name for name in boot.earlier if name != "boot-loop"}


def test_starts_in_a_row_that_never_reach_the_network_are_a_loop() -> None:
    boots = Boots()
    for number in range(BOOTS_OF_A_LOOP - 1):
        boots.begin(Evidence(number, "rst:0x1"))
    assert not boots.current.sure
    boots.begin(Evidence(9, "rst:0x1"))
    assert boots.current.sure == {"boot-loop"}
    boots.current.add(Reading("wifi-connected"), LineKind.WIFI, Evidence(10, "joined"))
    boots.begin(Evidence(11, "rst:0x1"))
    assert not boots.current.sure


@pytest.mark.parametrize(("minutes", "is_loop"), [(1, True), (10, True), (11, False), (300, False)])
def test_starts_that_are_far_apart_by_the_log_s_stamps_are_no_loop(minutes: int, is_loop: bool) -> None:
    starts = (f"{count * minutes // 60:02}:{count * minutes % 60:02}:07" for count in range(BOOTS_OF_A_LOOP + 1))
    log = "".join(f"{stamp} > ESP-ROM:esp32s3-20210327\n{stamp} > cellar 1.0\n" for stamp in starts)
    assert ("boot-loop" in {finding.cause for finding in diagnose(log).findings}) is is_loop


@pytest.mark.parametrize(
    ("name", "is_loop"),
    [("wifi-connecting", True), ("wifi-other", True), ("wifi-failed", False), ("wifi-connected", False)],
)
def test_a_boot_that_ends_while_it_joins_reached_nothing_and_one_that_was_told_that_it_cannot_is_no_loop(
    name: str, is_loop: bool
) -> None:
    boots = Boots()
    for number in range(BOOTS_OF_A_LOOP):
        boots.current.add(Reading(name), LineKind.WIFI, Evidence(number, name))
        boots.begin(Evidence(number, "rst:0xc"))
    assert boots.was_seen("boot-loop") is is_loop


@pytest.mark.parametrize("start", [ROM_ESP32, "I (31) boot: ESP-IDF v5.1.4 2nd stage bootloader\n"])
def test_a_supply_that_breaks_down_whenever_the_radio_starts_makes_a_boot_loop(start: str) -> None:
    found = diagnose((start + "[WiFi] Connecting...\nBrownout detector was triggered\n") * BOOTS_OF_A_LOOP + start)
    assert {"brownout", "boot-loop"} <= {finding.cause for finding in found.findings}
