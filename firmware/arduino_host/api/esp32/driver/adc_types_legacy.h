/// Widths and channels of the older driver (components/driver/deprecated/driver/adc_types_legacy.h of ESP-IDF 5.5.1).
#ifndef OCEANHIL_ADC_TYPES_LEGACY_H
#define OCEANHIL_ADC_TYPES_LEGACY_H

#include <hal/adc_types.h>
#include <soc/soc_caps.h>

typedef enum {
#if SOC_ADC_RTC_MIN_BITWIDTH < 12
    ADC_WIDTH_BIT_9 = 9,
    ADC_WIDTH_BIT_10 = 10,
    ADC_WIDTH_BIT_11 = 11,
#endif
    ADC_WIDTH_BIT_12 = 12,
    ADC_WIDTH_MAX,
} adc_bits_width_t;

#define ADC_WIDTH_BIT_DEFAULT (ADC_WIDTH_MAX - 1)

typedef enum {
    ADC1_CHANNEL_0 = 0,
    ADC1_CHANNEL_1,
    ADC1_CHANNEL_2,
    ADC1_CHANNEL_3,
    ADC1_CHANNEL_4,
#if SOC_ADC_CHANNEL_NUM(0) > 5
    ADC1_CHANNEL_5,
    ADC1_CHANNEL_6,
    ADC1_CHANNEL_7,
#endif
#if SOC_ADC_CHANNEL_NUM(0) > 8
    ADC1_CHANNEL_8,
    ADC1_CHANNEL_9,
#endif
    ADC1_CHANNEL_MAX,
} adc1_channel_t;

typedef enum {
    ADC2_CHANNEL_0 = 0,
#if SOC_ADC_CHANNEL_NUM(1) > 1
    ADC2_CHANNEL_1,
    ADC2_CHANNEL_2,
    ADC2_CHANNEL_3,
    ADC2_CHANNEL_4,
    ADC2_CHANNEL_5,
    ADC2_CHANNEL_6,
    ADC2_CHANNEL_7,
    ADC2_CHANNEL_8,
    ADC2_CHANNEL_9,
#endif
    ADC2_CHANNEL_MAX,
} adc2_channel_t;

#endif
