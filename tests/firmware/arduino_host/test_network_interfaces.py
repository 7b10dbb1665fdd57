"""`Network`, `WiFi.STA`, `WiFi.AP` and `ETH` of arduino-esp32 3.x: the one network there is, by each of its names."""

from functools import partial
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
said: Final = partial(alone, Board.ESP32, "WiFi.h", seconds=20)


def test_the_station_is_started_then_connected_and_then_has_an_address() -> None:
    found = said(r"""
        const auto tell = [] {
            Serial.printf("%d%d%d%d ", WiFi.STA.started(), WiFi.STA.connected(), WiFi.STA.hasIP(), Network.isOnline());
        };
        tell();
        WiFi.STA.begin();
        tell();
        WiFi.STA.connect("OceanNet", "correct horse");
        Serial.printf("%d ", WiFi.STA.waitStatusBits(ESP_NETIF_HAS_IP_BIT, 10000) == ESP_NETIF_HAS_IP_BIT);
        tell();
        Serial.printf("%d ", WiFi.STA.localIP() == WiFi.localIP());
        Serial.printf("%d\n", WiFi.STA.macAddress() == WiFi.macAddress());
        WiFi.STA.end();
        tell();
        Serial.printf("%s\n", WiFi.STA.macAddress().c_str());
    """)
    assert found == ["0000 1000 1 1111 1 1", "0000 00:00:00:00:00:00"]


def test_the_access_point_has_its_address_with_its_mode_and_refuses_what_the_core_does() -> None:
    found = said(r"""
        const IPAddress own(10, 1, 1, 1);
        Serial.printf("%d %d\n", WiFi.AP.config(own, own, IPAddress(255, 255, 255, 0)), WiFi.AP.enableNAPT());
        WiFi.AP.begin();
        Serial.println(WiFi.AP.localIP());
        Serial.printf("%d ", WiFi.AP.create("mine", "short"));
        Serial.printf("%d ", WiFi.AP.create("", "long enough"));
        Serial.printf("%d ", WiFi.AP.create("mine", "long enough"));
        Serial.printf("%s ", WiFi.AP.SSID().c_str());
        Serial.printf("%d ", WiFi.AP.config(own, own, IPAddress(255, 255, 0, 0)));
        Serial.printf("%d ", WiFi.AP.config(own, own, IPAddress(255, 255, 255, 0)));
        Serial.printf("%d %d\n", WiFi.AP.enableNAPT(), WiFi.AP.stationCount());
        Serial.println(WiFi.softAPIP());
    """)
    assert found == ["0 0", "192.168.4.1", "0 0 1 mine 0 1 1 0", "10.1.1.1"]


def test_network_tells_the_events_of_wifi_each_once() -> None:
    before = r"""
    int heard = 0;
    void on_event(arduino_event_id_t event) {
        ++heard;
        Serial.printf("%s ", Network.eventName(event));
    }
    """
    body = r"""
        const auto id = Network.onEvent(on_event);
        WiFi.AP.begin();
        WiFi.softAP("mine");
        WiFi.AP.end();
        WiFi.STA.begin();
        Network.removeEvent(id);
        WiFi.STA.end();
        Serial.println(heard);
    """
    assert said(body, before) == ["WIFI_READY AP_START AP_STOP WIFI_OFF WIFI_READY STA_START 6"]


def test_an_interface_prints_what_the_core_prints_of_it() -> None:
    found = said(r"""
        WiFi.begin("OceanNet", "correct horse");
        WiFi.waitForConnectResult();
        Serial.print(WiFi.STA);
        Serial.println(Network.getDefaultInterface() == &WiFi.STA);
    """)
    assert found[0] == "*sta: <UP,OceanNet,CH:6,WPA2_PSK,RSSI:-55> (DHCPC,GARP,IP_MOD) PRIO: 100"
    assert [each.split()[0] for each in found[1:]] == ["ether", "inet", "gateway", "1"]


def test_ethernet_never_begins_and_a_server_of_3_x_listens() -> None:
    before = "#define ETH_PHY_TYPE ETH_PHY_LAN8720\n#include <ETH.h>\nNetworkServer server(80);\n"
    body = r"""
        Serial.printf("%d ", ETH.begin());
        Serial.printf("%d ", ETH.begin(ETH_PHY_W5500, 1, 15, 4, 5, SPI));
        Serial.printf("%d ", ETH.begin(ETH_PHY_LAN8720, 0, 23, 18, -1, ETH_CLOCK_GPIO0_IN));
        Serial.printf("%d %d %s ", ETH.linkUp(), ETH.hasIP(), ETH.localIP().toString().c_str());
        server.begin();
        NetworkClient client = server.accept();
        Serial.printf("%d %d\n", (bool)server, (bool)client);
    """
    assert said(body, before) == ["0 0 0 0 0 0.0.0.0 1 0"]


def test_a_network_that_asks_who_one_is_is_never_joined() -> None:
    found = said(r"""
        WiFi.begin("OceanNet", WPA2_AUTH_PEAP, "me", "me", "my password");
        Serial.println(WiFi.waitForConnectResult(8000) == WL_CONNECTED);
    """)
    assert found == ["0"]


def test_a_channel_is_one_of_thirteen() -> None:
    found = said(
        r"""
        Serial.printf("%d ", WiFi.setChannel(3) == ESP_OK);
        WiFi.mode(WIFI_STA);
        Serial.printf("%d %d %d ", WiFi.setChannel(3), WiFi.setChannel(0) == ESP_OK, WiFi.setChannel(14) == ESP_OK);
        uint8_t channel = 0;
        wifi_second_chan_t second;
        esp_wifi_get_channel(&channel, &second);
        Serial.println(channel);
    """,
        "#include <esp_wifi.h>",
    )
    assert found == ["0 0 0 0 3"]


def test_a_radio_that_idf_starts_tells_it_and_joins_from_that_event() -> None:
    before = r"""
    #include <esp_event.h>
    #include <esp_netif.h>
    #include <esp_wifi.h>
    volatile bool has_address = false;
    void on_start(void*, esp_event_base_t, int32_t, void*) {
        Serial.printf("started %x ", esp_wifi_connect());
    }
    void on_address(void*, esp_event_base_t, int32_t, void*) { has_address = true; }
    """
    found = said(
        r"""
        Serial.printf("%x ", esp_wifi_start());
        esp_netif_init();
        esp_event_loop_create_default();
        Serial.printf("%d ", esp_netif_create_default_wifi_sta() == esp_netif_get_handle_from_ifkey("WIFI_STA_DEF"));
        wifi_init_config_t begun = WIFI_INIT_CONFIG_DEFAULT();
        esp_wifi_init(&begun);
        esp_event_handler_register(WIFI_EVENT, WIFI_EVENT_STA_START, on_start, nullptr);
        esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, on_address, nullptr);
        wifi_mode_t mode = WIFI_MODE_NULL;
        esp_wifi_get_mode(&mode);
        wifi_config_t wanted = {};
        strcpy(reinterpret_cast<char*>(wanted.sta.ssid), "OceanNet");
        strcpy(reinterpret_cast<char*>(wanted.sta.password), "correct horse");
        Serial.printf("%d %x %x ", mode, esp_wifi_set_mode(WIFI_MODE_STA), esp_wifi_set_config(WIFI_IF_STA, &wanted));
        Serial.printf("%x ", esp_wifi_connect());
        Serial.printf("%x ", esp_wifi_start());
        while (!has_address) delay(10);
        Serial.printf("%d\n", WiFi.isConnected());
        """,
        before,
    )
    assert found == ["3001 1 1 0 0 3002 started 0 0 1"]
