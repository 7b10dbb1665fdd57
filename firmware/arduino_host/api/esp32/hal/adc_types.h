/// Numbers of the analogue converters in ESP-IDF 5 (components/hal/include/hal/adc_types.h).
#ifndef OCEANHIL_ADC_TYPES_H
#define OCEANHIL_ADC_TYPES_H

#include <sdkconfig.h>
#include <soc/clk_tree_defs.h>

typedef enum { ADC_UNIT_1, ADC_UNIT_2 } adc_unit_t;

typedef enum {
    ADC_CHANNEL_0,
    ADC_CHANNEL_1,
    ADC_CHANNEL_2,
    ADC_CHANNEL_3,
    ADC_CHANNEL_4,
    ADC_CHANNEL_5,
    ADC_CHANNEL_6,
    ADC_CHANNEL_7,
    ADC_CHANNEL_8,
    ADC_CHANNEL_9,
} adc_channel_t;

typedef enum {
    ADC_ATTEN_DB_0 = 0,
    ADC_ATTEN_DB_2_5 = 1,
    ADC_ATTEN_DB_6 = 2,
    ADC_ATTEN_DB_12 = 3,
    ADC_ATTEN_DB_11 = ADC_ATTEN_DB_12,
} adc_atten_t;

typedef enum {
    ADC_BITWIDTH_DEFAULT = 0,
    ADC_BITWIDTH_9 = 9,
    ADC_BITWIDTH_10 = 10,
    ADC_BITWIDTH_11 = 11,
    ADC_BITWIDTH_12 = 12,
    ADC_BITWIDTH_13 = 13,
} adc_bitwidth_t;

typedef enum { ADC_ULP_MODE_DISABLE = 0, ADC_ULP_MODE_FSM = 1, ADC_ULP_MODE_RISCV = 2 } adc_ulp_mode_t;

#if defined(CONFIG_IDF_TARGET_ESP32C3)
typedef soc_periph_adc_digi_clk_src_t adc_oneshot_clk_src_t;
#else
typedef soc_periph_adc_rtc_clk_src_t adc_oneshot_clk_src_t;
#endif

#endif
