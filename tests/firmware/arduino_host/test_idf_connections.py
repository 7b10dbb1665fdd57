"""Connections of ESP-IDF below its HTTP client, updates by it, and credentials from a telephone."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import LOOP, alone, bench, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = "HttpsOTAUpdate.h esp_https_ota.h esp_smartconfig.h esp_tls.h esp_tls_errors.h"
_INCLUDES: Final = "".join(f"#include <{each}>\n" for each in _HEADERS.split()) + "#include <esp_crt_bundle.h>\n"


def told(body: str, before: str = "", seconds: float = 60) -> list[str]:
    """Run `body` once the board has joined its network."""
    with bench(Board.ESP32, f"{_INCLUDES}{HEADERS}{before}\nvoid test() {{\n{body}\n}}\n") as running:
        return [line.rstrip() for line in running.run(seconds)]


def test_each_header_compiles_before_all_others() -> None:
    for header in _HEADERS.split():
        assert program(Board.ESP32, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


TLS: Final = r"""
int opened(esp_tls_t* tls, const char* host, int port, const esp_tls_cfg_t& config) {
    const unsigned long begun = millis();
    const int outcome = esp_tls_conn_new_sync(host, strlen(host), port, &config, tls);
    Serial.printf("%d after %lu\n", outcome, (millis() - begun + 5) / 10 * 10);
    return outcome;
}

