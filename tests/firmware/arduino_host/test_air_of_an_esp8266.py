"""What the ESP8266's SDK tells of the air: events of the station, scans, packets of others and of a sketch's own."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = "ESP8266WiFi.h user_interface.h"


def test_a_handler_of_ones_own_hears_the_station_in_the_place_of_wifis() -> None:
    sketch = r"""
        #include <ESP8266WiFi.h>
        extern "C" {
        #include "user_interface.h"
        }
        static void hear(System_Event_t* event) {
            const auto& info = event->event_info;
            switch (event->event) {
                case EVENT_OPMODE_CHANGED:
                    Serial.printf("mode %d %d\n", info.opmode_changed.old_opmode, info.opmode_changed.new_opmode);
                    break;
                case EVENT_STAMODE_CONNECTED:
                    Serial.printf("%.*s on %d\n", info.connected.ssid_len, info.connected.ssid, info.connected.channel);
                    break;
                case EVENT_STAMODE_GOT_IP:
                    Serial.println(IPAddress(info.got_ip.ip.addr) == WiFi.localIP());
                    break;
                case EVENT_STAMODE_DISCONNECTED:
                    Serial.printf("left for %d\n", info.disconnected.reason);
                    break;
            }
        }
        WiFiEventHandler other;
        void setup() {
            other = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP&) { Serial.println("WiFi's own"); });
            wifi_set_event_handler_cb(hear);
            WiFi.mode(WIFI_STA);
            WiFi.begin("OceanNet", "correct horse");
            delay(5000);
            WiFi.disconnect();
            delay(100);
            wifi_set_event_handler_cb(nullptr);
            WiFi.begin("OceanNet", "correct horse");
        }
        void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        assert running.run(15) == ["mode 0 1", "OceanNet on 6", "1", "left for 8", "WiFi's own"]


def test_a_scan_of_the_sdk_gives_a_list_of_what_was_sought() -> None:
    before = r"""
        static void tell(void* list, STATUS status) {
            int count = 0;
            for (auto* each = (bss_info*)list; each != nullptr; each = STAILQ_NEXT(each, next)) {
                Serial.printf("%s %d ", each->ssid, each->channel);
                ++count;
            }
            Serial.printf("%d %d\n", count, status);
        }
    """
    body = r"""
        Serial.printf("%d ", wifi_station_scan(nullptr, tell));
        WiFi.mode(WIFI_STA);
        Serial.printf("%d ", wifi_station_scan(nullptr, tell));
        Serial.printf("%d\n", wifi_station_scan(nullptr, tell));
        delay(3000);
        scan_config sought = {};
        sought.channel = 1;
        wifi_station_scan(&sought, tell);
        delay(3000);
        sought.channel = 0;
        sought.ssid = (uint8*)"no such name";
        wifi_station_scan(&sought, tell);
        delay(3000);
    """
    told = alone(Board.ESP8266, _HEADERS, body, before, 12)
    assert told == ["0 1 0", "OceanNet 6 1 0", "0 0", "0 0"]


def test_a_packet_of_ones_own_is_sent_and_none_of_others_comes() -> None:
    before = "static volatile int sent = 0, heard = 0;"
    body = r"""
        uint8 frame[64] = {0x80};
        Serial.printf("%d ", wifi_send_pkt_freedom(frame, sizeof frame, false));
        WiFi.mode(WIFI_STA);
        wifi_register_send_pkt_freedom_cb([](uint8 status) { sent += status == 0; });
        wifi_set_promiscuous_rx_cb([](uint8*, uint16) { ++heard; });
        wifi_promiscuous_enable(1);
        Serial.printf("%d ", wifi_send_pkt_freedom(frame, 23, false));
        Serial.printf("%d ", wifi_send_pkt_freedom(frame, sizeof frame, false));
        Serial.printf("%d ", wifi_send_pkt_freedom(frame, sizeof frame, false));
        delay(10);
        Serial.printf("%d %d\n", sent, heard);
        uint8 mask, rate;
        Serial.printf("%d ", wifi_set_user_fixed_rate(FIXED_RATE_MASK_STA, 1));
        wifi_set_user_fixed_rate(FIXED_RATE_MASK_STA, PHY_RATE_6);
        wifi_get_user_fixed_rate(&mask, &rate);
        Serial.printf("%d %d %d ", mask, rate, wifi_set_broadcast_if(4));
        wifi_set_broadcast_if(3);
        uint8 offered = 0;
        Serial.printf("%d %d ", wifi_get_broadcast_if(), wifi_softap_set_dhcps_offer_option(OFFER_ROUTER, &offered));
        Serial.printf("%d\n", wifi_softap_dhcps_status());
    """
    told = alone(Board.ESP8266, _HEADERS, body, before)
    assert told == ["-1 -1 0 -1 1 0", "-1 1 11 0 3 1 0"]


def test_dates_are_counted_as_seconds() -> None:
    body = r"""
        Serial.printf("%lld ", system_mktime(1970, 1, 1, 0, 0, 0));
        Serial.printf("%lld ", system_mktime(2000, 2, 29, 23, 59, 59));
        Serial.printf("%lld %d\n", system_mktime(2026, 11, 27, 12, 0, 0), system_get_flash_size_map());
        static os_timer_t timer;
        static volatile int rung = 0;
        os_timer_setfn(&timer, [](void*) { ++rung; }, nullptr);
        os_timer_arm_us(&timer, 500, true);
        delay(10);
        Serial.println(rung / 10 * 10);
    """
    told = alone(Board.ESP8266, _HEADERS, body)
    assert told == ["0 951868799 1795780800 4", "20"]
