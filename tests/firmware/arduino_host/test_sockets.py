"""Sockets of an ESP32's lwIP, and the datagrams of all three, as unmodified sketches call them."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS
from tests.firmware.arduino_host.programs import lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_SOCKET_HEADERS: Final = """
#include <lwip/netdb.h>
#include <lwip/sockets.h>
#include <string.h>
"""
_DATAGRAM_HEADERS: Final = """
#include <IPAddress.h>
#include <lwip/dns.h>
#include <lwip/udp.h>
"""
_SOCKETS: Final = r"""
int opened(const char* host, const char* port) {
    addrinfo hints = {};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int outcome = getaddrinfo(host, port, &hints, &found);
    if (outcome != 0) {
        Serial.printf("nobody %d\n", outcome);
        return -1;
    }
    const int s = socket(found->ai_family, found->ai_socktype, 0);
    if (connect(s, found->ai_addr, found->ai_addrlen) != 0) {
        Serial.printf("not connected: %s\n", strerror(errno));
    }
    freeaddrinfo(found);
    return s;
}
"""


def joined(board: Board, headers: str, before: str, body: str) -> list[str]:
    """Run `body`, with `before` above it, on a board that has joined its network, and give what it prints."""
    return lines_of(board, f"{headers}{HEADERS}{before}\nvoid test() {{\n{body}\n}}\n", 30)


def with_sockets(body: str) -> list[str]:
    """Run it on an ESP32, the one that has sockets."""
    return joined(Board.ESP32, _SOCKET_HEADERS, _SOCKETS, body)


def test_a_request_goes_through_a_socket_and_its_answer_ends_with_the_connection() -> None:
    body = r"""
        const int s = opened("oceanremote.net", "80");
        const char request[] = "GET / HTTP/1.0\r\n\r\n";
        Serial.printf("%d %d\n", s, (int)write(s, request, sizeof request - 1));
        String text;
        char piece[40];
        ssize_t bytes = 0;
        while ((bytes = read(s, piece, sizeof piece)) > 0) {
            text.concat(piece, bytes);
        }
        Serial.printf("%s %d\n", text.substring(0, 12).c_str(), (int)bytes);
        const int closed = close(s);
        errno = 0;
        const int after = (int)recv(s, piece, 1, 0);
        Serial.printf("%d %d %s\n", closed, after, strerror(errno));
    """
    assert with_sockets(body) == ["48 18", "HTTP/1.0 404 0", "0 -1 Bad file descriptor"]


def test_a_socket_that_does_not_wait_is_asked_when_it_is_ready() -> None:
    body = r"""
        const int s = socket(AF_INET, SOCK_STREAM, 0);
        fcntl(s, F_SETFL, fcntl(s, F_GETFL, 0) | O_NONBLOCK);
        hostent* host = gethostbyname("oceanremote.net");
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_port = htons(80);
        memcpy(&to.sin_addr, host->h_addr, host->h_length);
        Serial.printf("%d ", connect(s, (sockaddr*)&to, sizeof to));
        Serial.printf("%s\n", strerror(errno));
        fd_set set;
        FD_ZERO(&set);
        FD_SET(s, &set);
        timeval time = {5, 0};
        Serial.printf("%d ", select(s + 1, NULL, &set, NULL, &time));
        int error = -1;
        socklen_t size = sizeof error;
        getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size);
        char letter;
        const ssize_t none = recv(s, &letter, 1, 0);
        Serial.printf("%d %d %d\n", error, (int)none, errno == EWOULDBLOCK);
        send(s, "GET / HTTP/1.0\r\n\r\n", 18, 0);
        FD_ZERO(&set);
        FD_SET(s, &set);
        const int ready = select(s + 1, &set, NULL, NULL, NULL);
        Serial.printf("%d %d\n", ready, (int)recv(s, &letter, 1, MSG_PEEK));
        Serial.printf("%d %c\n", (int)recv(s, &letter, 1, 0), letter);
        closesocket(s);
    """
    assert with_sockets(body) == ["-1 Operation now in progress", "1 0 -1 1", "1 1", "1 H"]


@pytest.mark.parametrize(("client", "port"), [("NetworkClient", 80), ("NetworkClientSecure", 443)])
def test_select_waits_for_what_comes_to_a_client_by_the_number_of_its_socket(client: str, port: int) -> None:
    body = r"""
        CLIENT client;
        CLIENT& each = client;
        Serial.printf("%d ", each.fd());
        prepare(client);
        client.connect("oceanremote.net", PORT);
        const int fd = client.fd();
        fd_set set;
        FD_ZERO(&set);
        FD_SET(fd, &set);
        timeval time = {0, 250000};
        const uint32_t begun = millis();
        const int before = select(fd + 1, &set, NULL, NULL, &time);
        Serial.printf("%d %d %d %lu\n", fd, each.fd(), before, (unsigned long)((millis() - begun) / 10));
        client.print("GET / HTTP/1.0\r\n\r\n");
        FD_ZERO(&set);
        FD_SET(fd, &set);
        char letter = 0;
        const int ready = select(fd + 1, &set, NULL, NULL, NULL);
        Serial.printf("%d %d ", ready, (int)recv(fd, &letter, 1, MSG_PEEK | MSG_DONTWAIT));
        Serial.printf("%d ", client.read());
        client.stop();
        errno = 0;
        const int gone = (int)recv(fd, &letter, 1, MSG_DONTWAIT);
        Serial.printf("%c %d %d %s\n", letter, each.fd(), gone, strerror(errno));
        CLIENT another;
        prepare(another);
        another.connect("oceanremote.net", PORT);
        Serial.println(another.fd());
    """
    prepared = """
    #include <NetworkClientSecure.h>
    static void prepare(NetworkClient&) {}
    static void prepare(NetworkClientSecure& client) { client.setInsecure(); }
    """
    sketch = body.replace("CLIENT", client).replace("PORT", str(port))
    lines = joined(Board.ESP32, _SOCKET_HEADERS, prepared + _SOCKETS, sketch)
    assert lines == ["-1 48 48 0 25", "1 1 72 H -1 -1 Bad file descriptor", "48"]


def test_a_read_waits_as_long_as_its_option_says() -> None:
    body = r"""
        const int s = opened("oceanremote.net", "80");
        timeval time = {1, 500000};
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        char letter;
        int outcome = 0;
        const unsigned long waited = duration([&] { outcome = (int)recv(s, &letter, 1, 0); });
        Serial.printf("%d %d %lu\n", outcome, errno == EAGAIN, waited);
        int is_on = 1;
        Serial.printf("%d ", setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on));
        Serial.printf("%d\n", setsockopt(s, SOL_SOCKET, 0x7777, &is_on, sizeof is_on));
    """
    assert with_sockets(body) == ["-1 1 1500", "0 -1"]


def test_nobody_connects_to_a_socket_that_listens() -> None:
    body = r"""
        const int s = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in own = {};
        own.sin_family = AF_INET;
        own.sin_port = htons(8080);
        own.sin_addr.s_addr = htonl(INADDR_ANY);
        Serial.printf("%d ", bind(s, (sockaddr*)&own, sizeof own));
        Serial.printf("%d ", listen(s, 4));
        timeval time = {2, 0};
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        int came = 0;
        const unsigned long waited = duration([&] { came = accept(s, NULL, NULL); });
        Serial.printf("%d %lu\n", came, waited);
    """
    assert with_sockets(body) == ["0 0 -1 2000"]


def test_what_does_not_work_is_told_by_errno() -> None:
    body = r"""
        opened("nobody.example", "80");
        opened("oceanremote.net", "81");
        WiFi.disconnect();
        delay(500);
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_port = htons(80);
        inet_pton(AF_INET, "203.0.113.10", &to.sin_addr);
        char text[16];
        Serial.println(inet_ntop(AF_INET, &to.sin_addr, text, sizeof text));
        const int s = socket(AF_INET, SOCK_STREAM, 0);
        connect(s, (sockaddr*)&to, sizeof to);
        Serial.println(strerror(errno));
        Serial.println(socket(AF_INET6, SOCK_STREAM, 0));
    """
    expected = [
        "nobody 202",
        "not connected: Connection reset by peer",
        "203.0.113.10",
        "No route to host",
        "-1",
    ]
    assert with_sockets(body) == expected


def test_there_are_sixteen_sockets() -> None:
    body = r"""
        int count = 0;
        int last = 0;
        for (int s = socket(AF_INET, SOCK_DGRAM, 0); s >= 0; s = socket(AF_INET, SOCK_DGRAM, 0)) {
            ++count;
            last = s;
        }
        Serial.printf("%d %d %d\n", count, last, errno == ENFILE);
    """
    assert with_sockets(body) == ["16 63 1"]


def test_a_time_server_answers_a_datagram_of_a_socket() -> None:
    body = r"""
        const int s = socket(AF_INET, SOCK_DGRAM, 0);
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_port = htons(123);
        hostent* host = gethostbyname("pool.ntp.org");
        memcpy(&to.sin_addr, host->h_addr, host->h_length);
        uint8_t packet[48] = {0x23};
        Serial.printf("%d\n", (int)sendto(s, packet, sizeof packet, 0, (sockaddr*)&to, sizeof to));
        sockaddr_in from = {};
        socklen_t size = sizeof from;
        const int bytes = (int)recvfrom(s, packet, sizeof packet, 0, (sockaddr*)&from, &size);
        Serial.printf("%d %x %s %d\n", bytes, packet[0], inet_ntoa(from.sin_addr), ntohs(from.sin_port));
    """
    assert with_sockets(body) == ["48", "48 24 203.0.113.123 123"]


@pytest.mark.parametrize("board", CORES)
def test_datagrams_of_lwip_arrive_while_the_sketch_waits_for_nothing(board: Board) -> None:
    before = r"""
    bool is_over = false;
    void heard(void* arg, udp_pcb* pcb, pbuf* p, const ip_addr_t* from, u16_t port) {
        Serial.printf("%s %d %x %s %d\n", (const char*)arg, p->tot_len, pbuf_get_at(p, 0), ipaddr_ntoa(from), port);
        pbuf_free(p);
        udp_remove(pcb);
        is_over = true;
    }
    void found(const char*, const ip_addr_t* address, void*) {
        static char mark[] = "mark";
        udp_pcb* pcb = udp_new();
        udp_recv(pcb, heard, mark);
        pbuf* p = pbuf_alloc(PBUF_TRANSPORT, 48, PBUF_RAM);
        uint8_t packet[48] = {0x23};
        pbuf_take(p, packet, sizeof packet);
        const int unconnected = udp_send(pcb, p);
        udp_connect(pcb, address, 123);
        Serial.printf("%d %d\n", unconnected, udp_send(pcb, p));
        pbuf_free(p);
    }
    """
    body = r"""
        ip_addr_t address = {};
        dns_gethostbyname("pool.ntp.org", &address, found, nullptr);
        while (!is_over) {
            delay(10);
        }
    """
    assert joined(board, _DATAGRAM_HEADERS, before, body) == ["-6 0", "mark 48 24 203.0.113.123 123"]


def test_a_client_takes_an_option_of_its_socket_while_it_is_connected() -> None:
    body = r"""
        WiFiClient client;
        int is_on = 1;
        Serial.printf("%d ", client.setSocketOption(IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on));
        client.connect("oceanremote.net", 80);
        Serial.printf("%d\n", client.setSocketOption(IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on));
    """
    assert with_sockets(body) == ["-1 0"]


def test_a_socket_tells_how_much_has_arrived_and_stops_waiting_when_it_is_told_to() -> None:
    """As Firebase-ESP-Client asks (`lwip_ioctl`, `lwip_write`, and a name without an object)."""
    body = r"""
        IPAddress address;
        Serial.printf("%d\n", WiFiGenericClass::hostByName("oceanremote.net", address));
        const int s = opened("oceanremote.net", "80");
        int bytes = -1;
        const int asked = lwip_ioctl(s, FIONREAD, &bytes);
        Serial.printf("%d %d\n", asked, bytes);
        const char request[] = "GET / HTTP/1.0\r\n\r\n";
        Serial.printf("%d\n", (int)lwip_write(s, request, sizeof request - 1));
        char piece[40];
        const int first = (int)lwip_read(s, piece, 4);
        ioctl(s, FIONREAD, &bytes);
        Serial.printf("%d %d\n", first, bytes > 0);
        while (lwip_read(s, piece, sizeof piece) > 0) {}
        const int other = opened("oceanremote.net", "80");
        int is_impatient = 1;
        Serial.printf("%d ", ioctlsocket(other, FIONBIO, &is_impatient));
        Serial.printf("%d ", (int)lwip_read(other, piece, 1));
        Serial.println(strerror(errno));
        errno = 0;
        Serial.printf("%d ", lwip_ioctl(other, 1, &bytes));
        Serial.println(strerror(errno));
    """
    assert with_sockets(body) == [
        "1",
        "0 0",
        "18",
        "4 1",
        "0 -1 Resource temporarily unavailable",
        "-1 Function not implemented",
    ]