void tell_trouble(esp_tls_t* tls) {
    esp_tls_error_handle_t errors = nullptr;
    esp_tls_get_error_handle(tls, &errors);
    int code = 0, flags = 0;
    const esp_err_t error = esp_tls_get_and_clear_last_error(errors, &code, &flags);
    Serial.printf("%x %x %x\n", error, code, flags);
}
"""


def test_a_request_is_bytes_on_a_secured_connection() -> None:
    body = r"""
        esp_tls_cfg_t config = {};
        config.crt_bundle_attach = esp_crt_bundle_attach;
        config.timeout_ms = 3000;
        esp_tls_t* tls = esp_tls_init();
        Serial.println(esp_tls_conn_http_new_sync("https://oceanremote.net/api/nothing?x=1", &config, tls));
        const char* request = "GET /nothing HTTP/1.0\r\nHost: oceanremote.net\r\nConnection: close\r\n\r\n";
        Serial.println(esp_tls_conn_write(tls, request, strlen(request)) == (ssize_t)strlen(request));
        String heard;
        char bytes[100];
        for (ssize_t count = 0; (count = esp_tls_conn_read(tls, bytes, sizeof bytes)) > 0;) heard.concat(bytes, count);
        Serial.println(heard.substring(0, heard.indexOf('\r')));
        Serial.println(heard.endsWith("\"code\":\"not_found\"}"));
        esp_tls_conn_state_t state;
        Serial.printf("%x ", esp_tls_get_conn_state(tls, &state));
        Serial.printf("%d ", state);
        Serial.println(esp_tls_conn_destroy(tls));
    """
    assert told(body, TLS) == ["1", "1", "HTTP/1.0 404 Not Found", "1", "0 4 0"]


def test_a_silent_server_is_waited_for_and_one_that_shall_not_block_is_not() -> None:
    body = r"""
        esp_tls_cfg_t config = {};
        config.crt_bundle_attach = esp_crt_bundle_attach;
        config.timeout_ms = 700;
        esp_tls_t* tls = esp_tls_init();
        opened(tls, "oceanremote.net", 443, config);
        char byte;
        unsigned long since = millis();
        Serial.printf("%d ", (int)esp_tls_conn_read(tls, &byte, 1));
        Serial.printf("%lu %d\n", (millis() - since) / 100, (int)esp_tls_get_bytes_avail(tls));
        esp_tls_conn_destroy(tls);
        config.non_block = true;
        tls = esp_tls_init();
        int turns = 0, outcome = 0;
        while ((outcome = esp_tls_conn_new_async("oceanremote.net", 15, 443, &config, tls)) == 0) ++turns;
        Serial.printf("%d %d ", outcome, turns > 0);
        Serial.println(esp_tls_conn_read(tls, &byte, 1) == ESP_TLS_ERR_SSL_WANT_READ);
        esp_tls_conn_destroy(tls);
        config.is_plain_tcp = true;
        config.non_block = false;
        tls = esp_tls_init();
        opened(tls, "oceanremote.net", 80, config);
        errno = 0;
        Serial.printf("%d ", (int)esp_tls_conn_read(tls, &byte, 1));
        Serial.println(errno == EAGAIN);
        esp_tls_conn_destroy(tls);
    """
    assert told(body, TLS) == ["1 after 160", "-76 7 0", "1 1 1", "1 after 40", "-1 1"]


def test_each_trouble_of_a_connection_has_its_number() -> None:
    body = r"""
        esp_tls_cfg_t config = {};
        esp_tls_t* tls = esp_tls_init();
        opened(tls, "oceanremote.net", 443, config);
        tell_trouble(tls);
        tell_trouble(tls);
        Serial.println(esp_tls_conn_new_sync("oceanremote.net", 15, 443, &config, tls));
        config.crt_bundle_attach = esp_crt_bundle_attach;
        esp_tls_t* unknown = esp_tls_init();
        opened(unknown, "nobody.example", 443, config);
        tell_trouble(unknown);
        esp_tls_t* refused = esp_tls_init();
        opened(refused, "oceanremote.net", 444, config);
        esp_tls_error_handle_t errors = nullptr;
        esp_tls_get_error_handle(refused, &errors);
        int error = 0;
        Serial.printf("%x ", esp_tls_get_and_clear_error_type(errors, ESP_TLS_ERR_TYPE_SYSTEM, &error));
        Serial.println(error == ECONNREFUSED);
        tell_trouble(refused);
        config.common_name = "other.example";
        esp_tls_t* misnamed = esp_tls_init();
        opened(misnamed, "oceanremote.net", 443, config);
        tell_trouble(misnamed);
        config.common_name = nullptr;
        config.crt_bundle_attach = nullptr;
        config.cacert_buf = reinterpret_cast<const unsigned char*>("nothing");
        config.cacert_bytes = 8;
        esp_tls_t* unreadable = esp_tls_init();
        opened(unreadable, "oceanremote.net", 443, config);
        tell_trouble(unreadable);
    """
    outcomes = told(body, TLS)
    assert outcomes[1:4] == ["8017 0 0", "0 0 0", "-1"]
    assert outcomes[5] == "8001 0 0"
    assert outcomes[7:9] == ["0 1", "8004 0 0"]
    assert outcomes[10] == "801a 2700 4"
    assert outcomes[12] == "8015 2180 0"
    assert all(line.startswith("-1 after ") for line in (outcomes[0], *outcomes[4:12:2][:2], outcomes[9], outcomes[11]))


def test_an_update_asks_a_server_and_finds_no_partition() -> None:
    before = r"""
        String events;
        void hear(void*, esp_event_base_t base, int32_t id, void*) {
            events += base == ESP_HTTPS_OTA_EVENT ? String(id) : "?";
        }
        esp_err_t hear_http(esp_http_client_event_t* event) {
            if (event->event_id == HTTP_EVENT_ON_CONNECTED) events += "c";
            return ESP_OK;
        }
        void try_update(const esp_http_client_config_t& http, bool is_in_parts) {
            events = "";
            esp_https_ota_config_t config = {};
            config.http_config = &http;
            config.partial_http_download = is_in_parts;
            esp_https_ota_handle_t handle = &config;
            Serial.printf("%x ", esp_https_ota_begin(&config, &handle));
            delay(1);
            Serial.printf("%d %s ", handle == nullptr, events.c_str());
            Serial.println(esp_https_ota_perform(handle), HEX);
        }
    """
    body = r"""
        esp_event_handler_register(ESP_HTTPS_OTA_EVENT, ESP_EVENT_ANY_ID, hear, nullptr);
        esp_http_client_config_t http = {};
        http.url = "https://oceanremote.net/image.bin";
        http.event_handler = hear_http;
        try_update(http, false);
        http.crt_bundle_attach = esp_crt_bundle_attach;
        try_update(http, false);
        http.url = "https://oceanremote.net/nothing";
        try_update(http, false);
        try_update(http, true);
        http.url = "https://nobody.example/image.bin";
        try_update(http, false);
        Serial.println(esp_https_ota(nullptr), HEX);
    """
    assert told(body, before) == [
        "102 1 0 102",
        "ffffffff 1 c0 102",
        "ffffffff 1 c0 102",
        "ffffffff 1 c0 102",
        "7002 1 0 102",
        "102",
    ]


def test_an_update_in_a_task_of_its_own_fails_there() -> None:
    body = r"""
        static volatile int heard = 0;
        Serial.print(HttpsOTA.status());
        HttpsOTA.onHttpEvent([](HttpEvent_t*) { ++heard; });
        HttpsOTA.begin("https://oceanremote.net/image.bin", kAuthority, true);
        delay(1);
        Serial.print(HttpsOTA.status());
        delay(2000);
        Serial.printf("%d %d\n", HttpsOTA.status(), heard > 0);
    """
    assert told(body) == ["413 1"]


def test_a_telephone_that_nobody_has_sends_no_password() -> None:
    before = r"""
        String events;
        void hear(void*, esp_event_base_t base, int32_t id, void*) { events += base == SC_EVENT ? String(id) : "?"; }
    """
    body = r"""
        esp_event_handler_register(SC_EVENT, ESP_EVENT_ANY_ID, hear, nullptr);
        smartconfig_start_config_t config = SMARTCONFIG_START_CONFIG_DEFAULT();
        Serial.printf("%x ", esp_smartconfig_set_type(SC_TYPE_ESPTOUCH_V2));
        Serial.printf("%x ", esp_smartconfig_start(&config));
        Serial.printf("%x ", esp_smartconfig_start(&config));
        Serial.printf("%x ", esp_esptouch_set_timeout(14));
        Serial.printf("%x ", esp_esptouch_set_timeout(15));
        delay(30000);
        Serial.printf("%s ", events.c_str());
        Serial.printf("%x ", esp_smartconfig_stop());
        Serial.printf("%x\n", esp_smartconfig_start(&config));
    """
    assert told(body, before) == ["0 0 ffffffff ffffffff 0 0 0 0"]


def test_without_a_loop_of_events_no_telephone_is_waited_for() -> None:
    body = r"""
        smartconfig_start_config_t config = SMARTCONFIG_START_CONFIG_DEFAULT();
        Serial.printf("%x ", esp_smartconfig_start(&config));
        esp_event_loop_create_default();
        Serial.printf("%x\n", esp_smartconfig_start(&config));
    """
    assert alone(Board.ESP32, "", body, "#include <esp_smartconfig.h>") == ["103 ffffffff"]
