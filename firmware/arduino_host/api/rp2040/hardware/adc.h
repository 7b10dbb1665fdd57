/// The converter by pico-sdk's own names (src/rp2_common/hardware_adc/include/hardware/adc.h of pico-sdk 2). Input 4 is
/// the chip's thermometer: 27 °C are 706 mV (RP2040 datasheet, 4.9.5), 0 while it is off.
///
/// A conversion takes 2 us. Free running fills the FIFO of four at the speed of its divider, by one input after another
/// where there are several, for `adc_fifo_get`, DMA (`DREQ_ADC`) and `ADC_IRQ_FIFO`. A value is what the pin shows when
/// somebody looks, not when it was due; and none is in error.
#pragma once

#include <hardware/gpio.h>
#include <hardware/structs/adc.h>
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
void adc_set_round_robin(uint input_mask);
void adc_set_temp_sensor_enabled(bool enable);
/// 12 bits of 3.3 V.
uint16_t adc_read(void);
void adc_run(bool run);
/// A conversion each 1 + `clkdiv` clocks of 48 MHz, but none sooner than after 96.
void adc_set_clkdiv(float clkdiv);
void adc_fifo_setup(bool en, bool dreq_en, uint16_t dreq_thresh, bool err_in_fifo, bool byte_shift);
bool adc_fifo_is_empty(void);
uint8_t adc_fifo_get_level(void);
uint16_t adc_fifo_get(void);
uint16_t adc_fifo_get_blocking(void);
void adc_fifo_drain(void);
void adc_irq_set_enabled(bool enabled);

#ifdef __cplusplus
}
#endif
