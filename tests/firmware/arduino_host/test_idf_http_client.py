"""The HTTP client of ESP-IDF on an ESP32: its events in order, what it keeps, and what it gives when things fail."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import AnswerChange, Fault, FaultKind, FaultRule, Malformation
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

INCLUDES: Final = """
#include <esp_crt_bundle.h>
#include <esp_http_client.h>
"""
CLIENT: Final = r"""
const char* const kEvents[] = {"error", "connected", "head-sent", "header",
                               "data", "finish", "disconnected", "redirect"};
String body;

esp_err_t hear(esp_http_client_event_t* event) {
    if (event->event_id == HTTP_EVENT_ON_HEADER) {
        if (strcasecmp(event->header_key, "Content-Length") == 0) {
            Serial.printf("%s=%s ", event->header_key, event->header_value);
        }
        return ESP_OK;
    }
    if (event->event_id == HTTP_EVENT_ON_DATA) {
        body.concat(static_cast<const char*>(event->data), event->data_len);
    }
    Serial.printf("%s ", kEvents[event->event_id]);
    return ESP_OK;
}

esp_http_client_config_t usual(const char* url) {
    esp_http_client_config_t config = {};
    config.url = url;
    config.event_handler = hear;
    config.crt_bundle_attach = esp_crt_bundle_attach;
    return config;
}

void perform(esp_http_client_handle_t client) {
    body = "";
    const unsigned long begun = millis();
    const esp_err_t error = esp_http_client_perform(client);
    Serial.printf("\n%s %d %d after %lu\n", esp_err_to_name(error), esp_http_client_get_status_code(client),
                  static_cast<int>(esp_http_client_get_content_length(client)), (millis() - begun + 5) / 10 * 10);
}
"""
NOTHING: Final = '{"success":false,"error":"Not found","code":"not_found"}'
ONCE: Final = r"""
    const esp_http_client_config_t config = usual("http://oceanremote.net/nothing");
    esp_http_client_handle_t client = esp_http_client_init(&config);
    perform(client);
    Serial.println(body);
    esp_http_client_cleanup(client);
    Serial.println();
