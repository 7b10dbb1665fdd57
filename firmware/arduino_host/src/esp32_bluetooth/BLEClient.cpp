// A client's attempt, which nobody answers. Facts: libraries/BLE/src/BLEClient.cpp and BLEUtils.cpp of arduino-esp32;
// how long Bluedroid tries: espressif/arduino-esp32#3144.
#include <BLEClient.h>
#include <BLEUtils.h>
#include <esp_bt_main.h>
#include <freertos/task.h>
#include <stdio.h>

#include <algorithm>

namespace {

constexpr uint32_t kBleAttemptMs = 30000;
constexpr size_t kDigitsOfByte = 2;

}  // namespace

bool BLEClient::connect(BLEAddress address, uint8_t type, uint32_t timeoutMs) {
    (void)type;
    if (esp_bluedroid_get_status() != ESP_BLUEDROID_STATUS_ENABLED) {
        return false;
    }
    peer_ = address;
    vTaskDelay(pdMS_TO_TICKS(std::min(timeoutMs, kBleAttemptMs)));
    return false;
}

char* BLEUtils::buildHexData(uint8_t* target, uint8_t* source, uint8_t length) {
    auto* const text =
        target != nullptr ? reinterpret_cast<char*>(target) : static_cast<char*>(malloc(length * kDigitsOfByte + 1));
    if (text == nullptr) {
        return nullptr;
    }
    text[0] = '\0';
    for (size_t index = 0; index < length; index++) {
        snprintf(text + index * kDigitsOfByte, kDigitsOfByte + 1, "%02x", source[index]);
    }
    return text;
}
