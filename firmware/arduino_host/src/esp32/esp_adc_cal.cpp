// Voltages of readings. Facts: ESP-IDF 5, components/esp_adc/deprecated/esp32/esp_adc_cal_legacy.c.
#include <esp_adc_cal.h>

namespace {

constexpr uint32_t kRangeMilliVolts = 3300;
constexpr uint32_t kGradientBits = 16;
constexpr uint32_t kHalfGradient = 1U << (kGradientBits - 1);

#if CONFIG_IDF_TARGET_ESP32
constexpr esp_adc_cal_value_t kCalibrated = ESP_ADC_CAL_VAL_EFUSE_VREF;
#else
constexpr esp_adc_cal_value_t kCalibrated = ESP_ADC_CAL_VAL_EFUSE_TP;
#endif

uint32_t full_reading(adc_bits_width_t width) { return (1U << width) - 1; }

}  // namespace

esp_err_t esp_adc_cal_check_efuse(esp_adc_cal_value_t value_type) {
    if (value_type != ESP_ADC_CAL_VAL_EFUSE_VREF && value_type != ESP_ADC_CAL_VAL_EFUSE_TP) return ESP_ERR_INVALID_ARG;
    return value_type == kCalibrated ? ESP_OK : ESP_ERR_NOT_SUPPORTED;
}

esp_adc_cal_value_t esp_adc_cal_characterize(adc_unit_t adc_num, adc_atten_t atten, adc_bits_width_t bit_width,
                                             uint32_t default_vref, esp_adc_cal_characteristics_t* chars) {
    *chars = {};
    chars->adc_num = adc_num;
    chars->atten = atten;
    chars->bit_width = bit_width;
    chars->coeff_a = (kRangeMilliVolts << kGradientBits) / full_reading(bit_width);
    chars->vref = default_vref;
    return kCalibrated;
}

uint32_t esp_adc_cal_raw_to_voltage(uint32_t adc_reading, const esp_adc_cal_characteristics_t* chars) {
    return ((chars->coeff_a * adc_reading + kHalfGradient) >> kGradientBits) + chars->coeff_b;
}
