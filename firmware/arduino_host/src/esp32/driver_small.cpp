// Thermometer and voltages by ESP-IDF's names. Facts: components/esp_driver_tsens/src/temperature_sensor.c and
// components/esp_driver_dac/dac_oneshot.c of ESP-IDF 5.5.1; components/soc/CHIP/temperature_sensor_periph.c.
#include <Arduino.h>
#include <driver/dac_oneshot.h>
#include <driver/temperature_sensor.h>

#if SOC_TEMP_SENSOR_SUPPORTED

struct temperature_sensor_obj_t {
    bool is_there;
    bool is_on;
};

namespace {

temperature_sensor_obj_t thermometer;

struct Range {
    int least;
    int most;
};

constexpr Range kRanges[] = {{50, 125}, {20, 100}, {-10, 80}, {-30, 50}, {-40, 20}};

}  // namespace

extern "C" {

esp_err_t temperature_sensor_install(const temperature_sensor_config_t* tsens_config,
                                     temperature_sensor_handle_t* ret_tsens) {
    if (tsens_config == nullptr || ret_tsens == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (thermometer.is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    for (const Range& each : kRanges) {
        if (tsens_config->range_min >= each.least && tsens_config->range_max <= each.most) {
            thermometer = {true, false};
            *ret_tsens = &thermometer;
            return ESP_OK;
        }
    }
    return ESP_ERR_INVALID_ARG;
}

esp_err_t temperature_sensor_uninstall(temperature_sensor_handle_t tsens) {
    if (tsens == nullptr || tsens->is_on) {
        return tsens == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    tsens->is_there = false;
    return ESP_OK;
}

esp_err_t temperature_sensor_enable(temperature_sensor_handle_t tsens) {
    if (tsens == nullptr || tsens->is_on) {
        return tsens == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    tsens->is_on = true;
    return ESP_OK;
}

esp_err_t temperature_sensor_disable(temperature_sensor_handle_t tsens) {
    if (tsens == nullptr || !tsens->is_on) {
        return tsens == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    tsens->is_on = false;
    return ESP_OK;
}

esp_err_t temperature_sensor_get_celsius(temperature_sensor_handle_t tsens, float* out_celsius) {
    if (tsens == nullptr || out_celsius == nullptr || !tsens->is_on) {
        return tsens == nullptr || out_celsius == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    *out_celsius = temperatureRead();
    return ESP_OK;
}

}  // extern "C"

#endif

#if SOC_DAC_SUPPORTED

struct dac_oneshot_s {
    bool is_there;
};

namespace {

dac_oneshot_s voltages[SOC_DAC_CHAN_NUM];

}  // namespace

extern "C" {

esp_err_t dac_oneshot_new_channel(const dac_oneshot_config_t* oneshot_cfg, dac_oneshot_handle_t* ret_handle) {
    if (oneshot_cfg == nullptr || ret_handle == nullptr || oneshot_cfg->chan_id >= SOC_DAC_CHAN_NUM) {
        return ESP_ERR_INVALID_ARG;
    }
    dac_oneshot_s& found = voltages[oneshot_cfg->chan_id];
    if (found.is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    found.is_there = true;
    *ret_handle = &found;
    return ESP_OK;
}

esp_err_t dac_oneshot_del_channel(dac_oneshot_handle_t handle) {
    if (handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    handle->is_there = false;
    return ESP_OK;
}

esp_err_t dac_oneshot_output_voltage(dac_oneshot_handle_t handle, uint8_t) {
    return handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

}  // extern "C"

#endif
