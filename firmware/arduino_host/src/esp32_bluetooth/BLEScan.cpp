// A scan: the radio listens for as long as it is asked to, and hears nobody. Facts: libraries/BLE/src/BLEScan.cpp of
// arduino-esp32.
#include <BLEScan.h>
#include <esp_bt_main.h>
#include <esp_timer.h>
#include <freertos/FreeRTOS.h>
#include <freertos/semphr.h>
#include <machine.h>

#include "ble_ends.h"

namespace {

constexpr uint64_t kScanMicros = 1000000;

/// Of the one scan that there can be.
struct Listening {
    bool is_on = false;
    void (*tell)(BLEScanResults) = nullptr;
    esp_timer_handle_t end = nullptr;
    /// Is there while no scan goes on.
    SemaphoreHandle_t is_over = nullptr;
};

Listening listening;

void end_listening() {
    listening.is_on = false;
    xSemaphoreGive(listening.is_over);
}

void listening_is_over(void*) {
    end_listening();
    if (listening.tell != nullptr) {
        listening.tell(BLEScanResults());
    }
}

void take_listening() {
    if (listening.is_over == nullptr) {
        listening.is_over = xSemaphoreCreateBinary();
        xSemaphoreGive(listening.is_over);
        const esp_timer_create_args_t made = {listening_is_over, nullptr, ESP_TIMER_TASK, "ble_scan", false};
        esp_timer_create(&made, &listening.end);
    }
    xSemaphoreTake(listening.is_over, portMAX_DELAY);
}

}  // namespace

void oceanhil::end_ble_scan() {
    if (listening.is_on) {
        esp_timer_stop(listening.end);
        end_listening();
    }
}

BLEAdvertisedDevice BLEScanResults::getDevice(uint32_t i) {
    (void)i;
    const BLEAdvertisedDevice* volatile none = nullptr;
    return *none;
}

bool BLEScan::start(uint32_t duration, void (*scanCompleteCB)(BLEScanResults), bool is_continue) {
    (void)is_continue;
    take_listening();
    listening.tell = scanCompleteCB;
    if (esp_bluedroid_get_status() != ESP_BLUEDROID_STATUS_ENABLED) {
        xSemaphoreGive(listening.is_over);
        return false;
    }
    listening.is_on = true;
    if (duration != 0) {
        esp_timer_start_once(listening.end, duration * kScanMicros);
    }
    return true;
}

void BLEScan::wait_for(uint32_t duration, bool is_continue) {
    if (start(duration, nullptr, is_continue)) {
        xSemaphoreTake(listening.is_over, portMAX_DELAY);
        xSemaphoreGive(listening.is_over);
    }
}

bool BLEScan::stop() {
    oceanhil::end_ble_scan();
    return esp_bluedroid_get_status() == ESP_BLUEDROID_STATUS_ENABLED;
}

bool BLEScan::isScanning() {
    oceanhil::machine::micros();
    return listening.is_on;
}
