/// Voltages at pins. Facts: cores/esp32/esp32-hal-adc.h.
#ifndef OCEANHIL_ESP32_HAL_ADC_H
#define OCEANHIL_ESP32_HAL_ADC_H

#include <sdkconfig.h>
#include <stdbool.h>
#include <stddef.h>
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
#if CONFIG_IDF_TARGET_ESP32
/// How fine the converter is, 9 to 12 bits; what it gives is brought to the bits of `analogReadResolution`.
void analogSetWidth(uint8_t bits);
#endif

/// What came of a pin in the last frame.
typedef struct {
    uint8_t pin;
    uint8_t channel;
    int avg_read_raw;
    int avg_read_mvolts;
} adc_continuous_result_t;

/// The name of 3.0.
typedef adc_continuous_result_t adc_continuous_data_t;

/// Conversions without an end, in frames of `conversions_per_pin` of each pin; `userFunc`, which may be NULL, is called after
/// each frame. A frame has the voltages at its end. Until it is ended the first converter has no `analogRead`, and where
/// that was called before, this is false; it is, too, of a pin of the second converter, of a frequency or a frame that
/// the chip does not have.
bool analogContinuous(const uint8_t pins[], size_t pins_count, uint32_t conversions_per_pin, uint32_t sampling_freq_hz,
                      void (*userFunc)(void));
/// The oldest of at most two frames that nobody has read, for which it waits so long; `*buffer` is NULL without one. It
/// stays where it is until the next.
bool analogContinuousRead(adc_continuous_result_t** buffer, uint32_t timeout_ms);
bool analogContinuousStart(void);
bool analogContinuousStop(void);
/// False while it runs.
bool analogContinuousDeinit(void);
void analogContinuousSetAtten(adc_attenuation_t attenuation);
/// 9 to 12 bits on an ESP32, 12 on the others.
void analogContinuousSetWidth(uint8_t bits);

#ifdef __cplusplus
}
#endif

#endif
