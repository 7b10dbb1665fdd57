/// Leaving a function that cannot go on, with a word in the log (ESP-IDF 5.5.1, components/esp_common/include/esp_check.h). Those that go
/// somewhere set `ret`.
#pragma once

#include <esp_err.h>
#include <esp_log.h>

#define OCEANHIL_SAY_WHERE(log_tag, format, ...) \
    ESP_LOGE(log_tag, "%s(%d): " format, __FUNCTION__, __LINE__ __VA_OPT__(, ) __VA_ARGS__)

#define ESP_RETURN_ON_ERROR(x, log_tag, format, ...)                              \
    do {                                                                          \
        const esp_err_t oceanhil_outcome = (x);                                   \
        if (oceanhil_outcome != ESP_OK) {                                         \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            return oceanhil_outcome;                                              \
        }                                                                         \
    } while (0)

#define ESP_RETURN_VOID_ON_ERROR(x, log_tag, format, ...)                         \
    do {                                                                          \
        if ((x) != ESP_OK) {                                                      \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            return;                                                               \
        }                                                                         \
    } while (0)

#define ESP_GOTO_ON_ERROR(x, goto_tag, log_tag, format, ...)                      \
    do {                                                                          \
        const esp_err_t oceanhil_outcome = (x);                                   \
        if (oceanhil_outcome != ESP_OK) {                                         \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            ret = oceanhil_outcome;                                               \
            goto goto_tag;                                                        \
        }                                                                         \
    } while (0)

#define ESP_RETURN_ON_FALSE(a, err_code, log_tag, format, ...)                    \
    do {                                                                          \
        if (!(a)) {                                                               \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            return err_code;                                                      \
        }                                                                         \
    } while (0)

#define ESP_RETURN_VOID_ON_FALSE(a, log_tag, format, ...)                         \
    do {                                                                          \
        if (!(a)) {                                                               \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            return;                                                               \
        }                                                                         \
    } while (0)

#define ESP_GOTO_ON_FALSE(a, err_code, goto_tag, log_tag, format, ...)            \
    do {                                                                          \
        if (!(a)) {                                                               \
            OCEANHIL_SAY_WHERE(log_tag, format __VA_OPT__(, ) __VA_ARGS__);       \
            ret = err_code;                                                       \
            goto goto_tag;                                                        \
        }                                                                         \
    } while (0)
