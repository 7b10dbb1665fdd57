"""Parts of ESP-IDF that sketches call beside the core: events, interfaces, partitions, checksums, buffers of bytes."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import alone, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_checksums_of_the_rom_are_those_of_the_catalogue() -> None:
    # https://reveng.sourceforge.io/crc-catalogue/: CRC-32/ISO-HDLC, CRC-32/BZIP2, CRC-16/IBM-SDLC, CRC-16/GENIBUS,
    # CRC-8/ROHC and CRC-8/SMBUS of "123456789".
    body = r"""
        const auto* text = reinterpret_cast<const uint8_t*>("123456789");
        Serial.printf("%08x %08x\n", (unsigned)crc32_le(0, text, 9), (unsigned)crc32_be(0, text, 9));
        Serial.printf("%04x %04x\n", crc16_le(0, text, 9), crc16_be(0, text, 9));
        Serial.printf("%02x %02x\n", (uint8_t)~crc8_le(0, text, 9), (uint8_t)~crc8_be(0xff, text, 9));
        Serial.println(esp_rom_crc32_le(esp_crc32_le(0, text, 4), text + 4, 5) == crc32_le(0, text, 9));
    """
    headers = "#include <rom/crc.h>\n#include <esp_crc.h>\n#include <esp_rom_crc.h>"
    assert alone(Board.ESP32, "", body, headers) == ["cbf43926 fc891918", "906e d64e", "d0 f4", "1"]


def test_a_stream_buffer_gives_what_there_is_and_waits_for_its_trigger() -> None:
    body = r"""
        StreamBufferHandle_t stream = xStreamBufferCreate(10, 4);
        Serial.println(xStreamBufferSend(stream, "abcdefghijkl", 12, 0));
        char got[20] = {};
        Serial.println(xStreamBufferReceive(stream, got, 3, 0));
        Serial.println(xStreamBufferSend(stream, "XYZ", 3, 0));
        Serial.println(xStreamBufferReceive(stream, got, sizeof got, 0));
        Serial.println(got);
        xTaskCreate([](void* to) {
            for (int each = 0; each < 6; ++each) {
                delay(100);
                xStreamBufferSend(static_cast<StreamBufferHandle_t>(to), "-", 1, 0);
            }
            vTaskDelete(nullptr);
        }, "sender", 4096, stream, 1, nullptr);
        const unsigned long since = millis();
        const size_t bytes = xStreamBufferReceive(stream, got, sizeof got, portMAX_DELAY);
        Serial.printf("%u %lu\n", (unsigned)bytes, (millis() - since) / 10 * 10);
        Serial.println(xStreamBufferReceive(stream, got, sizeof got, pdMS_TO_TICKS(250)));
    """
    lines = alone(Board.ESP32, "", body, "#include <freertos/stream_buffer.h>")
    assert lines == ["10", "3", "3", "10", "defghijXYZ", "4 400", "2"]


def test_a_message_is_received_whole_or_not_at_all() -> None:
    body = r"""
        MessageBufferHandle_t box = xMessageBufferCreate(20);
        Serial.print(xMessageBufferSend(box, "first", 5, 0));
        Serial.print(xMessageBufferSend(box, "second!", 7, 0));
        Serial.println(xMessageBufferSend(box, "x", 1, 0));
        char got[20] = {};
        Serial.print(xMessageBufferReceive(box, got, 4, 0));
        Serial.print(xMessageBufferNextLengthBytes(box));
        Serial.print(xMessageBufferReceive(box, got, 5, 0));
        Serial.println(got);
        Serial.println(xMessageBufferReceive(box, got, 20, 0));
    """
    assert alone(Board.ESP32, "", body, "#include <freertos/message_buffer.h>") == ["570", "055first", "7"]


def test_partitions_are_those_of_the_usual_table_without_a_second_application() -> None:
    body = r"""
        const esp_partition_t* running = esp_ota_get_running_partition();
        Serial.printf("%s %x %x\n", running->label, (unsigned)running->address, (unsigned)running->size);
        Serial.println(esp_ota_get_next_update_partition(nullptr) == nullptr);
        esp_partition_iterator_t each = esp_partition_find(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, nullptr);
        for (; each != nullptr; each = esp_partition_next(each)) Serial.printf("%s ", esp_partition_get(each)->label);
        Serial.println();
        const esp_partition_t* core = esp_partition_find_first(
            ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_COREDUMP, "coredump");
        uint32_t word = 0;
        Serial.print(esp_partition_erase_range(core, 4096, 4096));
        Serial.print(esp_partition_write(core, 4096, "kept", 4));
        Serial.print(ESP.flashRead(0x3F1000, &word, 4));
        Serial.printf(" %.4s", reinterpret_cast<char*>(&word));
        const esp_err_t beyond = esp_partition_read(core, 0x10001, &word, 1);
        Serial.printf(" %x %x\n", beyond, esp_partition_read(core, 0xFFFF, &word, 2));
    """
    lines = alone(Board.ESP32, "", body, "#include <esp_ota_ops.h>\n#include <esp_partition.h>")
    assert lines == ["app0 10000 140000", "1", "nvs otadata spiffs coredump ", "001 kept 102 104"]


def test_an_application_says_of_itself_what_the_cores_libraries_do() -> None:
    body = r"""
        const esp_partition_t* running = esp_ota_get_running_partition();
        esp_ota_img_states_t state;
        esp_app_desc_t told;
        uint8_t hash[32];
        char digits[11];
        Serial.printf("%x %x\n", esp_ota_get_state_partition(running, &state), esp_partition_get_sha256(running, hash));
        Serial.printf("%d %s %.2x\n", esp_app_get_elf_sha256(digits, sizeof digits), digits, hash[0]);
        Serial.println(esp_ota_get_partition_description(running, &told));
        Serial.printf("%x %s\n", (unsigned)told.magic_word, told.project_name);
        const esp_partition_t* data =
            esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, nullptr);
        Serial.printf("%x %x\n", esp_partition_get_sha256(data, hash), esp_ota_get_state_partition(nullptr, &state));
    """
    lines = alone(Board.ESP32, "", body, "#include <esp_app_format.h>\n#include <esp_ota_ops.h>")
    assert lines == ["105 0", "11 0cea421100 0c", "0", "abcd5432 arduino-lib-builder", "106 102"]


def test_handlers_of_esp_idf_hear_the_station_and_what_is_posted() -> None:
    sketch = r"""
        #include <WiFi.h>
        #include <esp_event.h>
        #include <esp_netif.h>
        ESP_EVENT_DEFINE_BASE(LAMP_EVENT);
        static void hear(void* who, esp_event_base_t base, int32_t id, void* data) {
            Serial.printf("%s %s %d\n", static_cast<const char*>(who), base, static_cast<int>(id));
            if (base == IP_EVENT) {
                auto* got = static_cast<ip_event_got_ip_t*>(data);
                Serial.printf(IPSTR " %s\n", IP2STR(&got->ip_info.gw), esp_netif_get_ifkey(got->esp_netif));
            }
        }
        void setup() {
            char any[] = "any";
            char lamp[] = "lamp";
            const esp_err_t early = esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, hear, nullptr);
            Serial.println(early == ESP_ERR_INVALID_STATE);
            Serial.println(esp_event_loop_create_default());
            esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, hear, any);
            esp_event_handler_instance_t instance;
            esp_event_handler_instance_register(IP_EVENT, IP_EVENT_STA_GOT_IP, hear, any, &instance);
            esp_event_handler_register(LAMP_EVENT, 7, hear, lamp);
            WiFi.begin("OceanNet", "correct horse");
            while (WiFi.status() != WL_CONNECTED) delay(100);
            Serial.println(esp_event_loop_create_default() == ESP_ERR_INVALID_STATE);
            esp_event_post(LAMP_EVENT, 7, "on", 3, portMAX_DELAY);
            esp_event_post(LAMP_EVENT, 8, "on", 3, portMAX_DELAY);
            delay(1);
            esp_event_handler_unregister(WIFI_EVENT, ESP_EVENT_ANY_ID, hear);
            esp_netif_ip_info_t info;
            esp_netif_get_ip_info(esp_netif_get_default_netif(), &info);
            char text[16];
            Serial.println(esp_ip4addr_ntoa(&info.ip, text, sizeof text));
            Serial.println(esp_ip4addr_aton(text) == info.ip.addr);
            WiFi.disconnect(true);
            Serial.println(esp_netif_get_handle_from_ifkey("WIFI_STA_DEF") == nullptr);
        }
        void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch, 20) == [
        *("1", "0", "any WIFI_EVENT 2", "any WIFI_EVENT 4", "any IP_EVENT 0", "192.168.1.1 WIFI_STA_DEF", "1"),
        *("lamp LAMP_EVENT 7", "192.168.1.100", "1", "1"),
    ]


