"""A DHT11, a DHT22 or a DS18B20 at a pin of a sketch, read in the ways in which libraries read them."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import DigitalSensor, SensorKind
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
DHT22: Final = SketchSettings(sensor=DigitalSensor(SensorKind.DHT22, 4))
DHT11: Final = SketchSettings(sensor=DigitalSensor(SensorKind.DHT11, 4))
DS18B20: Final = SketchSettings(sensor=DigitalSensor(SensorKind.DS18B20, 4))
START: Final = """
void start() {
    pinMode(4, OUTPUT);
    digitalWrite(4, LOW);
    delayMicroseconds(START_US);
    pinMode(4, INPUT_PULLUP);
}
void show(const uint8_t* told) {
    Serial.printf("%02X%02X %02X%02X %02X\\n", told[0], told[1], told[2], told[3], told[4]);
}
"""
COUNTED: Final = (
    START
    + """
int looks(int level) {
    int count = 0;
    while (digitalRead(4) == level) {
        if (++count > 2000) return 0;
    }
    return count;
}
void setup() {}
void loop() {
    uint8_t told[5] = {};
    start();
    delayMicroseconds(50);
    if (looks(LOW) == 0 || looks(HIGH) == 0) {
        Serial.println("nothing");
    } else {
        for (int bit = 0; bit < 40; ++bit) {
            const int low = looks(LOW);
            told[bit / 8] = told[bit / 8] << 1 | (looks(HIGH) > low);
        }
        show(told);
    }
    delay(2000);
}
"""
)
CALLED: Final = (
    START
    + """
volatile int edges = 0;
volatile uint32_t fell_us[50];
void IRAM_ATTR fell() { if (edges < 50) { fell_us[edges] = micros(); edges = edges + 1; } }
void setup() {}
void loop() {
    uint8_t told[5] = {};
    start();
    edges = 0;
    attachInterrupt(digitalPinToInterrupt(4), fell, FALLING);
    delay(10);
    detachInterrupt(digitalPinToInterrupt(4));
    for (int bit = 0; bit < 40; ++bit) {
        told[bit / 8] = told[bit / 8] << 1 | (fell_us[bit + 2] - fell_us[bit + 1] > 98);
    }
    Serial.printf("%d ", edges);
    show(told);
    delay(2000);
}
"""
)
PULSES: Final = (
    START
    + """
