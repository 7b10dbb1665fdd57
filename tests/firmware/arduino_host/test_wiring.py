"""Relays, a sensor and a button at the pins of a sketch, as oceanhil.toml wires them."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import AnalogSensor, Button, Level, RelayPins, Shown
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, LackingError, seen_relays
from tests.docs.pieces import find_pages
from tests.firmware.arduino_host.programs import Bench, bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SWITCHING: Final = """
void setup() {
    pinMode(4, OUTPUT);
    pinMode(5, OUTPUT);
    digitalWrite(4, HIGH);
    delay(1000);
    digitalWrite(5, HIGH);
    delay(1000);
    pinMode(4, INPUT);
    delay(1000);
    ESP.restart();
}
void loop() {}
"""
COUNTING: Final = """
volatile int edges = 0;
void IRAM_ATTR on_edge() { ++edges; }
void setup() {
    pinMode(12, INPUT);
    attachInterrupt(digitalPinToInterrupt(12), on_edge, CHANGE);
}
void loop() {
    Serial.printf("%d %d\\n", digitalRead(12), edges);
    delay(1000);
}
"""
FORGETTING: Final = """
unsigned long down_ms = 0;
void setup() {
    pinMode(0, INPUT_PULLUP);
    Serial.begin(115200);
    Serial.println("ready");
}
void loop() {
    const bool is_down = digitalRead(0) == LOW;
    down_ms = is_down && down_ms == 0 ? millis() : is_down ? down_ms : 0;
    if (is_down && millis() - down_ms >= HOLD_MS) {
        Serial.println("forgetting all");
        down_ms = 0;
    }
    delay(10);
}
"""
READING: Final = """
void setup() { }
void loop() {
    const int value = analogRead(34);
    pinMode(34, INPUT);
    Serial.printf("%d %d\\n", value, digitalRead(34));
    delay(1000);
}
"""


SECOND_ALONE: Final = [(False, True), (False, False)]


def moves(running: Bench) -> list[tuple[object, object]]:
    """How the relays were, one after the other."""
    relays = [each.fields for each in running.world.trace.events if each.kind is EventKind.RELAYS]
    return [(each["relay1"], each["relay2"]) for each in relays]


def test_relays_follow_what_the_sketch_writes_and_open_when_it_lets_go_and_at_a_start() -> None:
    settings = SketchSettings(relays=RelayPins(4, 5))
    with bench(Board.ESP32, SWITCHING, settings=settings) as running:
        running.run(3.3)
        assert moves(running) == [(True, False), (True, True), (False, True), (False, False)]


def test_relays_that_close_at_low_are_closed_by_an_output_that_is_low() -> None:
    settings = SketchSettings(relays=RelayPins(4, 5, Level.LOW))
    with bench(Board.ESP32, SWITCHING, settings=settings) as running:
        running.run(2.9)
        assert moves(running) == [(True, False), (True, True), (False, True), (False, False)]


def test_of_a_board_with_one_relay_the_other_stays_open_whatever_is_written() -> None:
    for pins, seen in ((RelayPins(4, None), [(True, False), (False, False)]), (RelayPins(None, 5), SECOND_ALONE)):
        with bench(Board.ESP32, SWITCHING, settings=SketchSettings(relays=pins)) as running:
            running.run(3.3)
            assert list(dict.fromkeys(moves(running))) == seen
            assert seen_relays(running.world) == pins.pins.keys()


def test_a_sensor_shows_what_the_scenario_lets_it_show() -> None:
    settings = SketchSettings(sensor=AnalogSensor(34))
    with bench(Board.ESP32, READING, settings=settings) as running:
        assert running.run(1.1)[-1] == f"{735 * 4095 // 3300} 0"
        running.device.set_sensors(1_500, 500)
        assert running.run(2)[-1] == f"{2000 * 4095 // 3300} 1"


def test_another_sensor_shows_humidity() -> None:
    settings = SketchSettings(sensor=AnalogSensor(34, Shown.HUMIDITY, 0, 20))
    with bench(Board.ESP32, READING, settings=settings) as running:
        assert running.run(1.1)[-1] == f"{1240 * 4095 // 3300} 0"


def test_a_sensor_may_have_any_slope_and_a_divider_may_stand_before_the_pin() -> None:
    """As the HIH-4030 has 30.68 mV for a percent, and A0 of a D1 mini shows 3.2 V at most."""
    sensor = AnalogSensor(34, Shown.HUMIDITY, 958, 30.68, 3_200)
    assert sensor.millivolts(500) == int((958 + 50 * 30.68) * 3_300 / 3_200)
    with bench(Board.ESP32, READING, settings=SketchSettings(sensor=sensor)) as running:
        assert running.run(1.1)[-1] == f"{sensor.millivolts(620) * 4095 // 3300} 1"


def test_a_sensor_can_be_let_show_something_where_relays_are_not_known() -> None:
    with bench(Board.ESP32, READING, settings=SketchSettings(sensor=AnalogSensor(34))) as running:
        assert Capability.SENSOR in running.world.capabilities
        assert Capability.OUTPUTS not in running.world.capabilities


def test_where_no_sensor_is_named_nothing_can_be_let_show() -> None:
    with bench(Board.ESP32, READING) as running, pytest.raises(LackingError, match="name its pin"):
        running.device.set_sensors(1_500, 500)


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
@pytest.mark.parametrize("pressed", Level)
def test_a_button_moves_its_pin_with_an_interrupt_for_each_edge(board: Board, pressed: Level) -> None:
    is_high = int(pressed is Level.HIGH)
    with bench(board, COUNTING, settings=SketchSettings(button=Button(12, pressed))) as running:
        assert running.run(1.1)[-1] == f"{1 - is_high} 0"
        running.device.hold_button(is_down=True)
        assert running.run(2)[-1] == f"{is_high} 1"
        running.device.hold_button(is_down=False)
        assert running.run(2)[-1] == f"{1 - is_high} 2"


def test_a_button_that_is_held_is_down_in_the_next_boot_too() -> None:
    with bench(Board.ESP32, COUNTING, settings=SketchSettings(button=Button(12))) as running:
        running.run(1.1)
        running.device.power_off()
        running.device.hold_button(is_down=True)
        running.device.power_on()
        assert running.run(2)[-1] == "0 0"


def test_whose_button_has_no_pin_cannot_be_pressed() -> None:
    with bench(Board.ESP32, COUNTING) as running, pytest.raises(LackingError, match="a button: name its pin as"):
        running.device.hold_button(is_down=True)


@pytest.mark.parametrize(
    ("hold_ms", "outcome"), [(4_900, Outcome.PASSED), (50, Outcome.FAILED), (6_000, Outcome.FAILED)]
)
def test_the_scenario_on_the_page_tells_who_forgets_too_soon_or_never(
    hold_ms: int, outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = next(page for page in find_pages() if page.name == "docs/sketches.md")
    (example,) = (block for block in page.code("yaml") if "device.press" in block.text)
    scenario = tmp_path / "button-held.yaml"
    scenario.write_text(example.text, "utf-8")
    (tmp_path / "knob").mkdir()
    (tmp_path / "knob" / "knob.ino").write_text(f"#define HOLD_MS {hold_ms}\n{FORGETTING}", "utf-8")
    table = '[sketch.knob]\npath = "knob"\nbutton = { pin = 0 }\n'
    (tmp_path / "oceanhil.toml").write_text(table, "utf-8")
    monkeypatch.chdir(tmp_path)
    (case,) = load_scenario(scenario).expand(Board.ESP32)
    assert run_case(case, SketchWorldFactory("knob"), load_profile()).outcome is outcome
