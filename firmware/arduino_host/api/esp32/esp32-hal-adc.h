/// Voltages at pins. Facts: cores/esp32/esp32-hal-adc.h.
#ifndef OCEANHIL_ESP32_HAL_ADC_H
#define OCEANHIL_ESP32_HAL_ADC_H

#include <stdint.h>

typedef enum { ADC_0db, ADC_2_5db, ADC_6db, ADC_11db, ADC_ATTENDB_MAX } adc_attenuation_t;

#ifdef __cplusplus
extern "C" {
#endif

uint16_t analogRead(uint8_t pin);
/// The whole range is 3.3 V here, whatever the attenuation.
uint32_t analogReadMilliVolts(uint8_t pin);
/// 1 to 16 bits; 12 at first.
void analogReadResolution(uint8_t bits);
void analogSetAttenuation(adc_attenuation_t attenuation);
/// Those of the second converter come after all of the first; -1 for a pin of neither.
int8_t digitalPinToAnalogChannel(uint8_t pin);
int8_t analogChannelToDigitalPin(uint8_t channel);
void analogSetPinAttenuation(uint8_t pin, adc_attenuation_t attenuation);

#ifdef __cplusplus
}
#endif

#endif
