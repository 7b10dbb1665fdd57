/// The thermometer in the chip by its older driver (ESP-IDF 5.5.1, components/driver/deprecated/driver/temp_sensor.h), which an
/// ESP32 has not. It shows what `temperatureRead` does, whatever its range. On a chip a program that has it beside
/// `driver/temperature_sensor.h`, on which `temperatureRead` stands, too, ends when it starts.
#pragma once

#include <esp_err.h>
#include <sdkconfig.h>
#include <soc/soc_caps.h>
#include <stdint.h>

#if SOC_TEMP_SENSOR_SUPPORTED

#ifdef __cplusplus
extern "C" {
#endif

/// 50 to 125, 20 to 100, -10 to 80, -30 to 50 and -40 to 20 °C.
typedef enum {
    TSENS_DAC_L0 = 0,
    TSENS_DAC_L1,
    TSENS_DAC_L2,
    TSENS_DAC_L3,
    TSENS_DAC_L4,
    TSENS_DAC_MAX,
    TSENS_DAC_DEFAULT = TSENS_DAC_L2,
} temp_sensor_dac_offset_t;

typedef struct {
    temp_sensor_dac_offset_t dac_offset;
    uint8_t clk_div;
} temp_sensor_config_t;

#define TSENS_CONFIG_DEFAULT() \
    { .dac_offset = TSENS_DAC_L2, .clk_div = 6 }

/// ESP_ERR_INVALID_STATE while it runs; it has the new one all the same.
esp_err_t temp_sensor_set_config(temp_sensor_config_t tsens);
esp_err_t temp_sensor_get_config(temp_sensor_config_t* tsens);
/// ESP_ERR_INVALID_STATE without a configuration, or while it runs; it runs all the same.
esp_err_t temp_sensor_start(void);
esp_err_t temp_sensor_stop(void);
/// Both give ESP_ERR_INVALID_STATE while it does not run.
esp_err_t temp_sensor_read_raw(uint32_t* tsens_out);
esp_err_t temp_sensor_read_celsius(float* celsius);

#ifdef __cplusplus
}
#endif

#endif
