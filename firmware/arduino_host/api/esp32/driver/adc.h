/// Conversions by the older driver of ESP-IDF 5.5.1 (components/driver/deprecated/driver/adc.h). On a chip a program that has it
/// beside `analogRead` or `esp_adc/adc_oneshot.h` ends when it starts; here each of them reads. Not here: conversions without
/// an end, the ULP.
#pragma once

#include <driver/adc_types_legacy.h>
#include <driver/gpio.h>
#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t adc1_pad_get_io_num(adc1_channel_t channel, gpio_num_t* gpio_num);
/// Kept, without effect: the whole range is 3.3 V.
esp_err_t adc1_config_channel_atten(adc1_channel_t channel, adc_atten_t atten);
esp_err_t adc1_config_width(adc_bits_width_t width_bit);
/// -1 of a channel that is none.
int adc1_get_raw(adc1_channel_t channel);
esp_err_t adc2_pad_get_io_num(adc2_channel_t channel, gpio_num_t* gpio_num);
esp_err_t adc2_config_channel_atten(adc2_channel_t channel, adc_atten_t atten);
esp_err_t adc2_get_raw(adc2_channel_t channel, adc_bits_width_t width_bit, int* raw_out);

#ifdef __cplusplus
}
#endif
