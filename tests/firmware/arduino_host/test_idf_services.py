"""Services of ESP-IDF: a web server, time, pings, values by objects, files without a place, ciphers and keys."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = (
    "FFat.h SD_MMC.h esp_bit_defs.h esp_check.h esp_netif_ip_addr.h esp_netif_types.h esp_rom_sys.h esp_wifi_types.h"
    " esp_core_dump.h esp_http_server.h esp_netif_sntp.h esp_pm.h nvs_handle.hpp ping/ping_sock.h"
    " mbedtls/ctr_drbg.h mbedtls/entropy.h mbedtls/error.h mbedtls/gcm.h mbedtls/hkdf.h mbedtls/pkcs5.h"
    " mbedtls/platform_util.h mbedtls/version.h"
)


def test_each_header_compiles_before_all_others() -> None:
    for header in _HEADERS.split():
        assert program(Board.ESP32, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


def test_a_web_server_keeps_its_handlers_and_works_in_a_task_of_its_own() -> None:
    before = r"""
        static esp_err_t answer(httpd_req_t* r) { return httpd_resp_sendstr(r, "hello"); }
        static void work(void* what) { Serial.printf("%s %s\n", pcTaskGetName(nullptr), (const char*)what); }
    """
    body = r"""
        httpd_handle_t server = nullptr;
        httpd_config_t config = HTTPD_DEFAULT_CONFIG();
        config.max_uri_handlers = 2;
        config.uri_match_fn = httpd_uri_match_wildcard;
        Serial.printf("%x ", httpd_start(&server, &config));
        httpd_uri_t page = {};
        page.uri = "/lamp/*";
        page.method = HTTP_GET;
        page.handler = answer;
        Serial.printf("%x ", httpd_register_uri_handler(server, &page));
        page.uri = "/lamp/on";
        Serial.printf("%x ", httpd_register_uri_handler(server, &page));
        page.method = HTTP_POST;
        Serial.printf("%x ", httpd_register_uri_handler(server, &page));
        page.uri = "/third";
        Serial.printf("%x ", httpd_register_uri_handler(server, &page));
        Serial.printf("%x ", httpd_unregister_uri_handler(server, "/lamp/on", HTTP_GET));
        Serial.printf("%x ", httpd_unregister_uri(server, "/lamp/on"));
        size_t count = 7;
        int clients[7];
        Serial.printf("%x ", httpd_get_client_list(server, &count, clients));
        Serial.printf("%d\n", (int)count);
        httpd_queue_work(server, work, (void*)"did it");
        delay(5);
        const size_t before = xPortGetFreeHeapSize();
        Serial.printf("%x ", httpd_stop(server));
        Serial.printf("%d ", xPortGetFreeHeapSize() > before);
        config.max_open_sockets = 14;
        Serial.printf("%x\n", httpd_start(&server, &config));
    """
    told = alone(Board.ESP32, "esp_http_server.h esp_netif.h", f"esp_netif_init();{body}", before)
    assert told == ["0 0 b002 0 b001 105 0 0 0", "httpd did it", "0 1 102"]


def test_what_is_asked_of_a_query_and_what_fits_a_name() -> None:
    body = r"""
        char value[6];
        const char* query = "Speed=12&name=lantern&on=";
        Serial.printf("%x ", httpd_query_key_value(query, "speed", value, sizeof value));
        Serial.printf("%s ", value);
        Serial.printf("%x ", httpd_query_key_value(query, "name", value, sizeof value));
        Serial.printf("%x ", httpd_query_key_value(query, "off", value, sizeof value));
        Serial.printf("%x <", httpd_query_key_value(query, "on", value, sizeof value));
        Serial.printf("%s>\n", value);
        auto fits = [](const char* name, const char* asked) {
            Serial.print(httpd_uri_match_wildcard(name, asked, strlen(asked)));
        };
        fits("/api", "/api");
        fits("/api", "/api/");
        fits("/api*", "/api/x");
        fits("/api/?", "/api");
        fits("/api/?", "/api/");
        fits("/api/?", "/api/x");
        fits("/api/?*", "/api/x");
        fits("/api/?*", "/apix");
        fits("*", "/any");
        fits("?", "");
        Serial.println();
    """
    assert alone(Board.ESP32, "esp_http_server.h", body) == ["0 12 b004 105 0 <>", "1011101010"]


def test_a_sketch_waits_for_the_time_by_name() -> None:
    body = r"""
        Serial.printf("%x ", esp_netif_sntp_sync_wait(0));
        esp_sntp_config_t config = ESP_NETIF_SNTP_DEFAULT_CONFIG("pool.ntp.org");
        Serial.printf("%x ", esp_netif_sntp_init(&config));
        Serial.printf("%x ", esp_netif_sntp_init(&config));
        Serial.printf("%x ", esp_netif_sntp_sync_wait(pdMS_TO_TICKS(500)));
        WiFi.begin("OceanNet", "correct horse");
        Serial.printf("%x ", esp_netif_sntp_sync_wait(pdMS_TO_TICKS(60000)));
        esp_netif_sntp_deinit();
        Serial.printf("%x %x\n", esp_netif_sntp_sync_wait(0), esp_pm_configure(nullptr));
    """
    told = alone(Board.ESP32, "WiFi.h esp_netif_sntp.h esp_pm.h", body, seconds=70)
    assert told[0].split()[:4] == ["103", "0", "103", "107"]
    assert told[0].endswith("103 106")


def test_a_partition_for_core_dumps_is_blank_until_a_sketch_writes_to_it() -> None:
    body = r"""
        size_t at = 0, bytes = 0;
        esp_core_dump_summary_t summary;
        char reason[40];
        auto tell = [&] {
            Serial.printf("%x %x %x %x\n", esp_core_dump_image_get(&at, &bytes), esp_core_dump_image_check(),
                          esp_core_dump_get_summary(&summary), esp_core_dump_get_panic_reason(reason, sizeof reason));
        };
        tell();
        const esp_partition_t* found =
            esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_COREDUMP, nullptr);
        const uint32_t written = 240;
        esp_partition_write(found, 0, &written, sizeof written);
        tell();
        Serial.printf("%x %u %x\n", at, bytes, esp_core_dump_image_erase());
        tell();
        Serial.printf("%x\n", esp_core_dump_image_get(nullptr, &bytes));
    """
    told = alone(Board.ESP32, "esp_core_dump.h esp_partition.h", body)
    assert told == ["104 104 104 104", "0 109 109 109", "3f0000 240 0", "104 104 104 104", "102"]


def test_what_a_sketch_writes_to_the_log_passes_a_level_and_whoever_prints() -> None:
    before = r"""
        static vprintf_like_t former;
        static int louder(const char* format, va_list values) {
            Serial.print("> ");
            return former(format, values);
        }
    """
    body = r"""
        esp_log_write(ESP_LOG_ERROR, "net", "error %d\n", 1);
        esp_log_write(ESP_LOG_WARN, "net", "warning\n");
        esp_log_level_set("net", ESP_LOG_WARN);
        former = esp_log_set_vprintf(louder);
        esp_log_write(ESP_LOG_WARN, "net", "warning %s\n", "two");
        esp_log_write(ESP_LOG_WARN, "disk", "other\n");
        Serial.printf("%d %d ", esp_log_level_get("net"), esp_log_level_get("disk"));
        esp_log_level_set("*", ESP_LOG_INFO);
        Serial.printf("%d %d\n", esp_log_level_get("net"), esp_log_level_get("disk"));
    """
    told = alone(Board.ESP32, "esp_log.h", body, before)
    assert told == ["error 1", "> warning two", "2 1 3 3"]


def test_nobody_answers_a_ping() -> None:
    before = r"""
        static volatile int late = 0;
        static volatile bool is_over = false;
    """
    body = r"""
        esp_ping_config_t config = ESP_PING_DEFAULT_CONFIG();
        config.count = 3;
        config.timeout_ms = 200;
        config.interval_ms = 500;
        esp_ping_callbacks_t calls = {};
        calls.on_ping_timeout = [](esp_ping_handle_t, void*) { late = late + 1; };
        calls.on_ping_end = [](esp_ping_handle_t, void*) { is_over = true; };
        esp_ping_handle_t pings;
        Serial.printf("%x ", esp_ping_new_session(&config, &calls, &pings));
        esp_ping_start(pings);
        delay(800);
        Serial.printf("%d %d ", late, is_over);
        delay(900);
        uint32_t sent = 0, came = 9, took = 0;
        esp_ping_get_profile(pings, ESP_PING_PROF_REQUEST, &sent, sizeof sent);
        esp_ping_get_profile(pings, ESP_PING_PROF_REPLY, &came, sizeof came);
        esp_ping_get_profile(pings, ESP_PING_PROF_DURATION, &took, sizeof took);
        Serial.printf("%d %d %u %u %u ", late, is_over, (unsigned)sent, (unsigned)came, (unsigned)took);
        Serial.printf("%x\n", esp_ping_get_profile(pings, ESP_PING_PROF_SEQNO, &sent, 1));
    """
    assert alone(Board.ESP32, "ping/ping_sock.h", body, before, 3) == ["0 2 0 3 1 3 0 600 104"]


def test_values_are_kept_by_objects() -> None:
    body = r"""
        nvs_flash_init();
        esp_err_t failure = ESP_OK;
        {
            auto lamp = nvs::open_nvs_handle("lamp", NVS_READWRITE, &failure);
            Serial.printf("%x ", failure);
            Serial.printf("%x ", lamp->set_item("speed", (int16_t)-300));
            Serial.printf("%x ", lamp->set_string("name", "lantern"));
            lamp->commit();
        }
        auto lamp = nvs::open_nvs_handle("lamp", NVS_READONLY, &failure);
        int16_t speed = 0;
        uint16_t wrong = 0;
        char name[8];
        size_t size = 0;
        Serial.printf("%x ", lamp->get_item("speed", speed));
        Serial.printf("%d %x ", speed, lamp->get_item("speed", wrong));
        Serial.printf("%x ", lamp->get_string("name", name, sizeof name));
        lamp->get_item_size(nvs::ItemType::SZ, "name", size);
        Serial.printf("%s %u %x ", name, (unsigned)size, lamp->set_item("speed", (int16_t)1));
        auto none = nvs::open_nvs_handle_from_partition("other", "lamp", NVS_READONLY, &failure);
        Serial.printf("%d %x\n", none == nullptr, failure);
    """
    told = alone(Board.ESP32, "nvs_flash.h nvs_handle.hpp", body)
    assert told == ["0 0 0 0 -300 1102 0 lantern 8 1104 1 110f"]


def test_who_cannot_go_on_leaves_with_the_reason() -> None:
    before = r"""
        static const char* kTag = "lamp";
        static esp_err_t turn(int speed, esp_err_t bus) {
            esp_err_t ret = ESP_OK;
            ESP_RETURN_ON_FALSE(speed > 0, ESP_ERR_INVALID_ARG, kTag, "speed %d", speed);
            ESP_GOTO_ON_ERROR(bus, out, kTag, "no bus");
            ESP_GOTO_ON_FALSE(speed < 9, ESP_ERR_INVALID_SIZE, out, kTag, "too fast");
            return ESP_OK;
        out:
            Serial.print("left ");
            return ret;
        }
    """
    body = r"""
        Serial.printf("%x ", turn(0, ESP_OK));
        Serial.printf("%x ", turn(1, ESP_FAIL));
        Serial.printf("%x ", turn(9, ESP_OK));
        Serial.printf("%x %lu\n", turn(1, ESP_OK), BIT(4));
    """
    told = alone(Board.ESP32, "esp_bit_defs.h esp_check.h", body, before)
    assert told == ["102 left ffffffff left 104 0 16"]


def test_there_is_no_place_for_files_of_fat_and_no_card() -> None:
    body = r"""
        Serial.printf("%d", FFat.begin(true));
        Serial.printf("%d", SD_MMC.begin("/sdcard", true));
        Serial.printf("%d", SD_MMC.cardType() == CARD_NONE);
        Serial.printf("%d\n", (bool)FFat.open("/kept.txt", "w"));
    """
    assert alone(Board.ESP32, "FFat.h SD_MMC.h", body) == ["0010"]


_HEX: Final = r"""
    static size_t bytes_of(const char* digits, uint8_t* bytes) {
        size_t count = 0;
        for (; digits[2 * count] != 0; ++count) {
            unsigned each;
            sscanf(digits + 2 * count, "%2x", &each);
            bytes[count] = each;
        }
        return count;
    }
    static void tell(const uint8_t* bytes, size_t count) {
        // In pieces: what looks like a secret is cut on its way.
        for (size_t each = 0; each < count; ++each) Serial.printf(each % 4 == 3 ? "%02x " : "%02x", bytes[each]);
        Serial.println();
    }
