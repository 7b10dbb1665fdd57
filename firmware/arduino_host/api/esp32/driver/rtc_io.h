/// Pins that stay powered in a sleep (ESP-IDF, components/esp_driver_gpio/include/driver/rtc_io.h): awake they
/// are pins as others, asleep what is latched stays as it is.
#ifndef OCEANHIL_DRIVER_RTC_IO_H
#define OCEANHIL_DRIVER_RTC_IO_H

#include <driver/gpio.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    RTC_GPIO_MODE_INPUT_ONLY,
    RTC_GPIO_MODE_OUTPUT_ONLY,
    RTC_GPIO_MODE_INPUT_OUTPUT,
    RTC_GPIO_MODE_DISABLED
} rtc_gpio_mode_t;

static inline bool rtc_gpio_is_valid_gpio(gpio_num_t gpio_num) {
#if defined(CONFIG_IDF_TARGET_ESP32S3)
    const uint64_t kPins = 0x3FFFFFULL;
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
    const uint64_t kPins = 0;
#else
    const uint64_t kPins = 0xFF0E00F015ULL;  // components/soc/esp32/rtc_io_periph.c: 18 of them
#endif
    return gpio_num >= 0 && (kPins >> gpio_num & 1) != 0;
}

static inline esp_err_t rtc_gpio_init(gpio_num_t gpio_num) {
    return rtc_gpio_is_valid_gpio(gpio_num) ? ESP_OK : ESP_ERR_INVALID_ARG;
}
static inline esp_err_t rtc_gpio_deinit(gpio_num_t gpio_num) { return rtc_gpio_init(gpio_num); }
esp_err_t rtc_gpio_isolate(gpio_num_t gpio_num);
/// Latches the pad as it is, through resets and deep sleeps, until it is let go or power is lost.
esp_err_t rtc_gpio_hold_en(gpio_num_t gpio_num);
esp_err_t rtc_gpio_hold_dis(gpio_num_t gpio_num);
static inline esp_err_t rtc_gpio_set_direction(gpio_num_t gpio_num, rtc_gpio_mode_t mode) {
    const bool is_output = mode == RTC_GPIO_MODE_OUTPUT_ONLY || mode == RTC_GPIO_MODE_INPUT_OUTPUT;
    return gpio_set_direction(gpio_num, is_output ? GPIO_MODE_OUTPUT : GPIO_MODE_INPUT);
}
static inline esp_err_t rtc_gpio_set_level(gpio_num_t gpio_num, uint32_t level) {
    return gpio_set_level(gpio_num, level);
}
static inline uint32_t rtc_gpio_get_level(gpio_num_t gpio_num) {
    return (uint32_t)gpio_get_level(gpio_num);
}
static inline esp_err_t rtc_gpio_pullup_en(gpio_num_t gpio_num) { return gpio_pullup_en(gpio_num); }
static inline esp_err_t rtc_gpio_pullup_dis(gpio_num_t gpio_num) { return gpio_pullup_dis(gpio_num); }
static inline esp_err_t rtc_gpio_pulldown_en(gpio_num_t gpio_num) { return gpio_pulldown_en(gpio_num); }
static inline esp_err_t rtc_gpio_pulldown_dis(gpio_num_t gpio_num) { return gpio_pulldown_dis(gpio_num); }

#ifdef __cplusplus
}
#endif

#endif
