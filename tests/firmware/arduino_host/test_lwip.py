"""lwIP's own calls: connections and names for those who do not wait, as asynchronous libraries use them."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import lines_of

pytestmark = pytest.mark.slow

ALL = (Board.ESP32, Board.ESP8266, Board.PICOW)
_HEADERS = r"""
#include <IPAddress.h>
#include <lwip/dns.h>
#include <lwip/tcp.h>
#include <string.h>
"""
_ASKING = r"""
String text;
bool is_over = false;
err_t begun = ERR_VAL;

err_t arrived(void*, tcp_pcb* pcb, pbuf* p, err_t) {
    if (p == nullptr) {
        is_over = true;
        tcp_close(pcb);
        return ERR_OK;
    }
    char piece[1501] = "";
    piece[pbuf_copy_partial(p, piece, 1500, 0)] = 0;
    text += piece;
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    return ERR_OK;
}

err_t was_sent(void*, tcp_pcb*, u16_t bytes) {
    Serial.printf("sent %u\n", bytes);
    return ERR_OK;
}

void failed(void*, err_t error) {
    Serial.printf("failed %d\n", error);
    is_over = true;
}

err_t opened(void* arg, tcp_pcb* pcb, err_t error) {
    Serial.printf("opened %d %d %s\n", error, pcb->state == ESTABLISHED, static_cast<const char*>(arg));
    const char request[] = "GET / HTTP/1.0\r\n\r\n";
    tcp_write(pcb, request, sizeof request - 1, TCP_WRITE_FLAG_COPY);
    tcp_output(pcb);
    return ERR_OK;
}

void found(const char* name, const ip_addr_t* address, void* arg) {
    Serial.printf("%s %d\n", name, address != nullptr);
    if (address == nullptr) {
        is_over = true;
        return;
    }
    tcp_pcb* pcb = tcp_new();
    tcp_arg(pcb, arg);
    tcp_recv(pcb, arrived);
    tcp_sent(pcb, was_sent);
    tcp_err(pcb, failed);
    begun = tcp_connect(pcb, address, 80, opened);
}

void ask(const char* name) {
    ip_addr_t address = {};
    static char mark[] = "mark";
    const err_t asked = dns_gethostbyname(name, &address, found, mark);
    while (!is_over) {
        delay(10);
    }
    Serial.printf("asked %d begun %d\n", asked, begun);
}
"""


def joined(board: Board, before: str, body: str) -> list[str]:
    """Run `body`, with `before` above it, on a board that has joined its network, and give what it prints."""
    return lines_of(board, f"{_HEADERS}{HEADERS}\n{before}\nvoid test() {{\n{body}\n}}\n", 30)


def alone(board: Board, body: str) -> list[str]:
    """Run `body` as a sketch's setup, and give what it prints."""
    return lines_of(board, f"{_HEADERS}\nvoid setup() {{\n{body}\n}}\nvoid loop() {{ delay(10); }}")


@pytest.mark.parametrize("board", ALL)
def test_an_answer_arrives_while_the_sketch_waits_for_nothing(board: Board) -> None:
    body = """
        ask("oceanremote.net");
        Serial.println(text.substring(0, 12));
    """
    found = joined(board, _ASKING, body)
    assert found == ["oceanremote.net 1", "opened 0 1 mark", "sent 18", "asked -5 begun 0", "HTTP/1.0 404"]


def test_a_name_that_nobody_has_is_told_as_none() -> None:
    found = joined(Board.ESP32, _ASKING, 'ask("nobody.example");')
    assert found == ["nobody.example 0", "asked -5 begun -6"]


def test_an_address_in_text_is_one_at_once() -> None:
    body = r"""
        ip_addr_t address = {};
        Serial.println(dns_gethostbyname("10.1.2.3", &address, nullptr, nullptr));
        Serial.println(ipaddr_ntoa(&address));
    """
    assert alone(Board.ESP8266, body) == ["0", "10.1.2.3"]


