"""ESP-IDF's client of MQTT where there is no broker: what its task tries, and what is told of it."""

import re
from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.frames import Record
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults.path import PathFault, PathTrouble
from oceanhil.protocol.network_change import PathChange
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import LOOP, bench, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_BEFORE: Final = r"""
static unsigned long begun;

static void tell(void*, esp_event_base_t base, int32_t id, void* data) {
    const esp_mqtt_error_codes_t& error = *((esp_mqtt_event_handle_t)data)->error_handle;
    Serial.printf("%lu %s %d", (millis() - begun) / 1000, pcTaskGetName(nullptr), (int)id);
    if (id == MQTT_EVENT_ERROR) {
        Serial.printf(" %d %x %d", error.error_type, error.esp_tls_last_esp_err,
                      error.esp_transport_sock_errno == ECONNREFUSED);
    }
    Serial.println();
}

static esp_mqtt_client_handle_t started(const esp_mqtt_client_config_t& config) {
    auto client = esp_mqtt_client_init(&config);
    esp_mqtt_client_register_event(client, MQTT_EVENT_ANY, tell, nullptr);
    begun = millis();
    esp_mqtt_client_start(client);
    return client;
}

static esp_mqtt_client_config_t config_for(const char* uri) {
    esp_mqtt_client_config_t config = {};
    config.broker.address.uri = uri;
    return config;
}
"""


def sketch_of(body: str) -> str:
    """Give a sketch that runs `body` once its board has joined its network."""
    includes = "#include <mqtt_client.h>\n#include <esp_crt_bundle.h>\n"
    return f"{includes}{HEADERS}{_BEFORE}void test() {{\n{body}\n}}\n"


def told(body: str, seconds: float = 60) -> list[str]:
    """Run `body` once the board has joined its network."""
    with bench(Board.ESP32, sketch_of(body)) as running:
        return [line.rstrip() for line in running.run(seconds)]


def test_the_header_compiles_before_all_others_and_with_a_designated_configuration() -> None:
    sketch = r"""
        #include <mqtt_client.h>
        static const esp_mqtt_client_config_t config = {
            .broker = {.address = {.uri = "mqtt://broker.example"}},
            .credentials = {.username = "lamp", .client_id = "lamp-1", .authentication = {.password = "secret"}},
            .session = {.last_will = {.topic = "lamp/state", .msg = "gone", .qos = 1, .retain = 1}, .keepalive = 60},
        };
        void setup() { Serial.println(config.session.keepalive); }
    """
    assert program(Board.ESP32, sketch + LOOP).is_file()


def test_nobody_is_a_broker_and_the_task_tries_again() -> None:
    # It looks twice in ten seconds whether more than ten are over.
    once = ["mqtt_task 7", "mqtt_task 0 1 8001 0", "mqtt_task 2"]
    lines = told('started(config_for("mqtt://broker.example"));', 40)
    assert lines == [f"{second} {each}" for second in (0, 15, 30) for each in once]


@pytest.mark.parametrize(
    ("uri", "trouble"),
    [
        ("mqtt://oceanremote.net", "8004 1"),
        ("mqtt://oceanremote.net:80", "0 0"),
        ("ws://oceanremote.net/mqtt", "0 0"),
        ("mqtts://oceanremote.net:443", "8017 0"),
    ],
)
def test_a_server_that_is_no_broker_is_an_error(uri: str, trouble: str) -> None:
    lines = told(f'started(config_for("{uri}"));', 10)
    assert lines == ["0 mqtt_task 7", f"0 mqtt_task 0 1 {trouble}", "0 mqtt_task 2"]


def test_tls_with_a_bundle_comes_as_far_as_the_answer() -> None:
    body = r"""
        auto config = config_for("mqtts://oceanremote.net:443");
        config.broker.verification.crt_bundle_attach = esp_crt_bundle_attach;
        started(config);
    """
    assert told(body, 10)[1] == "0 mqtt_task 0 1 0 0"


def test_a_scheme_that_is_none_ends_the_task() -> None:
    body = r"""
        auto client = started(config_for("ftp://oceanremote.net"));
        delay(100);
        Serial.printf("%x\n", esp_mqtt_client_stop(client));
    """
    assert told(body) == ["0 mqtt_task 7", "ffffffff"]


