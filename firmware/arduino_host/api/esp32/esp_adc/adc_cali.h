/// Voltages of readings (ESP-IDF 5.5.1, components/esp_adc/include/esp_adc/adc_cali.h): the whole range is 3.3 V.
#pragma once

#include <esp_err.h>
#include <hal/adc_types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct adc_cali_scheme_t* adc_cali_handle_t;

typedef enum {
    ADC_CALI_SCHEME_VER_LINE_FITTING = 1 << 0,
    ADC_CALI_SCHEME_VER_CURVE_FITTING = 1 << 1,
} adc_cali_scheme_ver_t;

esp_err_t adc_cali_check_scheme(adc_cali_scheme_ver_t* scheme_mask);
/// In mV.
esp_err_t adc_cali_raw_to_voltage(adc_cali_handle_t handle, int raw, int* voltage);

#ifdef __cplusplus
}
#endif
