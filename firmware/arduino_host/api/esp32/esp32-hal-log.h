/// Words of a program to whoever debugs it. With the core's usual level, none, they are nothing; with
/// `CORE_DEBUG_LEVEL` they go to the console. Facts: cores/esp32/esp32-hal-log.h.
#ifndef OCEANHIL_ESP32_HAL_LOG_H
#define OCEANHIL_ESP32_HAL_LOG_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_timer.h"

#define ARDUHAL_LOG_LEVEL_NONE (0)
#define ARDUHAL_LOG_LEVEL_ERROR (1)
#define ARDUHAL_LOG_LEVEL_WARN (2)
#define ARDUHAL_LOG_LEVEL_INFO (3)
#define ARDUHAL_LOG_LEVEL_DEBUG (4)
#define ARDUHAL_LOG_LEVEL_VERBOSE (5)

#ifdef CORE_DEBUG_LEVEL
#define ARDUHAL_LOG_LEVEL CORE_DEBUG_LEVEL
#else
#define ARDUHAL_LOG_LEVEL ARDUHAL_LOG_LEVEL_NONE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// The name of a file without its folders.
const char* pathToFileName(const char* path);
int log_printf(const char* format, ...);
int log_printfv(const char* format, va_list arg);
/// Bytes as hexadecimal numbers and as letters, 16 a line; where there are more, each line begins with its place.
void log_print_buf(const uint8_t* b, size_t len);
/// Milliseconds since the boot.
unsigned oceanhil_log_millis(void);

#ifdef __cplusplus
}
#endif

#define OCEANHIL_LOG(letter, format, ...)                                                                         \
    log_printf("[%6u][" #letter "][%s:%u] %s(): " format "\r\n", oceanhil_log_millis(), pathToFileName(__FILE__), \
               (unsigned)__LINE__, __FUNCTION__, ##__VA_ARGS__)
#define OCEANHIL_NO_LOG(...) \
    do {                     \
    } while (0)

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_VERBOSE
#define log_v(format, ...) OCEANHIL_LOG(V, format, ##__VA_ARGS__)
#else
#define log_v(format, ...) OCEANHIL_NO_LOG()
#endif
#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_DEBUG
#define log_d(format, ...) OCEANHIL_LOG(D, format, ##__VA_ARGS__)
#else
#define log_d(format, ...) OCEANHIL_NO_LOG()
#endif
#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_INFO
#define log_i(format, ...) OCEANHIL_LOG(I, format, ##__VA_ARGS__)
#else
#define log_i(format, ...) OCEANHIL_NO_LOG()
#endif
#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_WARN
#define log_w(format, ...) OCEANHIL_LOG(W, format, ##__VA_ARGS__)
#else
#define log_w(format, ...) OCEANHIL_NO_LOG()
#endif
#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_ERROR
#define log_e(format, ...) OCEANHIL_LOG(E, format, ##__VA_ARGS__)
#else
#define log_e(format, ...) OCEANHIL_NO_LOG()
#endif
// Of every level.
#define log_n(format, ...) OCEANHIL_LOG(E, format, ##__VA_ARGS__)

#define isr_log_v log_v
#define isr_log_d log_d
#define isr_log_i log_i
#define isr_log_w log_w
#define isr_log_e log_e

#include "esp_log.h"

#endif