void setup() {}
void loop() {
    start();
    pulseIn(4, HIGH);
    Serial.printf("%d\\n", (int)pulseIn(4, HIGH) > 50);
    delay(2000);
}
"""
)
BUS: Final = """
bool reset_bus() {
    pinMode(4, OUTPUT);
    digitalWrite(4, LOW);
    delayMicroseconds(480);
    pinMode(4, INPUT);
    delayMicroseconds(70);
    const bool is_there = digitalRead(4) == LOW;
    delayMicroseconds(410);
    return is_there;
}
int slot(int bit) {
    pinMode(4, OUTPUT);
    digitalWrite(4, LOW);
    delayMicroseconds(bit ? 3 : 65);
    pinMode(4, INPUT);
    delayMicroseconds(8);
    const int level = digitalRead(4);
    delayMicroseconds(53);
    return level;
}
void put(int byte) { for (int bit = 0; bit < 8; ++bit) slot(byte >> bit & 1); }
int get() { int byte = 0; for (int bit = 0; bit < 8; ++bit) byte |= slot(1) << bit; return byte; }
// Apart from each other, for what is as long as a token is cut in a trace.
void show(int bytes) { while (bytes-- > 0) Serial.printf("%02X ", get()); Serial.println(); }
void command(int function) { reset_bus(); put(0xCC); put(function); }
void show_pad() { command(0xBE); show(9); }
void convert() {
    command(0x44);
    const unsigned long begun_ms = millis();
    while (slot(1) == 0) delay(1);
    Serial.printf("%lu ms\\n", (millis() - begun_ms) / 10 * 10);
}
"""
PAD: Final = "{} 4B 46 7F FF 0C 10 {} "


def read(settings: SketchSettings, sketch: str, start_us: int, board: Board = Board.ESP32) -> list[str]:
    """Give what a sketch prints, at first and when its sensor shows -7.5 °C and 81.5 %."""
    with bench(board, sketch, f"-DSTART_US={start_us}", settings=settings) as running:
        first = running.run(2.5)[0]
        running.device.set_sensors(-75, 815)
        return [first, running.run(4)[-1]]


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_dht22_tells_tenths_to_whom_counts_how_often_it_looks(board: Board) -> None:
    assert read(DHT22, COUNTED, 1_000, board) == ["026C 00EB 59", "032F 804B FD"]


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_it_calls_at_each_of_its_edges(board: Board) -> None:
    assert read(DHT22, CALLED, 1_000, board) == ["42 026C 00EB 59", "42 032F 804B FD"]


def test_the_pulses_behind_its_announcement_are_its_bits() -> None:
    with bench(Board.ESP32, PULSES, "-DSTART_US=1000", settings=DHT22) as running:
        assert running.run(1)[-1] == "0"


def test_a_dht11_tells_whole_degrees_and_percents_within_its_range() -> None:
    assert read(DHT11, COUNTED, 18_000) == ["3E00 1800 56", "5200 0000 52"]


@pytest.mark.parametrize(("settings", "start_us"), [(DHT22, 500), (DHT11, 1_000)])
def test_it_says_nothing_where_the_line_was_not_pulled_for_long_enough(settings: SketchSettings, start_us: int) -> None:
    assert read(settings, COUNTED, start_us) == ["nothing", "nothing"]


def test_beyond_its_range_it_shows_the_last_that_it_can() -> None:
    with bench(Board.ESP32, COUNTED, "-DSTART_US=1000", settings=DHT22) as running:
        running.device.set_sensors(2_000, 1_000)
        assert running.run(5)[-1] == "03E8 0320 0E"


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_ds18b20_answers_to_a_reset_measures_and_tells_sixteenths_with_a_check_sum(board: Board) -> None:
    sketch = BUS + "void setup() { Serial.println(reset_bus()); show_pad(); }\nvoid loop() { convert(); show_pad(); }\n"
    with bench(board, sketch, settings=DS18B20) as running:
        assert running.run(2)[:4] == ["1", PAD.format("50 05", "1C"), "750 ms", PAD.format("78 01", "6A")]
        running.device.set_sensors(-75, 500)
        assert PAD.format("88 FF", "76") in running.run(3)


def test_a_coarser_resolution_takes_less_time_and_outlasts_a_copy() -> None:
    kept = "command(0x4E); put(1); put(2); put(0x1F); convert(); show_pad(); command(0x48);"
    lost = "command(0x4E); put(3); put(4); put(0x7F); show_pad(); command(0xB8); show_pad();"
    sketch = BUS + f"void setup() {{ {kept} {lost} }}\nvoid loop() {{ delay(1000); }}\n"
    with bench(Board.ESP32, sketch, settings=DS18B20) as running:
        running.device.set_sensors(239, 500)
        lines = running.run(3)
    # 23.9 °C is 23.5 °C in halves.
    assert lines[0] == "90 ms"
    assert [line[:14] for line in lines[1:]] == ["78 01 01 02 1F", "78 01 03 04 7F", "78 01 01 02 1F"]


def test_a_search_finds_the_number_that_it_also_tells() -> None:
    search = """
    reset_bus(); put(0xF0);
    for (int byte = 0; byte < 8; ++byte) {
        int found = 0;
        for (int bit = 0; bit < 8; ++bit) {
            const int level = slot(1);
            if (slot(1) == level) Serial.println("conflict");
            slot(level);
            found |= level << bit;
        }
        Serial.printf("%02X ", found);
    }
    Serial.println();
    reset_bus(); put(0x33); show(8);
    reset_bus(); put(0x55); for (int byte : {0x28, 0x0C, 0xEA, 0x20, 0, 0, 2, 0}) put(byte); put(0xBE); show(2);
    """
    sketch = BUS + f"void setup() {{ {search} }}\nvoid loop() {{ delay(1000); }}\n"
    with bench(Board.ESP32, sketch, settings=DS18B20) as running:
        found, told, other = running.run(2)
    assert found == told
    assert told.startswith("28 0C EA 20 00 00 01")
    assert other == "FF FF "