def test_a_loop_of_a_sketch_has_a_queue_and_a_task_of_its_own_or_is_run_by_hand() -> None:
    sketch = r"""
        #include <esp_event.h>
        ESP_EVENT_DEFINE_BASE(LAMP);
        static esp_event_loop_handle_t lamp;
        static esp_event_loop_handle_t by_hand;
        static void hear(void* who, esp_event_base_t base, int32_t id, void* data) {
            const char* const task = pcTaskGetName(nullptr);
            Serial.printf("%s %s %d %s in %s\n", (const char*)who, base, (int)id, data ? (const char*)data : "-", task);
            if (id == 1) {
                // Two have room; nobody waits for more where only this handler could make it.
                int posted = 0;
                while (esp_event_post_to(lamp, LAMP, 2, nullptr, 0, portMAX_DELAY) == ESP_OK) ++posted;
                Serial.printf("posted %d\n", posted);
            }
        }
        void setup() {
            char me[] = "me";
            char one[] = "one";
            esp_event_loop_args_t wanted = {2, "lamp", 5, 4096, 1};
            Serial.printf("%x\n", esp_event_loop_create(nullptr, &lamp));
            Serial.printf("%d\n", esp_event_loop_create(&wanted, &lamp));
            wanted.task_name = nullptr;
            Serial.printf("%d\n", esp_event_loop_create(&wanted, &by_hand));
            esp_event_handler_register_with(lamp, LAMP, ESP_EVENT_ANY_ID, hear, me);
            esp_event_handler_instance_t instance;
            esp_event_handler_instance_register_with(by_hand, LAMP, 7, hear, one, &instance);
            char text[] = "on";
            esp_event_post_to(lamp, LAMP, 1, text, sizeof text, 0);
            text[1] = 'x';
            delay(5);
            Serial.printf("%d\n", esp_event_post_to(by_hand, LAMP, 7, nullptr, 0, 0));
            Serial.printf("%d\n", esp_event_post_to(by_hand, LAMP, 8, nullptr, 0, 0));
            Serial.printf("%x\n", esp_event_post_to(by_hand, LAMP, 7, nullptr, 0, pdMS_TO_TICKS(20)));
            esp_event_loop_run(by_hand, 0);
            esp_event_loop_run(by_hand, 0);
            esp_event_handler_instance_unregister_with(by_hand, LAMP, 7, instance);
            esp_event_post_to(by_hand, LAMP, 7, nullptr, 0, 0);
            esp_event_loop_run(by_hand, 5);
            Serial.printf("%x\n", esp_event_post_to(by_hand, LAMP, ESP_EVENT_ANY_ID, nullptr, 0, 0));
            Serial.printf("%d %d\n", esp_event_loop_delete(lamp), esp_event_loop_delete(by_hand));
        }
        void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch, 5) == [
        *("102", "0", "0", "me LAMP 1 on in lamp", "posted 2", "me LAMP 2 - in lamp", "me LAMP 2 - in lamp"),
        *("0", "0", "107", "one LAMP 7 - in loopTask", "102", "0 0"),
    ]


def test_pins_of_esp_idf_are_there_with_those_of_arduino() -> None:
    body = r"""
        gpio_config_t lamp = {};
        lamp.pin_bit_mask = 1ULL << 26;
        lamp.mode = GPIO_MODE_OUTPUT;
        Serial.printf("%d ", gpio_config(&lamp));
        Serial.printf("%d\n", gpio_set_level(GPIO_NUM_26, 1));
    """
    assert alone(Board.ESP32, "", body) == ["0 0"]


def test_a_pre_shared_key_is_refused_by_a_server_that_has_none() -> None:
    body = r"""
        WiFiClientSecure client;
        client.setPreSharedKey("lamp", "1a2b3");
        client.connect("oceanremote.net", 443);
        tell_error(client);
        client.setPreSharedKey("lamp", "1a2b3c");
        client.connect("oceanremote.net", 443);
        tell_error(client);
        client.setInsecure();
        Serial.println(client.connect("oceanremote.net", 443));
    """
    assert lines_of(Board.ESP32, f"{HEADERS}\nvoid test() {{\n{body}\n}}\n", 30) == [
        "-1 ERROR - Generic error",
        "-30592 SSL - A fatal alert message was received from our peer",
        "1",
    ]


def test_a_reading_is_a_voltage_of_the_whole_range() -> None:
    body = r"""
        esp_adc_cal_characteristics_t wide, narrow;
        Serial.println(esp_adc_cal_characterize(ADC_UNIT_1, ADC_ATTEN_DB_11, ADC_WIDTH_BIT_12, 1100, &wide));
        esp_adc_cal_characterize(ADC_UNIT_1, ADC_ATTEN_DB_11, ADC_WIDTH_BIT_9, 1100, &narrow);
        for (uint32_t each : {0, 2048, 4095}) Serial.println(esp_adc_cal_raw_to_voltage(each, &wide));
        Serial.println(esp_adc_cal_raw_to_voltage(511, &narrow));
        Serial.println(analogReadMilliVolts(34) == esp_adc_cal_raw_to_voltage(analogRead(34), &wide));
        Serial.println(esp_err_to_name(esp_adc_cal_check_efuse(ESP_ADC_CAL_VAL_EFUSE_TP)));
        Serial.println(esp_err_to_name(esp_adc_cal_check_efuse(ESP_ADC_CAL_VAL_DEFAULT_VREF)));
    """
    voltages = ["0", "1650", "3300", "3300", "1"]
    lines = alone(Board.ESP32, "", body, "#include <esp_adc_cal.h>")
    assert lines == ["0", *voltages, "ESP_ERR_NOT_SUPPORTED", "ESP_ERR_INVALID_ARG"]
