/// Speed of the processor. Facts: cores/esp32/esp32-hal-cpu.h. What is set is told again; a computation takes no time
/// here at any speed.
#ifndef OCEANHIL_ESP32_HAL_CPU_H
#define OCEANHIL_ESP32_HAL_CPU_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// False for a speed that the chip does not have.
bool setCpuFrequencyMhz(uint32_t cpu_freq_mhz);
uint32_t getCpuFrequencyMhz(void);
uint32_t getXtalFrequencyMhz(void);
/// In Hz.
uint32_t getApbFrequency(void);

#ifdef __cplusplus
}
#endif

#endif
