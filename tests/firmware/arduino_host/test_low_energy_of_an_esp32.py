"""Bluetooth Low Energy by the classes of arduino-esp32: a server, a scan and a client with nobody in reach."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
OF_2: Final = "-DESP_ARDUINO_VERSION_MAJOR=2"
_HEADERS: Final = "BLEDevice.h BLE2902.h BLE2904.h BLEBeacon.h BLEUtils.h BLEServer.h"
_KB: Final = 1024
_LAMP: Final = r"""
#include <BLEDevice.h>
#include <BLEServer.h>
#include <BLEUtils.h>
#include <BLE2902.h>
#include <WiFi.h>

TEXT name = "lamp";
BLECharacteristic* state;
BLEScan* scan;

class Clients : public BLEServerCallbacks {
    void onConnect(BLEServer* server) { Serial.println("somebody"); }
    void onDisconnect(BLEServer* server) { server->startAdvertising(); }
};

class Commands : public BLECharacteristicCallbacks {
    void onWrite(BLECharacteristic* characteristic) {
        TEXT value = characteristic->getValue();
        if (value.length() > 0) Serial.println(value.c_str());
    }
};

class Neighbours : public BLEAdvertisedDeviceCallbacks {
    void onResult(BLEAdvertisedDevice device) {
        if (device.haveName() && device.getName() == name) Serial.println(device.getAddress().toString().c_str());
    }
};

void setup() {
    BLEDevice::init(name);
    BLEServer* server = BLEDevice::createServer();
    server->setCallbacks(new Clients());
    BLEService* service = server->createService("4fafc201-1fb5-459e-8fcc-c5c9c331914b");
    state = service->createCharacteristic("beb5483e-36e1-4688-b7f5-ea07361b26a8",
                                          BLECharacteristic::PROPERTY_READ | BLECharacteristic::PROPERTY_WRITE);
    state->addDescriptor(new BLE2902());
    state->setCallbacks(new Commands());
    state->setValue(name);
    service->start();
    BLEDevice::getAdvertising()->addServiceUUID("4fafc201-1fb5-459e-8fcc-c5c9c331914b");
    BLEDevice::startAdvertising();
    scan = BLEDevice::getScan();
    scan->setAdvertisedDeviceCallbacks(new Neighbours());
    WiFi.begin("OceanNet", "correct horse");
    while (WiFi.status() != WL_CONNECTED) delay(100);
    Serial.println("connected");
}

