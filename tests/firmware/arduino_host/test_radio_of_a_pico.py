"""The radio of a Pico W by its driver's own names, and what the core asks of it."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS, joined
from tests.firmware.arduino_host.programs import LOOP, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_DRIVER = '#include <pico/cyw43_arch.h>\nextern "C" {\n#include <cyw43.h>\n}\n'


def test_the_driver_tells_of_the_network_that_is_joined() -> None:
    body = r"""
        uint32_t saving = 0;
        int32_t signal = 0;
        uint8_t mac[6], own[6];
        cyw43_wifi_get_pm(&cyw43_state, &saving);
        Serial.printf("%x ", (unsigned)saving);
        Serial.printf("%d ", cyw43_wifi_pm(&cyw43_state, cyw43_pm_value(CYW43_NO_POWERSAVE_MODE, 20, 1, 1, 1)));
        cyw43_wifi_get_pm(&cyw43_state, &saving);
        Serial.printf("%x ", (unsigned)saving);
        Serial.printf("%d ", cyw43_wifi_link_status(&cyw43_state, CYW43_ITF_STA));
        Serial.printf("%d ", cyw43_tcpip_link_status(&cyw43_state, CYW43_ITF_STA));
        Serial.printf("%d ", cyw43_wifi_link_status(&cyw43_state, CYW43_ITF_AP));
        Serial.printf("%d ", cyw43_wifi_get_rssi(&cyw43_state, &signal));
        cyw43_wifi_get_mac(&cyw43_state, CYW43_ITF_STA, mac);
        Serial.printf("%d %d ", (int)signal, memcmp(WiFi.macAddress(own), mac, 6));
        cyw43_arch_lwip_begin();
        cyw43_arch_poll();
        cyw43_arch_lwip_end();
        cyw43_wifi_leave(&cyw43_state, CYW43_ITF_STA);
        delay(100);
        Serial.printf("%d %d ", cyw43_tcpip_link_status(&cyw43_state, 0), cyw43_wifi_get_rssi(&cyw43_state, &signal));
        Serial.println(WiFi.connected());
    """
    assert joined(Board.PICOW, body, 10, before=_DRIVER) == ["a11142 0 111020 1 3 0 0 -55 0 0 -1 0"]


def test_the_driver_says_why_a_network_was_not_joined() -> None:
    begin = HEADERS[: HEADERS.index("void test();")] + _DRIVER
    body = r"""
        WiFi.beginNoBlock("OceanNet", "wrong horse");
        delay(10000);
        Serial.printf("%d ", cyw43_wifi_link_status(&cyw43_state, CYW43_ITF_STA));
        WiFi.beginNoBlock("no such net", "correct horse");
        delay(10000);
        Serial.println(cyw43_wifi_link_status(&cyw43_state, CYW43_ITF_STA));
    """
    told = lines_of(Board.PICOW, f"{begin}void setup() {{\n{body}\n}}{LOOP}", 45)
    assert told == ["-3 -2"]


def test_nobody_answers_a_ping() -> None:
    body = r"""
        WiFi.setTimeout(3000);
        Serial.print(duration([] { Serial.printf("%d ", WiFi.ping(WiFi.gatewayIP())); }));
        Serial.printf(" %d ", WiFi.ping("no.such.host"));
        Serial.printf("%d %s\n", WL_PING_UNKNOWN_HOST, WiFi.firmwareVersion());
    """
    assert joined(Board.PICOW, body, 12) == ["-1 3000 -3 -3 2.3.0"]
