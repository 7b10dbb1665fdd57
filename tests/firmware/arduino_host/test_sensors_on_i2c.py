"""A BME280, an SHT31 or an AHT20 on the I2C bus of a sketch, by the calls of each core's `Wire`."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import DigitalSensor, SensorKind
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BME280: Final = SketchSettings(sensor=DigitalSensor(SensorKind.BME280, 0x76))
SHT31: Final = SketchSettings(sensor=DigitalSensor(SensorKind.SHT31, 0x44))
AHT20: Final = SketchSettings(sensor=DigitalSensor(SensorKind.AHT20, 0x38))
BUS: Final = """
#include <Wire.h>
int put(int address, std::initializer_list<int> bytes, bool stop = true) {
    Wire.beginTransmission(address);
    for (int byte : bytes) Wire.write((uint8_t)byte);
    return Wire.endTransmission(stop);
}
// Each byte, or that nobody answered. Apart from each other, for what is as long as a token is cut in a trace.
void get(int address, int count) {
    const int come = Wire.requestFrom((uint8_t)address, (uint8_t)count);
    if (come == 0) Serial.print("nobody");
    while (Wire.available()) Serial.printf("%02X ", Wire.read());
    Serial.println();
}
"""
MEASURING: Final = (
    BUS
    + """
void setup() {
    Wire.begin();
    put(0x76, {0xD0}, false);
    get(0x76, 1);
    put(0x76, {0x88}, false);
    get(0x76, 26);
    put(0x76, {0xE1}, false);
    get(0x76, 7);
}
void loop() {
    put(0x76, {0xF2, 1, 0xF4, 0x25});
    put(0x76, {0xF3}, false);
    get(0x76, 1);
    delay(20);
    put(0x76, {0xF3}, false);
    get(0x76, 2);
    put(0x76, {0xF7}, false);
    get(0x76, 8);
    delay(1000);
}
"""
)


def summed(*parts: str) -> str:
    """Give bytes as a sketch prints them, each part with its check sum: the remainder by x⁸+x⁵+x⁴+1, from ones on."""
    told = ""
    for part in parts:
        data = bytes.fromhex(part)
        rest = int.from_bytes(data) ^ 0xFF << 8 * (len(data) - 1)
        rest <<= 8
        for bit in range(8 * len(data) - 1, -1, -1):
            rest ^= 0x131 << bit if rest >> bit + 8 & 1 else 0
        told += f"{part} {rest:02X} "
    return told


def signed(low: int, high: int) -> int:
    """Give a number of 16 bits below zero, too."""
    value = low | high << 8
    return value - 0x10000 if value & 0x8000 else value


def compensated(trimming: bytes, of_humidity: bytes, raw: bytes) -> tuple[float, float]:
    """Give degrees and percents as the data sheet's formulas for whole numbers give them (appendix 8.2)."""
    t1, (t2, t3) = trimming[0] | trimming[1] << 8, (signed(*trimming[at : at + 2]) for at in (2, 4))
    adc_t, adc_h = raw[3] << 12 | raw[4] << 4 | raw[5] >> 4, raw[6] << 8 | raw[7]
    fine = (((adc_t >> 3) - (t1 << 1)) * t2 >> 11) + ((((adc_t >> 4) - t1) ** 2 >> 12) * t3 >> 14)
    h1, h2, h3, h6 = trimming[25], signed(*of_humidity[:2]), of_humidity[2], of_humidity[6]
    h4, h5 = of_humidity[3] << 4 | of_humidity[4] & 15, of_humidity[5] << 4 | of_humidity[4] >> 4
    warmth = fine - 76800
    slope = ((((warmth * h6 >> 10) * ((warmth * h3 >> 11) + 32768) >> 10) + 2097152) * h2 + 8192) >> 14
    wet = ((((adc_h << 14) - (h4 << 20) - h5 * warmth) + 16384) >> 15) * slope
    wet -= (((wet >> 15) ** 2 >> 7) * h1) >> 4
    return ((fine * 5 + 128) >> 8) / 100, (min(max(wet, 0), 419430400) >> 12) / 1024


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_bme280_measures_when_it_is_told_to_and_is_compensated_by_its_own_numbers(board: Board) -> None:
    with bench(board, MEASURING, settings=BME280) as running:
        running.run(0.9)
        running.device.set_sensors(-75, 815)
        lines = running.run(1.2)
    chip, trimming, of_humidity, *measured = (bytes.fromhex(line) for line in lines)
    assert chip == b"\x60"
    assert [measured[at] for at in (0, 1, 3)] == [b"\x08", b"\x00\x24", b"\x08"]
    first, second = (compensated(trimming, of_humidity, measured[at]) for at in (2, 5))
    assert first == pytest.approx((23.5, 62.0), abs=0.05)
    assert second == pytest.approx((-7.5, 81.5), abs=0.05)


def test_what_is_not_to_be_measured_has_the_value_that_says_so() -> None:
    sketch = BUS + (
        "void setup() { Wire.begin(); put(0x76, {0xF7}, false); get(0x76, 8); put(0x76, {0xF2, 0, 0xF4, 0x23}); "
        "delay(20); put(0x76, {0xF7}, false); get(0x76, 8); }\nvoid loop() { delay(1000); }\n"
    )
    with bench(Board.ESP32, sketch, settings=BME280) as running:
        before, after = (bytes.fromhex(line) for line in running.run(1))
    assert before == bytes.fromhex("800000 800000 8000")
    assert (after[:3], after[6:]) == (before[:3], before[6:])
    assert after[3:6] != before[3:6]


def test_the_check_sum_is_that_of_the_data_sheets_example() -> None:
    assert summed("BE EF") == "BE EF 92 "


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_an_sht31_answers_nobody_while_it_measures_and_then_with_check_sums(board: Board) -> None:
    sketch = BUS + (
        "void setup() { Wire.begin(); put(0x44, {0xF3, 0x2D}); get(0x44, 3); }\n"
        "void loop() { put(0x44, {0x24, 0}); get(0x44, 6); delay(20); get(0x44, 6); get(0x44, 6); delay(1000); }\n"
    )
    with bench(board, sketch, settings=SHT31) as running:
        lines = running.run(0.9)
        running.device.set_sensors(-75, 0)
        lines = running.run(1)
    # 23.5 °C is 68.5 / 175 of the scale, 62 % is 62 / 100.
    assert lines[:4] == [summed("00 10"), "nobody", summed("64 34", "9E B8"), "nobody"]
    assert lines[-2] == summed("36 DB", "00 00")


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_an_aht20_says_that_it_is_busy_and_then_twenty_bits_of_each(board: Board) -> None:
    sketch = BUS + (
        "void setup() { Wire.begin(); put(0x38, {0xBE, 8, 0}); }\n"
        "void loop() { put(0x38, {0xAC, 0x33, 0}); get(0x38, 1); delay(90); get(0x38, 7); delay(1000); }\n"
    )
    with bench(board, sketch, settings=AHT20) as running:
        assert running.run(0.9) == ["98 ", summed("18 9E B8 55 E1 48")]


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_others_answer_nobody_and_a_scan_finds_the_one(board: Board) -> None:
    sketch = BUS + (
        "void setup() { Wire.begin(); for (int at = 1; at < 127; ++at) if (put(at, {}) == 0) Serial.println(at, HEX); "
        "get(0x45, 2); }\nvoid loop() { delay(1000); }\n"
    )
    with bench(board, sketch, settings=SHT31) as running:
        assert running.run(1) == ["44", "nobody"]
