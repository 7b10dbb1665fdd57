// What ESP-IDF and the ROM tell of the chip beside esp_system.h.
#include <Arduino.h>
#include <esp_chip_info.h>
#include <esp_idf_version.h>
#include <esp_system.h>
#include <rom/rtc.h>
#include <soc/rtc_cntl_reg.h>

namespace {

constexpr uint32_t kBluetooth = CHIP_FEATURE_BLE
#if CONFIG_IDF_TARGET_ESP32
                                | CHIP_FEATURE_BT
#endif
    ;

esp_chip_model_t model() {
#if CONFIG_IDF_TARGET_ESP32S3
    return CHIP_ESP32S3;
#elif CONFIG_IDF_TARGET_ESP32C3
    return CHIP_ESP32C3;
#else
    return CHIP_ESP32;
#endif
}

// Power-on has the detector on.
uint32_t brown_out = RTC_CNTL_BROWN_OUT_ENA;

}  // namespace

extern "C" {

const char* esp_get_idf_version(void) { return ESP.getSdkVersion(); }

void esp_chip_info(esp_chip_info_t* out_info) {
    *out_info = {model(), CHIP_FEATURE_WIFI_BGN | kBluetooth, ESP.getChipRevision(), ESP.getChipCores()};
}

RESET_REASON rtc_get_reset_reason(int) {
    constexpr auto kOfProcessor = static_cast<RESET_REASON>(12);
    switch (esp_reset_reason()) {
        case ESP_RST_POWERON:
            return POWERON_RESET;
        case ESP_RST_DEEPSLEEP:
            return DEEPSLEEP_RESET;
        case ESP_RST_BROWNOUT:
            return RTCWDT_BROWN_OUT_RESET;
        case ESP_RST_WDT:
            return TG0WDT_SYS_RESET;
        default:
            return kOfProcessor;
    }
}

}  // extern "C"

namespace oceanhil {

uint32_t read_register(Register) { return brown_out; }

void write_register(Register, uint32_t value) { brown_out = value; }

}  // namespace oceanhil
