/// The thermometer in the chip (ESP-IDF 5.5.1, components/esp_driver_tsens/include/driver/temperature_sensor.h), which an ESP32 has
/// not. It shows what `temperatureRead` does.
#pragma once

#include <esp_err.h>
#include <soc/clk_tree_defs.h>
#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#if SOC_TEMP_SENSOR_SUPPORTED

#ifdef __cplusplus
extern "C" {
#endif

typedef struct temperature_sensor_obj_t* temperature_sensor_handle_t;
typedef soc_periph_temperature_sensor_clk_src_t temperature_sensor_clk_src_t;

typedef struct {
    int range_min;
    int range_max;
    temperature_sensor_clk_src_t clk_src;
    struct {
        uint32_t allow_pd;
    } flags;
} temperature_sensor_config_t;

#define TEMPERATURE_SENSOR_CONFIG_DEFAULT(min, max) \
    { .range_min = min, .range_max = max, .clk_src = TEMPERATURE_SENSOR_CLK_SRC_DEFAULT, .flags = {0} }

/// ESP_ERR_INVALID_ARG of a range that is not within one of the sensor's.
esp_err_t temperature_sensor_install(const temperature_sensor_config_t* tsens_config,
                                     temperature_sensor_handle_t* ret_tsens);
esp_err_t temperature_sensor_uninstall(temperature_sensor_handle_t tsens);
esp_err_t temperature_sensor_enable(temperature_sensor_handle_t tsens);
esp_err_t temperature_sensor_disable(temperature_sensor_handle_t tsens);
esp_err_t temperature_sensor_get_celsius(temperature_sensor_handle_t tsens, float* out_celsius);

#ifdef __cplusplus
}
#endif

#endif
