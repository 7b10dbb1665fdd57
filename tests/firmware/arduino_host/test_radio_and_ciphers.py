"""ESP-NOW with nobody near, datagrams for those who do not wait, and what Mbed TLS does to blocks."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import alone, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_NOW: Final = r"""
#if defined(ESP32)
#include <WiFi.h>
#include <esp_now.h>
void told(const uint8_t* mac, esp_now_send_status_t status) { Serial.printf("%02x %d\n", mac[0], status); }
int add(uint8_t* mac) {
    esp_now_peer_info_t peer = {};
    memcpy(peer.peer_addr, mac, 6);
    return esp_now_add_peer(&peer);
}
#else
#include <ESP8266WiFi.h>
#include <espnow.h>
void told(uint8_t* mac, uint8_t status) { Serial.printf("%02x %d\n", mac[0], status); }
int add(uint8_t* mac) { return esp_now_add_peer(mac, ESP_NOW_ROLE_COMBO, 1, NULL, 0); }
#endif
uint8_t other[] = {0x24, 1, 2, 3, 4, 5};
uint8_t everybody[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
uint8_t letters[] = {1, 2, 3};
"""


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_nobody_acknowledges_what_esp_now_sends_to_one_board(board: Board) -> None:
    body = r"""
        WiFi.mode(WIFI_STA);
        Serial.printf("%d ", esp_now_init());
        esp_now_register_send_cb(told);
        Serial.printf("%d ", esp_now_send(other, letters, sizeof letters) != 0);
        Serial.printf("%d ", add(other));
        Serial.printf("%d ", add(other) != 0);
        Serial.printf("%d ", add(everybody));
        Serial.printf("%d\n", (int)esp_now_is_peer_exist(other));
        esp_now_send(other, letters, sizeof letters);
        delay(100);
        esp_now_send(everybody, letters, sizeof letters);
        delay(100);
        Serial.printf("%d ", esp_now_send(other, letters, 251) != 0);
        esp_now_del_peer(other);
        Serial.printf("%d\n", esp_now_send(other, letters, sizeof letters) != 0);
    """
    found = alone(board, "", body, _NOW)
    assert found == ["0 1 0 1 0 1", "24 1", "ff 0", "1 1"]


def test_esp_now_of_an_esp32_tells_its_errors_and_the_newer_way_to_whom_it_sent() -> None:
    before = r"""
    void told_more(const esp_now_send_info_t* info, esp_now_send_status_t status) {
        Serial.printf("%02x %d\n", info->des_addr[0], status);
    }
    """
    body = r"""
        Serial.printf("%x ", esp_now_init());
        Serial.printf("%x ", esp_now_send(other, letters, 1));
        WiFi.mode(WIFI_STA);
        esp_now_init();
        esp_now_register_send_cb(told_more);
        Serial.printf("%x ", esp_now_send(other, letters, 1));
        add(other);
        Serial.printf("%x ", add(other));
        esp_now_peer_num_t count;
        esp_now_get_peer_num(&count);
        Serial.printf("%d %d\n", count.total_num, count.encrypt_num);
        esp_now_send(NULL, letters, 1);
        delay(100);
    """
    found = alone(Board.ESP32, "", body, _NOW + before)
    assert found == ["3001 3065 3069 306b 1 0", "24 1"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW])
def test_a_time_server_answers_who_does_not_wait(board: Board) -> None:
    body = r"""
        AsyncUDP udp;
        udp.onPacket([](AsyncUDPPacket& packet) {
            Serial.printf("%d %x %d ", (int)packet.length(), packet.data()[0], packet.remotePort());
            Serial.println(packet.remoteIP());
        });
        IPAddress address;
        WiFi.hostByName("pool.ntp.org", address);
        Serial.printf("%d ", udp.connect(address, 123));
        uint8_t asked[48] = {0x23};
        Serial.printf("%d ", (int)udp.write(asked, sizeof asked));
        AsyncUDP other;
        Serial.printf("%d ", other.listen(5000));
        AsyncUDP again;
        Serial.printf("%d ", again.listen(5000));
        Serial.printf("%d ", again.lastErr());
        Serial.printf("%d\n", again.listenMulticast(IPAddress(10, 0, 0, 1), 5001));
        delay(1000);
    """
    found = lines_of(board, f"#include <AsyncUDP.h>\n{HEADERS}\nvoid test() {{\n{body}\n}}\n", 30)
    assert found == ["1 48 1 0 -8 0", "48 24 123 203.0.113.123"]


def test_aes_is_that_of_its_standards() -> None:
    # FIPS 197, appendix C; NIST SP 800-38A, F.2.1 and F.5.1.
    body = r"""
        unsigned char key[32];
        unsigned char block[16];
        for (int at = 0; at < 32; ++at) { key[at] = at; }
        mbedtls_aes_context aes;
        mbedtls_aes_init(&aes);
        const auto tell = [](const unsigned char* of) { Serial.printf("%02x%02x..%02x ", of[0], of[1], of[15]); };
        for (int bits : {128, 192, 256}) {
            for (int at = 0; at < 16; ++at) { block[at] = 0x11 * at; }
            mbedtls_aes_setkey_enc(&aes, key, bits);
            mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, block, block);
            tell(block);
            mbedtls_aes_setkey_dec(&aes, key, bits);
            mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_DECRYPT, block, block);
            tell(block);
        }
        Serial.println();
        const unsigned char own[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                       0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
        const unsigned char plain[32] = {0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e,
                                         0x11, 0x73, 0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03,
                                         0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51};
        unsigned char made[32];
        unsigned char back[32];
        unsigned char iv[16];
        const auto begin = [&iv](int first) { for (int at = 0; at < 16; ++at) { iv[at] = first + at; } };
        begin(0);
        mbedtls_aes_setkey_enc(&aes, own, 128);
        mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_ENCRYPT, 32, iv, plain, made);
        tell(made);
        tell(made + 16);
        begin(0);
        mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_DECRYPT, 32, iv, made, back);
        Serial.printf("%d ", memcmp(back, plain, 32) == 0);
        begin(0xf0);
        size_t offset = 0;
        unsigned char stream[16];
        for (int at = 0; at < 32; at += 8) {
            mbedtls_aes_crypt_ctr(&aes, 8, &offset, iv, stream, plain + at, made + at);
        }
        tell(made);
        tell(made + 16);
        Serial.printf("%d %d\n", mbedtls_aes_setkey_enc(&aes, own, 100),
                      mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_ENCRYPT, 15, iv, plain, made));
    """
    found = alone(Board.ESP32, "", body, "#include <mbedtls/aes.h>\n#include <string.h>")
    assert found == [
        "69c4..5a 0011..ff dda9..91 0011..ff 8ea2..89 0011..ff ",
        "7649..7d 5086..b2 1 874d..ce 9806..ff -32 -34",
    ]


def test_base64_of_mbed_tls_says_what_room_it_needs_and_what_is_no_letter() -> None:
    body = r"""
        const auto bytes = [](const char* text) { return reinterpret_cast<const unsigned char*>(text); };
        unsigned char room[20];
        size_t length = 0;
        Serial.printf("%d ", mbedtls_base64_encode(room, sizeof room, &length, bytes("foobar"), 6));
        Serial.printf("%s %d ", room, (int)length);
        Serial.printf("%d ", mbedtls_base64_encode(room, 8, &length, bytes("foobar"), 6));
        Serial.printf("%d\n", (int)length);
        for (const char* text : {"Zm9vYg==", "Zm9v\r\nYmFy", "Zm9v  \nYmFy", "Zm9vY", "Zm 9v", "Zm9v*A=="}) {
            const int outcome = mbedtls_base64_decode(room, sizeof room, &length, bytes(text), strlen(text));
            Serial.printf("%d %d ", outcome, outcome == 0 ? (int)length : 0);
        }
        Serial.println(mbedtls_base64_decode(room, 2, &length, bytes("Zm9v"), 4));
    """
    found = alone(Board.ESP32, "", body, "#include <mbedtls/base64.h>\n#include <string.h>")
    assert found == ["0 Zm9vYmFy 8 -42 9", "0 4 0 6 0 6 -44 0 -44 0 -44 0 -42"]