def test_who_asks_for_a_session_says_who_he_is(heard: list[Record]) -> None:
    body = r"""
        auto config = config_for("mqtt://lamp:se%cret@oceanremote.net:80/ignored");
        config.credentials.client_id = "lamp-1";
        config.session.last_will = {.topic = "lamp/state", .msg = "gone", .msg_len = 0, .qos = 1, .retain = 1};
        config.session.keepalive = 60;
        started(config);
    """
    told(body, 10)
    packet = next(each.data for each in heard if b"MQTT" in each.data)
    texts = (b"lamp-1", b"lamp/state", b"gone", b"lamp", b"se%cret")
    payload = b"".join(len(each).to_bytes(2, "big") + each for each in texts)
    rest = b"\0\4MQTT\4\xee\0\x3c" + payload
    assert packet.endswith(b"\x10" + bytes([len(rest)]) + rest)


def test_a_session_of_its_own_making_has_the_name_of_the_chip(heard: list[Record]) -> None:
    told('started(config_for("mqtt://oceanremote.net:80"));', 10)
    packet = next(each.data for each in heard if b"MQTT" in each.data)
    assert re.search(rb"\x10\x18\0\x04MQTT\x04\x02\0\x78\0\x0cESP32_[0-9a-f]{2}[0-9A-F]{4}$", packet)


def test_a_silent_server_is_waited_for_and_is_no_error() -> None:
    body = r"""
        static char will[2000];
        memset(will, 'w', sizeof will);
        auto config = config_for("mqtt://oceanremote.net:80");
        config.session.last_will = {.topic = "lamp/state", .msg = will, .msg_len = sizeof will, .qos = 0, .retain = 0};
        config.buffer.size = 4096;
        started(config);
    """
    with bench(Board.ESP32, sketch_of(body)) as running:
        running.world.network.apply(PathChange(PathFault(PathTrouble.MTU_BLACK_HOLE, mtu_bytes=1400)))
        assert [line.rstrip() for line in running.run(20)] == ["0 mqtt_task 7", "10 mqtt_task 2"]


def test_what_is_to_be_acknowledged_waits_for_half_a_minute() -> None:
    body = r"""
        auto config = config_for("mqtt://broker.example");
        config.outbox.limit = 300;
        auto client = esp_mqtt_client_init(&config);
        esp_mqtt_client_start(client);
        delay(100);
        static char data[200] = {};
        Serial.printf("%d ", esp_mqtt_client_publish(client, "lamp", "on", 0, 0, 0));
        Serial.printf("%d ", esp_mqtt_client_publish(client, "", "on", 0, 1, 0));
        Serial.printf("%d ", esp_mqtt_client_get_outbox_size(client));
        Serial.printf("%d ", esp_mqtt_client_publish(client, "lamp", "on", 0, 1, 0) > 0);
        Serial.printf("%d ", esp_mqtt_client_get_outbox_size(client));
        Serial.printf("%d ", esp_mqtt_client_enqueue(client, "lamp", data, sizeof data, 0, 0, true));
        Serial.printf("%d ", esp_mqtt_client_get_outbox_size(client));
        Serial.printf("%d ", esp_mqtt_client_enqueue(client, "lamp", data, 10, 0, 0, false));
        Serial.printf("%d ", esp_mqtt_client_publish(client, "lamp", data, 100, 2, 0));
        const esp_mqtt_topic_t topics[] = {{"lamp/+", 1}, {"fan", 0}};
        Serial.printf("%d ", esp_mqtt_client_subscribe(client, "lamp/+", 1));
        Serial.printf("%d ", esp_mqtt_client_subscribe_multiple(client, topics, 2));
        Serial.printf("%d\n", esp_mqtt_client_unsubscribe(client, "lamp/+"));
        delay(29000);
        Serial.println(esp_mqtt_client_get_outbox_size(client));
        delay(7000);
        Serial.println(esp_mqtt_client_get_outbox_size(client));
    """
    # Type, length, topic with its length, number, text; of the second a length of two bytes, and no number.
    assert told(body) == ["-1 -1 0 1 12 0 221 -1 -2 -1 -1 -1", "221", "0"]


