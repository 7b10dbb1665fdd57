"""Logs as devices print them, in pieces."""

import pytest

ROM_ESP32 = """ets Jul 29 2019 12:21:46

rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
configsip: 0, SPIWP:0xee
mode:DIO, clock div:1
load:0x3fff0030,len:4604
entry 0x400805b8
"""
WIFI = """[SYSTEM] Device ID: ESP32_246F28AABBCC
[WiFi] Connecting... Connected!
[WiFi] IP Address: 192.168.1.100
"""
REGISTERED = """[EEPROM] Empty
[REG] Registering device...
[REG] Registration token: oc_reg_Xk2J9…
[REG] HTTP Response: 200
[REG]  Registration successful!
[EEPROM] Token saved
"""
ONLINE = """[SESSION] Got session ID: a1b2c3d4
[INFO] Device ONLINE
"""
EXPIRED = """[REG] Registering device...
[REG] HTTP Response: 401
[REG] Token already used or expired
"""


@pytest.fixture
def good_boot() -> str:
    return ROM_ESP32 + WIFI + REGISTERED + ONLINE


@pytest.fixture
def later_boot() -> str:
    return ROM_ESP32 + WIFI + "[EEPROM] Token loaded (slot A, seq 1)\n" + ONLINE


@pytest.fixture
def expired_boot() -> str:
    return ROM_ESP32 + WIFI + EXPIRED
