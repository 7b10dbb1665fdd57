"""Headers of the cores for parts that simulated boards lack: a user should not look for a library of that name."""

from pathlib import PurePath
from typing import Final

# By the core's own libraries and the SDKs: arduino-esp32 3.x (libraries/), ESP-IDF 5.5.1 (components/), arduino-pico 5
# and pico-sdk 2. Those that one family's core has here are told to who has another.
_PARTS: Final = {
    "Bluetooth": (
        "BLEDevice.h BLEServer.h BLEUtils.h BLEScan.h BLEAdvertisedDevice.h BLE2902.h BLEClient.h BluetoothSerial.h"
        " esp_bt_defs.h esp_gap_ble_api.h esp_gatts_api.h esp_gattc_api.h"
        " SerialBT.h BTstackLib.h pico/btstack_run_loop_async_context.h"
    ),
    "classic Bluetooth beyond a serial port": "esp_gap_bt_api.h esp_a2dp_api.h esp_avrc_api.h esp_hf_client_api.h",
    "NimBLE, another host of Bluetooth": "nimble/nimble_port.h host/ble_hs.h",
    "Ethernet": "W5500lwIP.h W5100lwIP.h ENC28J60lwIP.h",
    "a camera": "esp_camera.h",
    "I2S": "I2S.h ESP_I2S.h i2s.h driver/i2s.h driver/i2s_std.h driver/i2s_pdm.h",
    "USB beyond the console": (
        "USB.h USBHIDKeyboard.h USBHIDMouse.h USBMSC.h Keyboard.h Mouse.h Joystick.h tusb.h Adafruit_TinyUSB.h"
    ),
    "a card on the SD bus": "driver/sdmmc_host.h",
    "Zigbee, Thread or Matter": "Zigbee.h OThread.h Matter.h",
}
# Folders of hosts of such a part, which libraries bring themselves: what their sources lack is no library.
_HOSTS: Final = {"nimble": "NimBLE, another host of Bluetooth"}
_BY_HEADER: Final = {header: part for part, headers in _PARTS.items() for header in headers.split()}


def absent_part(header: str) -> str:
    """Give what the header is for if that is a part that simulated boards lack, else nothing."""
    return _BY_HEADER.get(header, "")


def absent_part_of(source: str) -> str:
    """Give what a library's source is for if that is a part that simulated boards lack, else nothing."""
    return next((_HOSTS[each] for each in PurePath(source).parts if each in _HOSTS), "")