def test_a_client_is_stopped_by_others_alone_and_connects_at_once_when_told() -> None:
    body = r"""
        auto config = config_for("mqtt://broker.example");
        config.network.disable_auto_reconnect = true;
        auto client = esp_mqtt_client_init(&config);
        Serial.printf("%x ", esp_mqtt_client_stop(client));
        const auto stop_it = [](void*, esp_event_base_t, int32_t, void* data) {
            auto* const event = (esp_mqtt_event_handle_t)data;
            Serial.printf("%lu: %x ", (millis() - begun) / 1000, esp_mqtt_client_stop(event->client));
        };
        esp_mqtt_client_register_event(client, MQTT_EVENT_DISCONNECTED, stop_it, nullptr);
        begun = millis();
        Serial.printf("%x ", esp_mqtt_client_start(client));
        delay(30500);
        Serial.printf("%x ", esp_mqtt_client_start(client));
        Serial.printf("%x ", esp_mqtt_client_reconnect(client));
        esp_mqtt_client_publish(client, "lamp", "on", 0, 1, 0);
        delay(1000);
        const unsigned long since = millis();
        Serial.printf("%x ", esp_mqtt_client_stop(client));
        Serial.printf("%d ", esp_mqtt_client_get_outbox_size(client));
        Serial.printf("%d ", millis() - since <= 5000);
        Serial.printf("%x ", esp_mqtt_client_reconnect(client));
        Serial.printf("%x ", esp_mqtt_client_start(client));
        Serial.printf("%x\n", esp_mqtt_client_destroy(client));
    """
    found = told(body, 70)[0].split(" ")
    # Its own handlers are told before who started it, or had it connect, goes on.
    assert found[:4] == ["ffffffff", "0:", "ffffffff", "0"]
    assert found[4:8] == ["ffffffff", "30:", "ffffffff", "0"]
    assert found[8:] == ["0", "0", "1", "ffffffff", "35:", "ffffffff", "0", "0"]


def test_a_client_is_given_back_whole() -> None:
    body = r"""
        auto config = config_for("mqtt://broker.example");
        const auto turn = [&] {
            auto client = esp_mqtt_client_init(&config);
            esp_mqtt_client_start(client);
            delay(500);
            esp_mqtt_client_publish(client, "lamp", "on", 0, 1, 0);
            esp_mqtt_client_destroy(client);
            delay(100);
            return ESP.getFreeHeap();
        };
        const uint32_t first = turn();
        turn();
        Serial.println(turn() == first);
    """
    assert told(body) == ["1"]


def test_what_contradicts_itself_is_no_configuration() -> None:
    body = r"""
        const auto is_one = [](const esp_mqtt_client_config_t& config) {
            Serial.printf("%d ", esp_mqtt_client_init(&config) != nullptr);
        };
        is_one(config_for("mqtt://broker.example"));
        is_one(config_for("broker.example"));
        is_one(config_for("mqtt://"));
        is_one(config_for("mqtt://broker.example:99999"));
        auto config = config_for("mqtt://broker.example");
        config.broker.verification.certificate = kAuthority;
        is_one(config);
        config.broker.address.uri = "mqtts://broker.example";
        is_one(config);
        config.broker.address.transport = MQTT_TRANSPORT_OVER_SSL;
        is_one(config);
        config.broker.address.uri = nullptr;
        config.broker.address.hostname = "broker.example";
        is_one(config);
        config.session.protocol_ver = MQTT_PROTOCOL_V_5;
        is_one(config);
        Serial.println();
    """
    assert told(body) == ["1 0 0 0 0 1 0 1 0"]


def test_an_event_of_ones_own_is_told_in_the_task() -> None:
    body = r"""
        auto client = started(config_for("mqtt://broker.example"));
        delay(2000);
        static esp_mqtt_error_codes_t none;
        esp_mqtt_event_t event = {};
        event.error_handle = &none;
        Serial.printf("%x ", esp_mqtt_dispatch_custom_event(client, &event));
        Serial.printf("%x\n", esp_mqtt_dispatch_custom_event(client, &event));
    """
    assert told(body, 10)[3:] == ["0 107", "5 mqtt_task 9"]
