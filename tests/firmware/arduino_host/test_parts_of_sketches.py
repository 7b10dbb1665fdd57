"""What sketches of ordinary users have without a word: names that come with others, headers as C, registers, echoes."""

import hashlib
import hmac
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_C3: Final = Board("esp32c3")
_S3: Final = Board("esp32s3")
_BEARSSL: Final = (Board.ESP8266, Board.PICOW)
_AS_C: Final = (
    "freertos/FreeRTOS.h freertos/task.h freertos/timers.h freertos/queue.h freertos/semphr.h freertos/event_groups.h"
    " esp_event.h esp_netif.h esp_now.h esp_wifi.h esp_wps.h mdns.h soc/soc.h"
)
_PACKETS: Final = "lwip/icmp.h lwip/inet_chksum.h lwip/ip.h lwip/ip4.h lwip/mem.h lwip/sys.h"


def test_headers_of_esp_idf_may_be_included_as_c() -> None:
    """As sketches have it around `freertos/timers.h`, before anything else has included it."""
    assert all(
        program(Board.ESP32, f'extern "C" {{\n#include <{each}>\n}}\nvoid setup() {{}}{LOOP}').is_file()
        for each in _AS_C.split()
    )


def test_both_cores_have_their_names_without_a_header() -> None:
    body = 'Serial.printf("%d %d\\n", PRO_CPU_NUM, APP_CPU_NUM);'
    assert alone(Board.ESP32, "", body) == alone(_S3, "", body) == ["0 1"]
    only = '#ifdef APP_CPU_NUM\n#error "it has one core"\n#endif\nSerial.println(PRO_CPU_NUM);'
    assert alone(_C3, "", only) == ["0"]


def test_the_older_thermometer_runs_between_its_start_and_its_end() -> None:
    body = r"""
        float degrees = 0;
        uint32_t raw = 0;
        Serial.printf("%x ", temp_sensor_start());
        temp_sensor_stop();
        temp_sensor_config_t config = TSENS_CONFIG_DEFAULT();
        Serial.printf("%x ", temp_sensor_read_celsius(&degrees));
        Serial.printf("%x ", temp_sensor_set_config(config));
        Serial.printf("%x ", temp_sensor_start());
        Serial.printf("%x ", temp_sensor_read_celsius(&degrees));
        Serial.printf("%d ", degrees == temperatureRead());
        Serial.printf("%x ", temp_sensor_read_raw(&raw));
        Serial.printf("%d ", (int)(raw * 0.4386 - 20.52 - degrees));
        config.dac_offset = TSENS_DAC_L1;
        Serial.printf("%x ", temp_sensor_set_config(config));
        temp_sensor_config_t told = {};
        temp_sensor_get_config(&told);
        Serial.printf("%d %x\n", told.dac_offset, temp_sensor_read_celsius(nullptr));
    """
    told = alone(_S3, "driver/temp_sensor.h", body)
    assert told == ["103 103 0 0 0 1 0 0 103 1 102"]
    assert program(Board.ESP32, sketch_of("driver/temp_sensor.h", "")).is_file()


@pytest.mark.parametrize("board", [Board.ESP32, *_BEARSSL])
def test_heads_of_packets_have_their_checksum(board: Board) -> None:
    # RFC 1071, section 3: 0001 f203 f4f5 f6f7 sum up to ddf2.
    body = r"""
        const uint8_t bytes[9] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7, 0x10};
        const uint16_t even = inet_chksum(bytes, 8);
        const uint16_t odd = inet_chksum(bytes, 9);
        Serial.printf("%04x ", ntohs(static_cast<uint16_t>(~even)));
        Serial.printf("%04x ", ntohs(static_cast<uint16_t>(~odd)));
        Serial.printf("%d %d ", (int)sizeof(struct ip_hdr), (int)sizeof(struct icmp_echo_hdr));
        Serial.println(millis() - sys_now() <= 1);
    """
    assert alone(board, _PACKETS, body) == ["ddf2 edf2 20 8 1"]


def test_who_asks_its_neighbours_for_an_echo_hears_none() -> None:
    body = r"""
        esp_netif_init();
        Serial.printf("%d ", socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
        const int echoes = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
        timeval patience = {0, 300000};
        setsockopt(echoes, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        icmp_echo_hdr echo = {};
        echo.type = ICMP_ECHO;
        echo.chksum = inet_chksum(&echo, sizeof echo);
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = inet_addr("192.168.1.1");
        errno = 0;
        Serial.printf("%d ", (int)sendto(echoes, &echo, sizeof echo, 0, (sockaddr*)&to, sizeof to));
        Serial.printf("%d ", errno == EHOSTUNREACH);
        WiFi.begin("OceanNet", "correct horse");
        while (WiFi.status() != WL_CONNECTED) delay(100);
        Serial.printf("%d ", (int)sendto(echoes, &echo, sizeof echo, 0, (sockaddr*)&to, sizeof to));
        char heard[64];
        const unsigned long since = millis();
        const int count = recv(echoes, heard, sizeof heard, 0);
        Serial.printf("%d %lu ", count, (millis() - since) / 10);
        Serial.println(close(echoes));
    """
    told = alone(Board.ESP32, f"WiFi.h lwip/sockets.h {_PACKETS}", body, "", 30)
    assert told == ["-1 -1 1 8 -1 30 0"]