"""


def told(body: str, *faults: Fault, seconds: float = 60) -> list[str]:
    """Run `body` once the board has joined its network, while these faults strike."""
    with bench(Board.ESP32, f"{INCLUDES}{HEADERS}{CLIENT}\nvoid test() {{\n{body}\n}}\n") as running:
        for each in faults:
            running.world.server.add_fault(FaultRule(each))
        return [line.rstrip() for line in running.run(seconds)]


def test_a_request_is_its_events_in_order() -> None:
    assert told(ONCE) == [
        "connected head-sent Content-Length=56 data finish",
        "ESP_OK 404 56 after 120",
        NOTHING,
        "disconnected",
    ]


def test_chunks_are_data_without_a_length() -> None:
    events, result, body, _ = told(ONCE, Fault(FaultKind.ANSWER, change=AnswerChange.CHUNKED))
    assert events.startswith("connected head-sent data")
    assert events.endswith("finish")
    assert (result, body) == ("ESP_OK 404 -1 after 120", NOTHING)


@pytest.mark.parametrize(
    ("fault", "events", "result"),
    [
        (Fault(FaultKind.HALF_OPEN), "connected head-sent", "ESP_ERR_HTTP_EAGAIN -1 0 after 5080"),
        (
            Fault(FaultKind.DROP_REQUEST),
            "connected head-sent disconnected error",
            "ESP_ERR_HTTP_CONNECTION_CLOSED -1 0 after 120",
        ),
        (Fault(FaultKind.RESET), "connected head-sent error", "ESP_ERR_HTTP_FETCH_HEADER -1 0 after 120"),
    ],
    ids=lambda each: each.kind.value if isinstance(each, Fault) else "",
)
def test_what_goes_wrong_has_the_name_of_esp_idf(fault: Fault, events: str, result: str) -> None:
    assert told(ONCE, fault)[:2] == [events, result]


def test_what_is_no_answer_is_waited_for_until_the_connection_ends() -> None:
    _, result, *_ = told(ONCE, Fault(FaultKind.MALFORMED, how=Malformation.STATUS_LINE))
    assert result.split()[:2] in (["ESP_ERR_HTTP_EAGAIN", "-1"], ["ESP_ERR_HTTP_CONNECTION_CLOSED", "-1"])


def test_a_connection_carries_the_next_request() -> None:
    body = r"""
    const esp_http_client_config_t config = usual("https://oceanremote.net/nothing");
    esp_http_client_handle_t client = esp_http_client_init(&config);
    perform(client);
    esp_http_client_set_url(client, "/nothing/else?a=1");
    perform(client);
    char url[80];
    esp_http_client_get_url(client, url, sizeof url);
    Serial.println(url);
    """
    lines = told(body)
    assert lines[0] == "connected head-sent Content-Length=56 data finish"
    assert lines[2] == "head-sent Content-Length=56 data finish"
    assert [lines[each].startswith("ESP_OK 404 56") for each in (1, 3)] == [True, True]
    assert int(lines[3].split()[-1]) < int(lines[1].split()[-1])
    assert lines[4] == "https://oceanremote.net:443/nothing/else"


def test_a_401_without_a_way_to_log_in_is_an_error_and_the_status_is_there() -> None:
    body = r"""
    esp_http_client_config_t config = usual("https://oceanremote.net/api/device/session/");
    config.method = HTTP_METHOD_POST;
    esp_http_client_handle_t client = esp_http_client_init(&config);
    const char* json = "{\"device_id\":\"A\",\"mac_address\":\"24:6F:28:AA:BB:CC\"}";
    esp_http_client_set_post_field(client, json, strlen(json));
    char* type = nullptr;
    esp_http_client_get_header(client, "content-type", &type);
    Serial.println(type);
    esp_http_client_set_header(client, "Content-Type", " application/json ");
    esp_http_client_set_header(client, "X-Device-Token", "oc_perm_nobody");
    perform(client);
    """
    lines = told(body)
    assert lines[0] == "application/x-www-form-urlencoded"
    assert lines[1].endswith("data error")
    assert lines[2].startswith("ESP_ERR_NOT_SUPPORTED 401 ")


def test_an_answer_is_read_in_steps() -> None:
    body = r"""
    esp_http_client_config_t config = usual("http://oceanremote.net/nothing");
    config.event_handler = nullptr;
    esp_http_client_handle_t client = esp_http_client_init(&config);
    Serial.println(esp_err_to_name(esp_http_client_open(client, 0)));
    Serial.println(static_cast<int>(esp_http_client_fetch_headers(client)));
    char piece[40] = {};
    Serial.println(esp_http_client_read(client, piece, 10));
    Serial.println(piece);
    Serial.println(esp_http_client_is_complete_data_received(client));
    const int rest = esp_http_client_read_response(client, piece, sizeof piece);
    const int last = esp_http_client_read(client, piece, sizeof piece);
    Serial.printf("%d %d %d\n", rest, last, esp_http_client_read(client, piece, sizeof piece));
    """
    assert told(body) == ["ESP_OK", "56", "10", NOTHING[:10], "1", "40 6 0"]


def test_https_needs_something_to_look_at_the_server_with() -> None:
    body = r"""
    esp_http_client_config_t config = usual("https://oceanremote.net/nothing");
    config.crt_bundle_attach = nullptr;
    perform(esp_http_client_init(&config));
    config.cert_pem = kAuthority;
    perform(esp_http_client_init(&config));
    """
    lines = told(body)
    assert lines[:2] == ["error", "ESP_ERR_HTTP_CONNECT 0 0 after 0"]
    assert lines[3].startswith("ESP_OK 404 56")


def test_a_head_that_does_not_fit_is_never_whole() -> None:
    body = r"""
    esp_http_client_config_t config = usual("http://oceanremote.net/nothing");
    String token;
    for (int each = 0; each < 60; ++each) token += "0123456789";
    for (int size : {512, 1024}) {
        config.buffer_size_tx = size;
        esp_http_client_handle_t client = esp_http_client_init(&config);
        esp_http_client_set_header(client, "X-Device-Token", token.c_str());
        perform(client);
    }
    """
    lines = told(body)
    assert lines[1] == "ESP_ERR_HTTP_EAGAIN -1 0 after 5080"
    assert lines[3] == "ESP_OK 404 56 after 80"


def test_what_is_not_there_is_told() -> None:
    body = r"""
    esp_http_client_config_t config = usual("http://oceanremote.net/nothing");
    config.is_async = true;
    Serial.println(esp_http_client_init(&config) == nullptr);
    config.is_async = false;
    config.url = "no url";
    Serial.println(esp_http_client_init(&config) == nullptr);
    """
    lines = told(body)
    assert lines[0].startswith("E HTTP_CLIENT: is_async is not simulated")
    assert lines[1:] == ["1", "1"]
