"""The interfaces of lwIP, on all cores: which there are, with what addresses, and who asks his neighbours by them."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS, joined
from tests.firmware.arduino_host.programs import LOOP, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_LWIP = "#include <lwip/etharp.h>\n#include <lwip/netif.h>\n"
_ALONE = HEADERS[: HEADERS.index("void test();")]


@pytest.mark.parametrize(
    ("board", "names"), [(Board.ESP32, "st1 ap2"), (Board.ESP8266, "st0 ap1"), (Board.PICOW, "e00 e11")]
)
def test_interfaces_are_those_of_the_mode(board: Board, names: str) -> None:
    body = r"""
        Serial.print(netif_list == nullptr);
        Serial.print(netif_default == nullptr);
        WiFi.mode(WIFI_AP_STA);
        for (netif* each = netif_list; each != nullptr; each = each->next) {
            Serial.printf(" %c%c%d", each->name[0], each->name[1], each->num);
        }
        Serial.printf(" %d\n", netif_is_up(netif_list));
    """
    told = lines_of(board, f"{_ALONE}{_LWIP}void setup() {{\n{body}\n}}{LOOP}")
    assert told == [f"11 {names} 0"]


@pytest.mark.parametrize("board", CORES)
def test_the_stations_interface_has_what_wifi_has(board: Board) -> None:
    body = r"""
        netif* own = netif_default;
        uint8_t mac[6];
        WiFi.macAddress(mac);
        Serial.print(IPAddress(ip4_addr_get_u32(netif_ip4_addr(own))) == WiFi.localIP());
        Serial.print(IPAddress(ip4_addr_get_u32(netif_ip4_netmask(own))) == WiFi.subnetMask());
        Serial.print(IPAddress(ip4_addr_get_u32(netif_ip4_gw(own))) == WiFi.gatewayIP());
        Serial.print(memcmp(own->hwaddr, mac, own->hwaddr_len) == 0);
        Serial.print(netif_is_up(own) && netif_is_link_up(own));
        netif_set_hostname(own, "lamp");
        Serial.print(String(WiFi.getHostname()) == "lamp" && String(netif_get_hostname(own)) == "lamp");
        const char name[] = {own->name[0], own->name[1], (char)('0' + own->num), 0};
        Serial.print(netif_find(name) == own);
        Serial.print(netif_find("zz9") == nullptr);
        Serial.println(netif_get_by_index(netif_get_index(own)) == own);
    """
    assert joined(board, body, 8, before=_LWIP) == ["111111111"]


@pytest.mark.parametrize("board", CORES)
def test_nobody_hears_who_asks_and_an_interface_that_is_down_asks_nobody(board: Board) -> None:
    body = r"""
        netif* own = netif_list;
        eth_addr* found = nullptr;
        const ip4_addr_t* address = netif_ip4_gw(own);
        Serial.printf("%d %d ", etharp_gratuitous(own), etharp_request(own, address));
        Serial.printf("%d ", (int)etharp_find_addr(own, address, &found, &address));
        WiFi.disconnect();
        delay(1000);
        own = netif_list;
        Serial.printf("%d\n", own == nullptr ? ERR_IF : etharp_gratuitous(own));
    """
    assert joined(board, body, 10, before=_LWIP) == ["0 0 -1 -12"]