def test_an_address_of_lwip_is_one_of_an_esp8266s() -> None:
    body = r"""
        ip_addr_t address = IPADDR4_INIT_BYTES(10, 1, 2, 3);
        const ip_addr* older = static_cast<const ip_addr*>(&address);
        Serial.println(IPAddress(address) == IPAddress(older));
        Serial.println(IPAddress(older));
    """
    assert alone(Board.ESP8266, body) == ["1", "10.1.2.3"]


def test_without_a_network_there_is_no_way() -> None:
    body = r"""
        ip_addr_t address = IPADDR4_INIT_BYTES(10, 1, 2, 3);
        Serial.println(tcp_connect(tcp_new(), &address, 80, nullptr));
    """
    assert alone(Board.PICOW, body) == ["-4"]


def test_there_are_only_so_many_connections() -> None:
    body = r"""
        int count = 0;
        tcp_pcb* last = nullptr;
        for (tcp_pcb* each = tcp_new(); each != nullptr; each = tcp_new()) {
            last = each;
            ++count;
        }
        tcp_abort(last);
        Serial.printf("%d %d\n", count, tcp_new() != nullptr);
    """
    assert alone(Board.ESP8266, body) == ["5 1"]


def test_an_open_connection_is_polled_every_half_second_and_fails_with_the_network() -> None:
    before = r"""
    int polls = 0;
    err_t poll(void*, tcp_pcb*) {
        ++polls;
        return ERR_OK;
    }
    void failed(void*, err_t error) { Serial.printf("failed %d after %d\n", error, polls); }
    err_t opened(void*, tcp_pcb*, err_t) { return ERR_OK; }
    void found(const char*, const ip_addr_t* address, void*) {
        tcp_pcb* pcb = tcp_new();
        tcp_poll(pcb, poll, 2);
        tcp_err(pcb, failed);
        tcp_connect(pcb, address, 80, opened);
    }
    """
    body = r"""
        ip_addr_t address = {};
        dns_gethostbyname("oceanremote.net", &address, found, nullptr);
        delay(5500);
        WiFi.disconnect();
        delay(1000);
    """
    assert joined(Board.ESP32, before, body)[-1] == "failed -13 after 5"


def test_buffers_are_chains_that_free_themselves() -> None:
    body = r"""
        Serial.println("begins");
        const size_t heap = ESP.getFreeHeap();
        pbuf* head = pbuf_alloc(PBUF_RAW, 3, PBUF_RAM);
        pbuf* tail = pbuf_alloc(PBUF_RAW, 4, PBUF_RAM);
        pbuf_cat(head, tail);
        char text[8] = "";
        const int taken = pbuf_take(head, "abcdefg", 7);
        const int copied = pbuf_copy_partial(head, text, 7, 1);
        const int total = head->tot_len;
        const char third = pbuf_get_at(head, 3);
        const int freed = pbuf_free(head);
        const bool is_all_free = ESP.getFreeHeap() == heap;
        Serial.printf("%d %d %s %d %c %d %d\n", taken, copied, text, total, third, freed, is_all_free);
    """
    assert alone(Board.ESP32, body)[-1] == "0 6 bcdefg 7 d 2 1"


def test_calls_for_no_connection_change_nothing() -> None:
    body = r"""
        tcp_setprio(nullptr, TCP_PRIO_NORMAL);
        tcp_arg(nullptr, nullptr);
        tcp_recv(nullptr, nullptr);
        tcp_sent(nullptr, nullptr);
        tcp_err(nullptr, nullptr);
        tcp_accept(nullptr, nullptr);
        tcp_poll(nullptr, nullptr, 1);
        tcp_recved(nullptr, 1);
        Serial.println(tcp_close(nullptr) == ERR_ARG);
    """
    assert alone(Board.PICOW, body)[-1] == "1"
