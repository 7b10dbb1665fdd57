/// Time, cycles and interrupt levels. Facts: cores/esp8266/core_esp8266_features.h.
#ifndef CORE_ESP8266_FEATURES_H
#define CORE_ESP8266_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifndef F_CPU
#define F_CPU 80000000L
#endif

#define CORE_HAS_LIBB64
#define CORE_HAS_BASE64_CLASS
#define CORE_HAS_CXA_GUARD
#define CORE_HAS_UMM
#define WIFI_HAS_EVENT_CALLBACK
#define WIFI_IS_OFF_AT_BOOT

#ifndef __STRINGIFY
#define __STRINGIFY(text) #text
#endif

#ifdef __cplusplus
extern "C" {
#endif

unsigned long millis(void);
unsigned long micros(void);
uint64_t micros64(void);
void delay(unsigned long milliseconds);
void delayMicroseconds(unsigned int microseconds);

/// The level before; 15 turns interrupts off, 0 on. Those between are taken as off.
uint32_t xt_rsil(uint32_t level);
void xt_wsr_ps(uint32_t level);

/// Chooses between two ways of making pulses, of which pins show no difference here.
static inline void enablePhaseLockedWaveform(void) {}

uint32_t esp_get_cycle_count(void);
/// Where the program is, in this machine's memory.
uint32_t esp_get_program_counter(void) __attribute__((noinline));
static inline int esp_get_cpu_freq_mhz(void) { return F_CPU / 1000000L; }
static inline bool esp_is_8285(void) { return false; }

#ifdef __cplusplus
}
#endif

#include "oceanhil/xtensa_words.h"

#endif