"""


def whole(headers: str, body: str, before: str) -> list[str]:
    """Give what a sketch prints without its spaces."""
    return [line.replace(" ", "") for line in alone(Board.ESP32, headers, body, before)]


# The Galois/Counter Mode of Operation (McGrew and Viega), cases 1, 4 and 5; RFC 5869, cases 1 and 3; RFC 6070.
_SEALED: Final = (
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
)
_SEALED_WITH_SHORT: Final = (
    "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423"
    "73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598"
)
_GCM: Final = {
    "cafebabefacedbaddecaf888": (_SEALED, "5bc94fbc3221a5db94fae95ae7121a47"),
    "cafebabefacedbad": (_SEALED_WITH_SHORT, "3612d2e79e3b0785561be14aaca2fccb"),
}


@pytest.mark.parametrize("nonce", sorted(_GCM))
def test_what_is_sealed_by_gcm_is_that_of_the_published_cases(nonce: str) -> None:
    body = r"""
        uint8_t key[16], nonce[60], text[60], more[20], made[60], back[60], tag[16];
        bytes_of("feffe9928665731c6d6a8f9467308308", key);
        const size_t nonces = bytes_of("NONCE", nonce);
        bytes_of("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39", text);
        bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2", more);
        mbedtls_gcm_context ctx;
        mbedtls_gcm_init(&ctx);
        Serial.println(mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_AES, key, 128));
        mbedtls_gcm_crypt_and_tag(&ctx, MBEDTLS_GCM_ENCRYPT, 60, nonce, nonces, more, 20, text, made, 16, tag);
        tell(made, 60);
        tell(tag, 16);
        Serial.print(mbedtls_gcm_auth_decrypt(&ctx, 60, nonce, nonces, more, 20, tag, 16, made, back));
        Serial.print(memcmp(text, back, 60));
        // A piece at a time.
        size_t written = 0, all = 0;
        mbedtls_gcm_starts(&ctx, MBEDTLS_GCM_DECRYPT, nonce, nonces);
        mbedtls_gcm_update_ad(&ctx, more, 7);
        mbedtls_gcm_update_ad(&ctx, more + 7, 13);
        for (; all < 60; all += written) {
            mbedtls_gcm_update(&ctx, made + all, min(60 - all, 17u), back + all, 60, &written);
        }
        uint8_t again[16];
        mbedtls_gcm_finish(&ctx, nullptr, 0, &written, again, 16);
        Serial.printf("%d%d ", memcmp(text, back, 60), memcmp(tag, again, 16));
        tag[3] ^= 1;
        Serial.printf("%d ", mbedtls_gcm_auth_decrypt(&ctx, 60, nonce, nonces, more, 20, tag, 16, made, back));
        char told[60];
        mbedtls_strerror(-0x12, told, sizeof told);
        Serial.printf("%d %s\n", back[0] | back[59], told);
        uint8_t none[16];
        mbedtls_gcm_crypt_and_tag(&ctx, MBEDTLS_GCM_ENCRYPT, 0, nonce, nonces, nullptr, 0, nullptr, nullptr, 16, none);
        memset(key, 0, 16);
        memset(nonce, 0, 12);
        mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_AES, key, 128);
        mbedtls_gcm_crypt_and_tag(&ctx, MBEDTLS_GCM_ENCRYPT, 0, nonce, 12, nullptr, 0, nullptr, nullptr, 16, none);
        tell(none, 16);
    """
    sealed, tag = _GCM[nonce]
    told = whole("mbedtls/error.h mbedtls/gcm.h", body.replace("NONCE", nonce), _HEX)
    assert told[:3] == ["0", sealed, tag]
    # Test case 1: nothing at all.
    assert told[3:] == ["0000-180GCM-Authenticateddecryptionfailed", "58e2fccefa7e3061367f1d57a4e7455a"]


def test_keys_made_of_keys_and_passwords_are_those_of_the_published_cases() -> None:
    body = r"""
        const mbedtls_md_info_t* sha = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
        uint8_t key[22], salt[13], info[10], made[42];
        memset(key, 0x0b, sizeof key);
        for (int each = 0; each < 13; ++each) salt[each] = each;
        for (int each = 0; each < 10; ++each) info[each] = 0xf0 + each;
        mbedtls_hkdf(sha, salt, 13, key, 22, info, 10, made, 42);
        tell(made, 42);
        mbedtls_hkdf(sha, nullptr, 0, key, 22, nullptr, 0, made, 42);
        tell(made, 42);
        Serial.println(mbedtls_hkdf(sha, salt, 13, key, 22, info, 10, made, 256 * 32) == -0x5F80);
        auto of = [](const char* password, const char* salt, unsigned rounds, uint32_t size) {
            uint8_t made[25];
            mbedtls_pkcs5_pbkdf2_hmac_ext(MBEDTLS_MD_SHA1, (const uint8_t*)password, strlen(password),
                                          (const uint8_t*)salt, strlen(salt), rounds, size, made);
            tell(made, size);
        };
        of("password", "salt", 1, 20);
        of("password", "salt", 4096, 20);
        of("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25);
    """
    assert whole("mbedtls/hkdf.h mbedtls/pkcs5.h", body, _HEX) == [
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        "1",
        "0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "4b007901b765489abead49d926f721d065a429c1",
        "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
    ]


def test_a_generator_gives_the_same_bytes_for_the_same_entropy() -> None:
    before = r"""
        static int given(void* number, unsigned char* output, size_t len) {
            memset(output, *static_cast<int*>(number), len);
            return 0;
        }
    """
    body = r"""
        mbedtls_ctr_drbg_context ctx;
        unsigned char first[20], second[20];
        int number = 7;
        auto make = [&](unsigned char* bytes) {
            mbedtls_ctr_drbg_init(&ctx);
            const int failure = mbedtls_ctr_drbg_seed(&ctx, given, &number, (const unsigned char*)"lamp", 4);
            mbedtls_ctr_drbg_random(&ctx, bytes, 20);
            return failure;
        };
        Serial.printf("%d", make(first));
        Serial.printf("%d", make(second));
        Serial.printf("%d ", memcmp(first, second, 20));
        mbedtls_ctr_drbg_random(&ctx, second, 20);
        Serial.printf("%d", memcmp(first, second, 20) != 0);
        number = 8;
        make(second);
        Serial.printf("%d ", memcmp(first, second, 20) != 0);
        mbedtls_entropy_context entropy;
        mbedtls_entropy_init(&entropy);
        Serial.printf("%d ", mbedtls_ctr_drbg_seed(&ctx, mbedtls_entropy_func, &entropy, nullptr, 0));
        static unsigned char large[1025];
        Serial.printf("%x ", -mbedtls_ctr_drbg_random(&ctx, large, 1025));
        char version[9];
        mbedtls_version_get_string(version);
        Serial.println(version);
    """
    told = alone(Board.ESP32, "mbedtls/ctr_drbg.h mbedtls/entropy.h mbedtls/version.h", body, before)
    assert told == ["000 11 0 36 3.6.4"]