void loop() {
    POINTER found = scan->start(1, false);
    uint32_t uptime = millis() / 1000;
    state->setValue(uptime);
    state->notify();
    Serial.printf("%d near, %u\n", foundMEMBERgetCount(), (unsigned)state->getValue().length());
    scan->clearResults();
    delay(1000);
}
"""


def printed(body: str, before: str = "", seconds: float = 2, headers: str = _HEADERS) -> list[str]:
    return alone(Board.ESP32, headers, body, before, seconds)


@pytest.mark.parametrize(
    ("flags", "text", "found", "member"),
    [((), "String", "BLEScanResults*", "->"), ((OF_2,), "std::string", "BLEScanResults", ".")],
)
@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32c3")])
def test_a_sketch_with_wifi_runs_beside_it_in_the_words_of_its_core(
    board: Board, flags: tuple[str, ...], text: str, found: str, member: str
) -> None:
    sketch = _LAMP.replace("TEXT", text).replace("POINTER", found).replace("MEMBER", member)
    with bench(board, sketch, *flags) as running:
        lines = running.run(12)
    assert lines[:3] == ["connected", *["0 near, 4"] * 2]


def test_a_service_gives_its_parts_handles_once_it_is_started() -> None:
    body = r"""
        BLEDevice::init("lamp");
        BLEService* service = BLEDevice::createServer()->createService("180D");
        BLECharacteristic* state = service->createCharacteristic("2A37", BLECharacteristic::PROPERTY_NOTIFY);
        BLEDescriptor* wanted = new BLE2902();
        state->addDescriptor(wanted);
        BLECharacteristic* level = service->createCharacteristic("2A38", BLECharacteristic::PROPERTY_READ);
        Serial.printf("%x %x ", service->getHandle(), state->getHandle());
        service->start();
        Serial.printf("%x %x %x\n", state->getHandle(), wanted->getHandle(), level->getHandle());
        BLEService* small = BLEDevice::getServer()->createService(BLEUUID((uint16_t)0x180F), 3);
        BLECharacteristic* first = small->createCharacteristic("2A19", BLECharacteristic::PROPERTY_READ);
        BLECharacteristic* second = small->createCharacteristic("2A1A", BLECharacteristic::PROPERTY_READ);
        small->start();
        Serial.printf("%x %x %x\n", small->getHandle(), first->getHandle(), second->getHandle());
    """
    assert printed(body) == ["28 ffff 2a 2b 2d", "37 39 0"]


def test_a_value_is_kept_as_bytes_of_at_most_600() -> None:
    body = r"""
        BLECharacteristic value("2A37");
        value.setValue("on");
        Serial.printf("%s %u ", value.getValue().c_str(), value.getLength());
        value.setValue(uint16_t(0x0102));
        Serial.printf("%02x%02x ", value.getData()[0], value.getData()[1]);
        value.setValue(1.5f);
        Serial.printf("%02x%02x ", value.getData()[2], value.getData()[3]);
        uint8_t much[601] = {};
        value.setValue(much, 601);
        Serial.printf("%u ", value.getLength());
        value.setValue(much, 600);
        const char* told = "00002a37-0000-1000-8000-00805f9b34fb, handle: 0xffff";
        Serial.printf("%u %d\n", value.getLength(), value.toString() == told);
    """
    assert printed(body) == ["on 2 0201 c03f 4 600 1"]


def test_who_notifies_is_told_that_there_is_no_client() -> None:
    before = """
        struct Told : BLECharacteristicCallbacks {
            void onNotify(BLECharacteristic*) override { Serial.print("notify "); }
            void onStatus(BLECharacteristic*, Status status, uint32_t) override {
                Serial.println(status == ERROR_NO_CLIENT ? "no client" : "?");
            }
        };
    """
    body = """
        BLEDevice::init("lamp");
        BLEService* service = BLEDevice::createServer()->createService("180D");
        BLECharacteristic* state = service->createCharacteristic("2A37", BLECharacteristic::PROPERTY_NOTIFY);
        state->setCallbacks(new Told);
        service->start();
        state->notify();
        Serial.println(BLEDevice::getServer()->getConnectedCount());
    """
    assert printed(body, before) == ["notify no client", "0"]


def test_notifying_before_the_service_is_started_ends_the_program() -> None:
    body = """
        BLEDevice::init("lamp");
        BLEDevice::createServer()->createService("180D")->createCharacteristic("2A37", 0)->notify();
        Serial.println("went on");
    """
    lines = printed(body)
    assert "went on" not in lines
    assert any("assert failed" in each for each in lines)


def test_what_goes_to_the_radio_fails_before_bluetooth_is_initialized() -> None:
    body = r"""
        Serial.printf("%d ", BLEDevice::getAdvertising()->start());
        Serial.printf("%d ", BLEDevice::getScan()->start(5, nullptr));
        Serial.printf("%d ", BLEDevice::getScan()->start(5)->getCount());
        Serial.printf("%d ", BLEDevice::createClient()->connect(BLEAddress("11:22:33:44:55:66")));
        Serial.printf("%x %d ", BLEDevice::setMTU(100), BLEDevice::getInitialized());
        const unsigned long before = millis();
        Serial.printf("%d ", BLEDevice::init("lamp"));
        Serial.printf("%lu ", millis() - before);
        Serial.printf("%d %d ", BLEDevice::getAdvertising()->start(), BLEDevice::getAdvertising()->stop());
        Serial.printf("%x ", BLEDevice::setMTU(22));
        Serial.printf("%x ", BLEDevice::setMTU(100));
        Serial.println(BLEDevice::getMTU());
    """
    assert printed(body) == ["0 0 0 0 103 0 1 200 1 1 104 0 100"]


def test_a_server_before_bluetooth_is_initialized_never_comes_back() -> None:
    body = 'Serial.println("begin"); BLEDevice::createServer(); Serial.println("went on");'
    assert printed(body, seconds=60) == ["begin"]


def test_the_address_is_that_of_bluetooth_and_before_it_a_crash() -> None:
    body = r"""
        BLEDevice::init("lamp");
        uint8_t own[6];
        esp_read_mac(own, ESP_MAC_BT);
        Serial.printf("%d ", BLEDevice::getAddress() == BLEAddress(own));
        char text[18];
        sprintf(text, ESP_BD_ADDR_STR, ESP_BD_ADDR_HEX(own));
        Serial.printf("%d ", BLEDevice::getAddress().toString() == text);
        Serial.println(BLEDevice::getDeviceName());
    """
    assert printed(body) == ["1 1 lamp"]
    assert any("LoadProhibited" in each for each in printed("BLEDevice::getAddress();"))


def test_a_scan_takes_its_seconds_and_finds_nobody() -> None:
    before = r"""
        struct Found : BLEAdvertisedDeviceCallbacks {
            void onResult(BLEAdvertisedDevice device) override { Serial.println(device.toString().c_str()); }
        };
        void over(BLEScanResults found) { Serial.printf("over at %lu, %d\n", millis() / 1000, found.getCount()); }
    """
    body = r"""
        BLEDevice::init("");
        BLEScan* scan = BLEDevice::getScan();
        scan->setAdvertisedDeviceCallbacks(new Found);
        scan->setActiveScan(true);
        unsigned long began = millis();
        Serial.printf("%d ", scan->start(5, false)->getCount());
        Serial.printf("%lu\n", millis() - began);
        began = millis();
        Serial.printf("%d ", scan->start(3, over));
        Serial.printf("%d %lu\n", scan->isScanning(), millis() - began);
        delay(4000);
        Serial.printf("%d ", scan->start(0, over));
        delay(10000);
        Serial.printf("%d ", scan->isScanning());
        scan->stop();
        Serial.printf("%d\n", scan->isScanning());
    """
    assert printed(body, before, 30) == ["0 5000", "1 1 0", "over at 8, 0", "1 1 0"]


def test_a_client_fails_after_thirty_seconds_or_its_own_time() -> None:
    before = """
        struct Told : BLEClientCallbacks {
            void onConnect(BLEClient*) override { Serial.println("connected"); }
            void onDisconnect(BLEClient*) override { Serial.println("disconnected"); }
        };
    """
    body = r"""
        BLEDevice::init("");
        BLEClient* client = BLEDevice::createClient();
        client->setClientCallbacks(new Told);
        unsigned long began = millis();
        Serial.printf("%d ", client->connect(BLEAddress("24:0a:c4:00:00:01")));
        Serial.printf("%lu ", millis() - began);
        began = millis();
        Serial.printf("%d ", client->connect(BLEAddress("24:0a:c4:00:00:01"), BLE_ADDR_TYPE_PUBLIC, 2000));
        Serial.printf("%lu %d %d ", millis() - began, client->isConnected(), client->getService("180D") == nullptr);
        Serial.println(client->getPeerAddress().toString());
    """
    assert printed(body, before, 60) == ["0 30000 0 2000 0 1 24:0a:c4:00:00:01"]


def test_bluetooth_takes_memory_and_gives_it_back() -> None:
    body = r"""
        const uint32_t before = ESP.getFreeHeap();
        BLEDevice::init("lamp");
        Serial.println(before - ESP.getFreeHeap());
        BLEDevice::deinit();
        Serial.println(before - ESP.getFreeHeap());
        char* room[400];
        int taken = 0;
        while (ESP.getFreeHeap() > 40000) room[taken++] = (char*)malloc(1024);
        Serial.println(BLEDevice::init("lamp"));
        while (taken > 0) free(room[--taken]);
        BLEDevice::deinit(true);
        Serial.println(BLEDevice::init("lamp"));
        BLEDevice::deinit(true);
        Serial.println(BLEDevice::getAdvertising()->start());
    """
    taken, left, *others = map(int, printed(body))
    assert 70 * _KB <= taken < 72 * _KB
    assert left < _KB
    assert others == [0, 1, 0]


def test_uuids_are_read_written_and_compared() -> None:
    body = r"""
        const char* whole = "beb5483e-36e1-4688-b7f5-ea07361b26a8";
        const char* base = "0000180d-0000-1000-8000-00805f9b34fb";
        BLEUUID brief((uint16_t)0x180D);
        Serial.printf("%d %d ", BLEUUID(whole).toString() == whole, BLEUUID(whole).bitSize());
        Serial.printf("%d %d ", BLEUUID("180d").toString() == base, brief.equals(BLEUUID("180D")));
        Serial.printf("%d %d ", brief.equals(BLEUUID(base)), brief.equals(BLEUUID("180E")));
        Serial.printf("%d %d ", BLEUUID::fromString("0x180D").equals(brief), BLEUUID::fromString("lamp").equals(brief));
        Serial.printf("%d %s ", BLEUUID("18").bitSize(), BLEUUID().toString().c_str());
        brief.to128();
        Serial.printf("%d %02x\n", brief.bitSize(), brief.getNative()->uuid.uuid128[12]);
    """
    assert printed(body) == ["1 128 1 1 1 0 1 0 0 <NULL> 128 0d"]


def test_an_advertisement_is_made_of_pieces_and_holds_31_bytes() -> None:
    body = r"""
        BLEAdvertisementData told;
        told.setFlags(6);
        told.setCompleteServices(BLEUUID("180D"));
        told.setAppearance(0x0341);
        told.setName("lamp");
        told.setServiceData(BLEUUID("180D"), "x");
        told.setManufacturerData("much too long");
        String bytes = told.getPayload();
        for (unsigned each = 0; each < bytes.length(); each++) Serial.printf("%02x ", (uint8_t)bytes[each]);
        BLEBeacon beacon;
        beacon.setMajor(0x0102);
        beacon.setProximityUUID(BLEUUID("180D"));
        Serial.printf("%u %02x\n", beacon.getData().length(), (uint8_t)beacon.getData()[20]);
    """
    assert printed(body) == ["02 01 06 03 03 0d 18 03 19 41 03 05 09 6c 61 6d 70 04 16 0d 18 78 25 01"]
