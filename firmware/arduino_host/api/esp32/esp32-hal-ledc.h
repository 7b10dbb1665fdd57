/// Pulses on pins, as arduino-esp32 3.x has them: by pin, not by channel as 2.x. Facts: cores/esp32/esp32-hal-ledc.h and its
/// page in the core's documentation, docs/en/api/ledc.rst.
#ifndef OCEANHIL_ESP32_HAL_LEDC_H
#define OCEANHIL_ESP32_HAL_LEDC_H

#include <stdbool.h>
#include <stdint.h>

#include "esp_arduino_version.h"

typedef enum {
    NOTE_C,
    NOTE_Cs,
    NOTE_D,
    NOTE_Eb,
    NOTE_E,
    NOTE_F,
    NOTE_Fs,
    NOTE_G,
    NOTE_Gs,
    NOTE_A,
    NOTE_Bb,
    NOTE_B,
    NOTE_MAX
} note_t;

#ifdef __cplusplus
extern "C" {
#endif

#if ESP_ARDUINO_VERSION_MAJOR < 3

// By channel: 16 on the ESP32, 8 on an ESP32-S3, 6 on an ESP32-C3, of which two after one another share their frequency and resolution.
// Facts: cores/esp32/esp32-hal-ledc.c of arduino-esp32 2.x, and docs/source/api/ledc.rst there.

#define ledcWrite oceanhil_channel_write
#define ledcWriteTone oceanhil_channel_write_tone
#define ledcWriteNote oceanhil_channel_write_note
#define ledcRead oceanhil_channel_read
#define ledcReadFreq oceanhil_channel_read_freq
#define ledcChangeFrequency oceanhil_channel_change_frequency
#define analogWriteFrequency oceanhil_analog_frequency
#define analogWriteResolution oceanhil_analog_resolution

/// The frequency, in Hz; 0 for a channel that is not there, and for what the clock does not allow.
uint32_t ledcSetup(uint8_t channel, uint32_t frequency, uint8_t resolution_bits);
/// A channel is seen on the pin that was attached last.
void ledcAttachPin(uint8_t pin, uint8_t channel);
void ledcDetachPin(uint8_t pin);
void ledcWrite(uint8_t channel, uint32_t duty);
uint32_t ledcWriteTone(uint8_t channel, uint32_t frequency);
uint32_t ledcWriteNote(uint8_t channel, note_t note, uint8_t octave);
uint32_t ledcRead(uint8_t channel);
/// 0 while the duty is 0.
uint32_t ledcReadFreq(uint8_t channel);
uint32_t ledcChangeFrequency(uint8_t channel, uint32_t frequency, uint8_t resolution_bits);
/// Of all pins that `analogWrite` writes to.
void analogWriteFrequency(uint32_t frequency);
void analogWriteResolution(uint8_t resolution_bits);

#else

/// False if there are no more channels or the clock does not allow so many bits at that frequency: at most 20 on the
/// ESP32, 14 on the others.
bool ledcAttach(uint8_t pin, uint32_t frequency, uint8_t resolution);
bool ledcAttachChannel(uint8_t pin, uint32_t frequency, uint8_t resolution, uint8_t channel);
/// All of these are false, or 0, of a pin that is not attached.
bool ledcWrite(uint8_t pin, uint32_t duty);
/// All pins of a channel; false where none is attached to it.
bool ledcWriteChannel(uint8_t channel, uint32_t duty);
/// High for as long as it would be low.
bool ledcOutputInvert(uint8_t pin, bool out_invert);
uint32_t ledcWriteTone(uint8_t pin, uint32_t frequency);
uint32_t ledcWriteNote(uint8_t pin, note_t note, uint8_t octave);
uint32_t ledcRead(uint8_t pin);
uint32_t ledcReadFreq(uint8_t pin);
bool ledcDetach(uint8_t pin);
uint32_t ledcChangeFrequency(uint8_t pin, uint32_t frequency, uint8_t resolution);

// Of a fade, its begin and its end can be seen on the pin.
bool ledcFade(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms);
bool ledcFadeWithInterrupt(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms,
                           void (*function)(void));
bool ledcFadeWithInterruptArg(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms,
                              void (*function)(void*), void* argument);

void analogWriteFrequency(uint8_t pin, uint32_t frequency);
void analogWriteResolution(uint8_t pin, uint8_t resolution);

#endif

void analogWrite(uint8_t pin, int value);

#ifdef __cplusplus
}
#endif

#endif
