/// Widths of the older driver (components/esp_adc/deprecated/include/driver/adc_types_legacy.h).
///
/// The older driver itself, `driver/adc.h`, is not here: ESP-IDF 5 ends a program that has it beside `analogRead`.
#ifndef OCEANHIL_ADC_TYPES_LEGACY_H
#define OCEANHIL_ADC_TYPES_LEGACY_H

#include <hal/adc_types.h>
#include <sdkconfig.h>

typedef enum {
#if CONFIG_IDF_TARGET_ESP32
    ADC_WIDTH_BIT_9 = 0,
    ADC_WIDTH_BIT_10 = 1,
    ADC_WIDTH_BIT_11 = 2,
#endif
    ADC_WIDTH_BIT_12 = 3,
    ADC_WIDTH_MAX,
} adc_bits_width_t;

#endif
