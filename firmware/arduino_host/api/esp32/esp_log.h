/// Words of ESP-IDF's parts, which the core passes on as its own. Facts: esp32-hal-log.h, CONFIG_ARDUHAL_ESP_LOG; of
/// what a sketch writes itself, components/log/include/esp_log.h of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_LOG_H
#define OCEANHIL_ESP_LOG_H

#include <stdarg.h>

#include "esp32-hal-log.h"

typedef enum {
    ESP_LOG_NONE,
    ESP_LOG_ERROR,
    ESP_LOG_WARN,
    ESP_LOG_INFO,
    ESP_LOG_DEBUG,
    ESP_LOG_VERBOSE,
} esp_log_level_t;

#ifdef __cplusplus
extern "C" {
#endif

/// Milliseconds since the boot.
uint32_t esp_log_timestamp(void);
uint32_t esp_log_early_timestamp(void);

typedef int (*vprintf_like_t)(const char* format, va_list values);

/// Levels count for `esp_log_write`; that of `ESP_LOGE` and its like is the one with which the sketch was built. "*" is
/// every tag; without a level of its own a tag has ESP_LOG_ERROR.
void esp_log_level_set(const char* tag, esp_log_level_t level);
esp_log_level_t esp_log_level_get(const char* tag);
/// What prints all that is written from now on; gives what did before.
vprintf_like_t esp_log_set_vprintf(vprintf_like_t func);
void esp_log_write(esp_log_level_t level, const char* tag, const char* format, ...)
    __attribute__((format(printf, 3, 4)));
void esp_log_writev(esp_log_level_t level, const char* tag, const char* format, va_list args);

#ifdef __cplusplus
}
#endif

#define ESP_LOGE(tag, format, ...) log_e("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) log_w("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) log_i("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGD(tag, format, ...) log_d("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGV(tag, format, ...) log_v("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_EARLY_LOGE ESP_LOGE
#define ESP_EARLY_LOGW ESP_LOGW
#define ESP_EARLY_LOGI ESP_LOGI
#define ESP_EARLY_LOGD ESP_LOGD
#define ESP_EARLY_LOGV ESP_LOGV

#endif
