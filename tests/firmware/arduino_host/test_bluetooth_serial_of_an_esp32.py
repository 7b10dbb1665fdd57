"""The serial port over Bluetooth of arduino-esp32: nobody in reach opens it, and nobody is there to be connected to."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_PORT: Final = "BluetoothSerial port;"


def printed(body: str, seconds: float = 2) -> list[str]:
    return alone(Board.ESP32, "BluetoothSerial.h", body, _PORT, seconds)


def test_a_port_that_begins_has_no_client_and_reads_nothing() -> None:
    body = r"""
        Serial.printf("%d %d ", port.isReady(), port.connected());
        Serial.printf("%d ", port.begin("lamp"));
        Serial.printf("%d %d ", port.isReady(), port.isClosed());
        Serial.printf("%d %d %d ", port.hasClient(), port.available(), port.read());
        Serial.printf("%u %u %d ", port.write('x'), port.println("lamp"), btStarted());
        port.setTimeout(300);
        const unsigned long began = millis();
        port.read();
        uint8_t own[6];
        esp_read_mac(own, ESP_MAC_BT);
        char text[18];
        sprintf(text, "%02X:%02X:%02X:%02X:%02X:%02X", ESP_BD_ADDR_HEX(own));
        Serial.printf("%lu %d ", millis() - began, port.getBtAddressString() == text);
        port.end();
        Serial.printf("%d %d\n", port.isReady(), btStarted());
    """
    assert printed(body) == ["0 0 1 1 1 0 0 -1 0 0 1 300 1 0 0"]


@pytest.mark.parametrize(
    "look",
    ["port.hasClient()", "port.available()", "port.register_callback(nullptr)", "server->getConnectedCount()"],
)
def test_who_waits_for_somebody_by_looking_again_and_again_lets_time_pass(look: str) -> None:
    body = f"""
        BLEDevice::init("lamp");
        BLEServer* server = BLEDevice::createServer();
        port.begin("lamp");
        const unsigned long began = micros();
        for (int each = 0; each < 1000; each++) {{
            (void){look};
        }}
        Serial.printf("%d %u\\n", micros() - began > 100, server->getConnectedCount());
    """
    assert alone(Board.ESP32, "BLEDevice.h BluetoothSerial.h", body, _PORT) == ["1 0"]


def test_connecting_fails_after_the_time_that_an_attempt_takes() -> None:
    body = r"""
        uint8_t other[6] = {0x24, 0x0a, 0xc4, 0, 0, 1};
        port.begin("lamp");
        Serial.printf("%d %lu ", port.connect("door"), millis());
        port.end();
        port.begin("lamp", true);
        unsigned long began = millis();
        Serial.printf("%d ", port.connect(other));
        Serial.printf("%lu %d ", millis() - began, port.connect());
        began = millis();
        Serial.printf("%d ", port.connect("door"));
        Serial.printf("%lu %d %d\n", millis() - began, port.isClosed(), port.discover() == nullptr);
    """
    line = printed(body, 60)[0].split()
    assert line[0] == "0"
    assert int(line[1]) < 1000
    assert line[2:] == ["0", "10000", "0", "0", "32000", "0", "1"]


def test_a_search_takes_its_time_and_finds_nobody() -> None:
    body = r"""
        port.begin("lamp", true);
        const unsigned long began = millis();
        Serial.printf("%d ", port.discover(5 * 1280)->getCount());
        Serial.printf("%lu ", millis() - began);
        Serial.printf("%d %d\n", port.discover(100) == nullptr, port.discoverAsync([](BTAdvertisedDevice*) {}));
    """
    assert printed(body, 20) == ["0 6400 1 1"]


def test_a_chip_without_classic_bluetooth_has_no_such_port() -> None:
    with pytest.raises(SketchError, match="'BluetoothSerial' does not name a type"):
        alone(Board("esp32c3"), "BluetoothSerial.h", "", _PORT)
