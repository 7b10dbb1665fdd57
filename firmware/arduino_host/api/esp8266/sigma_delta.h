/// Pulses of a mean by the chip's generator: a pin is high unless they are nothing, as their single ones show nowhere. Facts:
/// cores/esp8266/core_esp8266_sigma_delta.cpp, cores/esp8266/sigma_delta.h.
#ifndef SIGMA_DELTA_H
#define SIGMA_DELTA_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Begins, with 312,500 Hz at most and some 1,220 at least; gives the frequency that comes of it. There is one channel.
uint32_t sigmaDeltaSetup(uint8_t channel, uint32_t freq);
/// With a mean of nothing, as setting its register anew gives.
void sigmaDeltaEnable(void);
void sigmaDeltaDisable(void);
void sigmaDeltaAttachPin(uint8_t pin, uint8_t channel = 0);
void sigmaDeltaDetachPin(uint8_t pin);
bool sigmaDeltaIsPinAttached(uint8_t pin);
/// 0 to 255.
void sigmaDeltaWrite(uint8_t channel, uint8_t duty);
uint8_t sigmaDeltaRead(uint8_t channel = 0);
void sigmaDeltaSetPrescaler(uint8_t prescaler);
uint8_t sigmaDeltaGetPrescaler(void);

#ifdef __cplusplus
}
#endif

#endif
