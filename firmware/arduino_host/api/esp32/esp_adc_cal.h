/// Voltages of readings (ESP-IDF 5, components/esp_adc/deprecated/include/esp_adc_cal.h).
///
/// A chip is calibrated as its family is, by the reference voltage or by two points in eFuse, and its converter is a
/// straight line: the whole range is 3.3 V, as for `analogReadMilliVolts`.
#ifndef OCEANHIL_ESP_ADC_CAL_H
#define OCEANHIL_ESP_ADC_CAL_H

#include <driver/adc_types_legacy.h>
#include <esp_err.h>
#include <hal/adc_types.h>
#include <stdint.h>

typedef enum {
    ESP_ADC_CAL_VAL_EFUSE_VREF = 0,
    ESP_ADC_CAL_VAL_EFUSE_TP = 1,
    ESP_ADC_CAL_VAL_DEFAULT_VREF = 2,
    ESP_ADC_CAL_VAL_EFUSE_TP_FIT = 3,
    ESP_ADC_CAL_VAL_MAX,
    ESP_ADC_CAL_VAL_NOT_SUPPORTED = ESP_ADC_CAL_VAL_MAX,
} esp_adc_cal_value_t;

typedef struct {
    adc_unit_t adc_num;
    adc_atten_t atten;
    adc_bits_width_t bit_width;
    uint32_t coeff_a;
    uint32_t coeff_b;
    uint32_t vref;
    const uint32_t* low_curve;
    const uint32_t* high_curve;
    uint8_t version;
} esp_adc_cal_characteristics_t;

#ifdef __cplusplus
extern "C" {
#endif

/// ESP_ERR_NOT_SUPPORTED for what is not in eFuse, ESP_ERR_INVALID_ARG for what never is.
esp_err_t esp_adc_cal_check_efuse(esp_adc_cal_value_t value_type);
/// `default_vref` in mV has no use: the chip is calibrated.
esp_adc_cal_value_t esp_adc_cal_characterize(adc_unit_t adc_num, adc_atten_t atten, adc_bits_width_t bit_width,
                                             uint32_t default_vref, esp_adc_cal_characteristics_t* chars);
/// In mV.
uint32_t esp_adc_cal_raw_to_voltage(uint32_t adc_reading, const esp_adc_cal_characteristics_t* chars);

/// Reads the channel, and gives its voltage in mV.
esp_err_t esp_adc_cal_get_voltage(adc_channel_t channel, const esp_adc_cal_characteristics_t* chars, uint32_t* voltage);

#ifdef __cplusplus
}
#endif

#endif
