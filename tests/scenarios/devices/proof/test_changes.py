"""Every kind of change of the table is one that an expectation notices."""

import pytest

from oceanhil.scenarios.devices.proof.changes import KINDS
from tests.scenarios.devices.proof.proving import proof_of

ONLINE = "- device.power_on\n- expect.online\n"
NOTICED_BY = {
    "silent-line": ("", '- device.power_on\n- expect.serial: "[EEPROM] Empty"', "the serial line says nothing"),
    "cut-off": ("", "- device.power_on\n- expect.request: register", "no request leaves the device"),
    "deaf-server": (
        "",
        "- device.power_on\n- expect.request: {path: register, status: 200}",
        "the server answers no request",
    ),
    "lost-journal": ("", ONLINE + "- expect.count: {path: register, count: 1}", "the server records no request"),
    "step-left-out": (
        "",
        ONLINE + "- server.set_relay: {relay: 1, state: 'on'}\n- expect.relay: {relay: 1, state: 'on'}",
        "without server.set_relay: {relay: 1, state: on} at line 7",
    ),
    "usual-firmware": (
        "given: {firmware: {wifi_password: wrong}}",
        "- device.power_on\n- time.run: 30s\n- expect.count: {path: register, count: 0}",
        "without what 'given' says of the firmware",
    ),
    "line-not-heard": (
        "",
        '- device.power_on\n- expect.serial: "[EEPROM] Empty"',
        "the line '[EEPROM] Empty' is not heard",
    ),
    "request-not-recorded": (
        "",
        ONLINE + "- expect.count: {path: session, count: 1}",
        "request 2, POST /api/device/session/, is not recorded",
    ),
    "restart-put-in": ("", "- expect.boots: 0", "device starts once more before every step"),
    "loss-put-in": (
        "",
        ONLINE
        + "- storage.remember: before\n- device.power_off\n- device.power_on\n- expect.storage: {same_as: before}",
        "device loses its token and starts before expect.storage: {same_as: before} at line 10",
    ),
    "token-put-in": (
        "",
        ONLINE + "- expect.no_serial: {contains: 'Token revoked', for: 1m}",
        "device gets another token",
    ),
    "relays-put-in": (
        "",
        ONLINE + "- expect.relay: {relay: 2, state: 'off'}",
        "relays of device go on before every step",
    ),
    "clock-put-in": (
        "given: {settings: {session_ttl_s: 120}}",
        ONLINE + "- time.run: 5m\n- expect.count: {path: session, status: 401, count: 0}",
        "the clock of device goes wrong before ",
    ),
    "server-restart-put-in": (
        "",
        ONLINE + "- expect.count: {path: state, status: 401, count: 0}",
        "the server restarts before ",
    ),
}


def test_the_table_has_no_kind_without_a_test() -> None:
    assert sorted(NOTICED_BY) == sorted(kind.name for kind in KINDS)


@pytest.mark.long
@pytest.mark.parametrize("kind", NOTICED_BY)
def test_a_change_is_noticed(kind: str) -> None:
    body, steps, words = NOTICED_BY[kind]
    last = proof_of(body, steps).expectations[-1]
    assert words in last.noticed.get(kind, ""), last.noticed
