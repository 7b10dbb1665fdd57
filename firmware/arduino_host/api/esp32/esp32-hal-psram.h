/// More memory outside of the chip: there is none. Facts: cores/esp32/esp32-hal-psram.h.
#ifndef OCEANHIL_ESP32_HAL_PSRAM_H
#define OCEANHIL_ESP32_HAL_PSRAM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline bool psramInit(void) { return false; }
static inline bool psramFound(void) { return false; }
static inline void* ps_malloc(size_t size) { return (void)size, (void*)0; }
static inline void* ps_calloc(size_t n, size_t size) { return (void)n, (void)size, (void*)0; }
static inline void* ps_realloc(void* ptr, size_t size) { return (void)ptr, (void)size, (void*)0; }

#ifdef __cplusplus
}
#endif

#endif
