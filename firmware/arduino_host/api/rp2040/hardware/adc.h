/// The converter by pico-sdk's own names (src/rp2_common/hardware_adc/include/hardware/adc.h of pico-sdk 2). Input 4 is
/// the chip's thermometer: 27 °C are 706 mV (RP2040 datasheet, 4.9.5), 0 while it is off. Missing: its FIFO.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#define ADC_BASE_PIN 26
#define NUM_ADC_CHANNELS 5
#define ADC_TEMPERATURE_CHANNEL_NUM 4

#ifdef __cplusplus
extern "C" {
#endif

void adc_init(void);
void adc_gpio_init(uint gpio);
void adc_select_input(uint input);
uint adc_get_selected_input(void);
void adc_set_temp_sensor_enabled(bool enable);
/// 12 bits of 3.3 V.
uint16_t adc_read(void);

#ifdef __cplusplus
}
#endif
