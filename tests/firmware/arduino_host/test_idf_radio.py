"""The radio and its interfaces by ESP-IDF's own names: scans, what is in the air, addresses of one's own."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import CORES, joined
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_scan_of_the_driver_lists_what_was_sought_and_gives_it_once() -> None:
    body = r"""
        wifi_init_config_t begun = WIFI_INIT_CONFIG_DEFAULT();
        uint16_t count = 9;
        Serial.printf("%x ", esp_wifi_scan_start(nullptr, true));
        esp_wifi_init(&begun);
        Serial.printf("%x ", esp_wifi_scan_start(nullptr, true));
        esp_wifi_set_mode(WIFI_MODE_AP);
        esp_wifi_start();
        Serial.printf("%x\n", esp_wifi_scan_start(nullptr, true));
        esp_wifi_set_mode(WIFI_MODE_STA);
        Serial.printf("%x ", esp_wifi_scan_start(nullptr, true));
        esp_wifi_scan_get_ap_num(&count);
        wifi_ap_record_t records[4];
        uint16_t room = 4;
        Serial.printf("%d %x ", count, esp_wifi_scan_get_ap_records(&room, records));
        Serial.printf("%d %d %d ", room, strlen((char*)records[0].ssid) > 0, records[0].rssi);
        Serial.printf("%d %d\n", records[0].authmode, records[0].pairwise_cipher);
        Serial.printf("%x ", esp_wifi_scan_get_ap_record(records));
        wifi_scan_config_t sought = {};
        sought.channel = 1;
        esp_wifi_scan_start(&sought, true);
        esp_wifi_scan_get_ap_num(&count);
        Serial.printf("%d ", count);
        sought.channel = 6;
        sought.ssid = (uint8_t*)"none of that name";
        esp_wifi_scan_start(&sought, true);
        esp_wifi_scan_get_ap_num(&count);
        Serial.printf("%d ", count);
        esp_wifi_scan_start(nullptr, false);
        Serial.printf("%x ", esp_wifi_scan_start(nullptr, false));
        esp_wifi_scan_get_ap_num(&count);
        Serial.printf("%d ", count);
        delay(3000);
        esp_wifi_scan_get_ap_num(&count);
        Serial.println(count);
    """
    told = alone(Board.ESP32, "WiFi.h esp_wifi.h", body, seconds=15)
    assert told == ["3001 3002 3005", "0 1 0 1 1 -55 3 4", "ffffffff 0 0 3006 0 1"]


@pytest.mark.parametrize("call", ["WiFi.scanNetworks(true)", "WiFi.scanNetworks()", "esp_wifi_scan_start(0, false)"])
def test_the_end_of_a_scan_is_an_event(call: str) -> None:
    before = "static volatile int told = 0, heard = 0;"
    body = rf"""
        WiFi.mode(WIFI_STA);
        WiFi.onEvent([](arduino_event_id_t, arduino_event_info_t info) {{
            ++told;
            heard = info.wifi_scan_done.number;
        }}, ARDUINO_EVENT_WIFI_SCAN_DONE);
        {call};
        const int at_once = told;
        delay(3000);
        Serial.printf("%d %d %d\n", at_once, told, heard);
    """
    at_once = 1 if call.endswith("s()") else 0
    assert alone(Board.ESP32, "WiFi.h esp_wifi.h", body, before, 8) == [f"{at_once} 1 1"]


def test_an_access_point_is_set_by_the_driver_while_the_mode_has_one() -> None:
    body = r"""
        wifi_init_config_t begun = WIFI_INIT_CONFIG_DEFAULT();
        esp_wifi_init(&begun);
        wifi_config_t point = {};
        strcpy((char*)point.ap.ssid, "portal");
        strcpy((char*)point.ap.password, "short");
        point.ap.authmode = WIFI_AUTH_WPA2_PSK;
        Serial.printf("%x ", esp_wifi_set_config(WIFI_IF_AP, &point));
        esp_wifi_set_mode(WIFI_MODE_AP);
        Serial.printf("%x ", esp_wifi_set_config(WIFI_IF_AP, &point));
        strcpy((char*)point.ap.password, "long enough");
        Serial.printf("%x ", esp_wifi_set_config(WIFI_IF_AP, &point));
        Serial.printf("<%s> ", WiFi.softAPSSID().c_str());
        esp_wifi_start();
        Serial.printf("<%s> <%s> ", WiFi.softAPSSID().c_str(), WiFi.softAPIP().toString().c_str());
        wifi_sta_list_t list;
        list.num = 7;
        uint16_t number = 7;
        const uint8_t mac[6] = {};
        Serial.printf("%x ", esp_wifi_ap_get_sta_list(&list));
        Serial.printf("%d ", list.num);
        Serial.printf("%x ", esp_wifi_ap_get_sta_aid(mac, &number));
        Serial.printf("%x ", esp_wifi_deauth_sta(0));
        esp_wifi_set_mode(WIFI_MODE_STA);
        Serial.printf("%x\n", esp_wifi_deauth_sta(0));
    """
    told = alone(Board.ESP32, "WiFi.h esp_wifi.h", body)
    assert told == ["3005 300b 0 <> <portal> <192.168.4.1> 0 0 105 0 3005"]


def test_packets_of_others_never_come_and_own_ones_are_sent() -> None:
    before = "static volatile int heard = 0;"
    body = r"""
        WiFi.mode(WIFI_STA);
        esp_wifi_set_promiscuous_rx_cb([](void*, wifi_promiscuous_pkt_type_t) { ++heard; });
        wifi_promiscuous_filter_t kinds = {WIFI_PROMIS_FILTER_MASK_DATA};
        Serial.printf("%x ", esp_wifi_set_promiscuous_filter(&kinds));
        kinds.filter_mask = 0;
        esp_wifi_get_promiscuous_filter(&kinds);
        esp_wifi_set_promiscuous(true);
        delay(1000);
        uint8_t frame[26] = {0xC0};
        Serial.printf("%x %d ", (unsigned)kinds.filter_mask, heard);
        Serial.printf("%x ", esp_wifi_80211_tx(WIFI_IF_STA, frame, sizeof frame, false));
        Serial.printf("%x ", esp_wifi_80211_tx(WIFI_IF_AP, frame, sizeof frame, false));
        Serial.printf("%x ", esp_wifi_80211_tx(WIFI_IF_STA, frame, 23, false));
        uint8_t mac[6] = {0x03, 1, 2, 3, 4, 5};
        Serial.printf("%x ", esp_wifi_set_mac(WIFI_IF_STA, mac));
        mac[0] = 2;
        esp_wifi_set_mac(WIFI_IF_STA, mac);
        mac[5] = 0;
        esp_wifi_get_mac(WIFI_IF_STA, mac);
        uint16_t seconds = 0;
        Serial.printf("%d %x ", mac[5], esp_wifi_set_inactive_time(WIFI_IF_STA, 2));
        esp_wifi_get_inactive_time(WIFI_IF_STA, &seconds);
        int signal = 0;
        Serial.printf("%d %x\n", seconds, esp_wifi_sta_get_rssi(&signal));
    """
    told = alone(Board.ESP32, "WiFi.h esp_wifi.h", body, before, 4)
    assert told == ["0 4 0 0 3004 102 3009 5 102 6 ffffffff"]


def test_a_static_address_by_esp_idfs_names_waits_for_the_end_of_dhcp() -> None:
    body = r"""
        esp_netif_t* own = esp_netif_get_handle_from_ifkey("WIFI_STA_DEF");
        esp_netif_dhcp_status_t status;
        esp_netif_ip_info_t info = {};
        IP4_ADDR(&info.ip, 192, 168, 1, 77);
        esp_netif_set_ip4_addr(&info.gw, 192, 168, 1, 9);
        esp_netif_str_to_ip4("255.255.0.0", &info.netmask);
        esp_netif_dhcpc_get_status(own, &status);
        Serial.printf("%d %x ", status, esp_netif_set_ip_info(own, &info));
        Serial.printf("%x ", esp_netif_dhcpc_stop(own));
        Serial.printf("%x ", esp_netif_dhcpc_stop(own));
        Serial.printf("%x ", esp_netif_set_ip_info(own, &info));
        Serial.print(WiFi.localIP().toString() + " " + WiFi.gatewayIP().toString() + " ");
        Serial.println(WiFi.subnetMask());
        esp_netif_dns_info_t names = {};
        Serial.printf("%x ", esp_netif_set_dns_info(own, ESP_NETIF_DNS_MAIN, &names));
        names.ip.type = ESP_IPADDR_TYPE_V4;
        names.ip.u_addr.ip4.addr = ESP_IP4TOADDR(9, 9, 9, 9);
        esp_netif_set_dns_info(own, ESP_NETIF_DNS_MAIN, &names);
        names.ip.u_addr.ip4.addr = ESP_IP4TOADDR(8, 8, 4, 4);
        esp_netif_set_dns_info(own, ESP_NETIF_DNS_BACKUP, &names);
        esp_netif_get_dns_info(own, ESP_NETIF_DNS_MAIN, &names);
        Serial.printf(IPSTR " ", IP2STR(&names.ip.u_addr.ip4));
        Serial.print(WiFi.dnsIP(1).toString() + " " + WiFi.localIP().toString() + " ");
        Serial.printf("%x ", esp_netif_dhcpc_start(own));
        Serial.printf("%x ", esp_netif_dhcpc_start(own));
        Serial.println(WiFi.localIP().toString() == "192.168.1.77");
    """
    assert joined(Board.ESP32, body, 8) == [
        "1 5007 0 5005 0 192.168.1.77 192.168.1.9 255.255.0.0",
        "5001 9.9.9.9 8.8.4.4 192.168.1.77 0 5004 0",
    ]


def test_interfaces_are_listed_with_their_names() -> None:
    body = r"""
        Serial.printf("%u ", (unsigned)esp_netif_get_nr_of_ifs());
        WiFi.mode(WIFI_AP_STA);
        char name[6] = "";
        for (esp_netif_t* each = esp_netif_next_unsafe(nullptr); each != nullptr; each = esp_netif_next_unsafe(each)) {
            esp_netif_get_netif_impl_name(each, name);
            Serial.printf("%s %s %d ", esp_netif_get_ifkey(each), name, esp_netif_get_netif_impl_index(each));
        }
        esp_ip6_addr_t none;
        Serial.printf("%x\n", esp_netif_get_ip6_linklocal(esp_netif_next_unsafe(nullptr), &none));
    """
    told = alone(Board.ESP32, "WiFi.h esp_netif.h", body)
    assert told == ["0 WIFI_STA_DEF st1 1 WIFI_AP_DEF ap2 2 ffffffff"]


@pytest.mark.parametrize("board", CORES)
def test_name_servers_of_ones_own_leave_the_static_address_as_it_is(board: Board) -> None:
    order = "1, 1, 1, 1), IPAddress(10, 0, 0, 1" if board is Board.PICOW else "10, 0, 0, 1), IPAddress(255, 0, 0, 0"
    body = rf"""
        WiFi.config(IPAddress(10, 0, 0, 7), IPAddress({order}));
        WiFi.setDNS(IPAddress(9, 9, 9, 9), IPAddress(8, 8, 4, 4));
        Serial.println(WiFi.localIP().toString() + " " + WiFi.dnsIP().toString() + " " + WiFi.dnsIP(1).toString());
    """
    assert joined(board, body, 8)[-1] == "10.0.0.7 9.9.9.9 8.8.4.4"


ATTEMPTS = r"""
static int lost = 0;
static void count(void*, esp_event_base_t, int32_t id, void*) { lost += id == WIFI_EVENT_STA_DISCONNECTED; }
"""


def test_a_driver_that_the_sketch_has_begun_joins_again_only_when_it_is_told_to() -> None:
    body = r"""
        esp_netif_init();
        esp_event_loop_create_default();
        wifi_init_config_t begun = WIFI_INIT_CONFIG_DEFAULT();
        esp_wifi_init(&begun);
        esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, count, nullptr);
        wifi_config_t config = {};
        strcpy((char*)config.sta.ssid, "nobody's");
        esp_wifi_set_mode(WIFI_MODE_STA);
        esp_wifi_set_config(WIFI_IF_STA, &config);
        esp_wifi_start();
        for (int attempts = 0; attempts < 2; ++attempts) {
            esp_wifi_connect();
            delay(30000);
            Serial.printf("%d ", lost);
        }
        WiFi.begin("nobody's", "correct horse");
        delay(30000);
        Serial.println(lost > 3);
    """
    assert alone(Board.ESP32, "WiFi.h esp_wifi.h esp_event.h", body, ATTEMPTS, 95) == ["1 2 1"]


def test_a_driver_that_is_stopped_starts_again_whoever_began_it() -> None:
    body = r"""
        WiFi.mode(WIFI_STA);
        Serial.printf("%x ", esp_wifi_stop());
        Serial.printf("%x ", esp_wifi_start());
        wifi_config_t config = {};
        strcpy((char*)config.sta.ssid, "nobody's");
        Serial.printf("%x ", esp_wifi_set_config(WIFI_IF_STA, &config));
        esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, count, nullptr);
        Serial.printf("%x ", esp_wifi_connect());
        delay(30000);
        Serial.println(lost > 2);
    """
    assert alone(Board.ESP32, "WiFi.h esp_wifi.h esp_event.h", body, ATTEMPTS, 40) == ["0 0 0 0 1"]
