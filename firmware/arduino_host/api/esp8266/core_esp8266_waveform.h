/// Pulses of two lengths on any pin (cores/esp8266/core_esp8266_waveform.h): the pin shows that there are some, and for how much
/// of the time it is high. Phases show nowhere.
#pragma once

#include <Arduino.h>

#ifdef __cplusplus
extern "C" {
#endif

/// False of a pin that has none: those of the flash, and above 16. Without a time to run they go on.
int startWaveform(uint8_t pin, uint32_t timeHighUS, uint32_t timeLowUS, uint32_t runTimeUS = 0, int8_t alignPhase = -1,
                  uint32_t phaseOffsetUS = 0, bool autoPwm = false);
int startWaveformClockCycles(uint8_t pin, uint32_t timeHighCcys, uint32_t timeLowCcys, uint32_t runTimeCcys = 0,
                             int8_t alignPhase = -1, uint32_t phaseOffsetCcys = 0, bool autoPwm = false);
int stopWaveform(uint8_t pin);
/// Called again after as many cycles as it gives; nullptr to end it.
void setTimer1Callback(uint32_t (*fn)());

#ifdef __cplusplus
}
#endif