@pytest.mark.parametrize("board", _BEARSSL)
def test_digests_of_bearssl_are_those_of_everybody(board: Board) -> None:
    before = r"""
        static void tell(const uint8_t* digest, size_t bytes) {
            for (size_t each = 0; each < bytes; ++each) {
                Serial.printf(each % 4 == 0 && each > 0 ? " %02x" : "%02x", digest[each]);
            }
            Serial.println();
        }
        static void tell_all(const br_hash_class* kind, const char* key, size_t wanted) {
            uint8_t digest[64];
            br_hash_compat_context plain;
            kind->init(&plain.vtable);
            kind->update(&plain.vtable, "some", 4);
            kind->out(&plain.vtable, digest);
            kind->update(&plain.vtable, " bytes", 6);
            kind->out(&plain.vtable, digest);
            tell(digest, kind->desc >> BR_HASHDESC_OUT_OFF & BR_HASHDESC_OUT_MASK);
            br_hmac_key_context keyed;
            br_hmac_context context;
            br_hmac_key_init(&keyed, kind, key, strlen(key));
            br_hmac_init(&context, &keyed, wanted);
            br_hmac_update(&context, "some bytes", 10);
            tell(digest, br_hmac_out(&context, digest));
        }
    """
    body = r"""
        char key[201] = {};
        memset(key, 'k', 200);
        tell_all(&br_md5_vtable, "key", 0);
        tell_all(&br_sha1_vtable, key, 0);
        tell_all(&br_sha224_vtable, "key", 0);
        tell_all(&br_sha256_vtable, key, 10);
        tell_all(&br_sha384_vtable, "key", 0);
        tell_all(&br_sha512_vtable, key, 0);
        br_sha256_context alone;
        uint8_t digest[br_sha256_SIZE];
        br_sha256_init(&alone);
        br_sha256_update(&alone, "some bytes", 10);
        br_sha256_out(&alone, digest);
        tell(digest, 4);
    """
    expected = []
    for name, key, wanted in (
        ("md5", b"key", 16),
        ("sha1", b"k" * 200, 20),
        ("sha224", b"key", 28),
        ("sha256", b"k" * 200, 10),
        ("sha384", b"key", 48),
        ("sha512", b"k" * 200, 64),
    ):
        expected += [hashlib.new(name, b"some bytes").digest(), hmac.digest(key, b"some bytes", name)[:wanted]]
    expected.append(hashlib.sha256(b"some bytes").digest()[:4])
    words = ["".join(f"{each:02x}" + (" " if at % 4 == 3 else "") for at, each in enumerate(one)) for one in expected]
    assert alone(board, "bearssl/bearssl.h", body, before) == [each.rstrip() for each in words]


def test_a_pico_has_pico_sdks_usual_parts_without_including_them() -> None:
    body = r"""
        mutex_t lock;
        mutex_init(&lock);
        mutex_enter_blocking(&lock);
        mutex_exit(&lock);
        queue_t queue;
        queue_init(&queue, sizeof(int), 4);
        time_t now = 0;
        struct tm parts;
        gmtime_r(&now, &parts);
        Serial.printf("%d %u ", INT_MAX == 2147483647, (unsigned)clock_get_hz(clk_sys));
        Serial.printf("%d %d %d\n", dma_claim_unused_channel(true), parts.tm_year, ENC_TYPE_WEP);
        gpio_acknowledge_irq(3, GPIO_IRQ_EDGE_FALL);
    """
    assert alone(Board.PICOW, "WiFi.h", body) == ["1 133000000 0 70 5"]


def test_registers_of_a_pico_say_how_pulses_go_and_how_wide_a_transfer_is() -> None:
    body = r"""
        pwm_config config = pwm_get_default_config();
        pwm_config_set_clkdiv(&config, 2.5f);
        pwm_config_set_wrap(&config, 999);
        pwm_config_set_output_polarity(&config, true, false);
        Serial.printf("%x %x %u\n", (unsigned)config.csr, (unsigned)config.div, (unsigned)config.top);
        gpio_set_function(16, GPIO_FUNC_PWM);
        gpio_set_function(17, GPIO_FUNC_PWM);
        const uint slice = pwm_gpio_to_slice_num(16);
        pwm_init(slice, &config, true);
        // All of the time, then none: the first is inverted.
        pwm_set_both_levels(slice, 0, 1000);
        Serial.printf("%d%d ", digitalRead(16), digitalRead(17));
        hw_write_masked(&pwm_hw->slice[slice].cc, 1000u << PWM_CH0_CC_A_LSB, PWM_CH0_CC_A_BITS);
        Serial.printf("%d%d ", digitalRead(16), digitalRead(17));
        pwm_hw->slice[slice].cc = 0;
        Serial.printf("%d%d ", digitalRead(16), digitalRead(17));
        hw_clear_bits(&pwm_hw->slice[slice].csr, PWM_CH0_CSR_EN_BITS);
        Serial.printf("%d%d ", digitalRead(16), digitalRead(17));
        pwm_set_mask_enabled(1u << slice);
        Serial.printf("%d%d ", digitalRead(16), digitalRead(17));
        Serial.printf("%x %u\n", (unsigned)pwm_hw->slice[slice].csr, (unsigned)pwm_hw->slice[slice].top);
        spi_init(spi0, 1000000);
        hw_write_masked(&spi_get_hw(spi0)->cr0, 15u << SPI_SSPCR0_DSS_LSB, SPI_SSPCR0_DSS_BITS);
        const uint16_t words[2] = {1, 2};
        Serial.printf("%x %d\n", (unsigned)spi_get_hw(spi0)->cr0, spi_write16_blocking(spi0, words, 2));
    """
    told = alone(Board.PICOW, "SPI.h hardware/pwm.h", body)
    assert told == ["4 28 999", "11 01 10 00 10 5 999", "f 2"]
