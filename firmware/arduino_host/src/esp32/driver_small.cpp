// Thermometer and voltages by ESP-IDF's names. Facts: components/esp_driver_tsens/src/temperature_sensor.c,
// components/driver/deprecated/rtc_temperature_legacy.c and components/esp_driver_dac/dac_oneshot.c of ESP-IDF 5.5.1; components/soc/CHIP/temperature_sensor_periph.c.
#include <Arduino.h>
#include <driver/dac_oneshot.h>
#include <driver/temp_sensor.h>
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

/// The older driver has one of its own.
struct OldThermometer {
    temp_sensor_config_t config = TSENS_CONFIG_DEFAULT();
    bool is_configured = false;
    bool is_on = false;
};

OldThermometer old_thermometer;
// How steps become degrees (components/hal/CHIP/include/hal/temperature_sensor_ll.h).
constexpr float kDegreesOfStep = 0.4386F;
constexpr float kDegreesOfRange = 27.88F;
constexpr float kDegreesAtNothing = 20.52F;

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

esp_err_t temp_sensor_set_config(temp_sensor_config_t tsens) {
    const bool was_on = old_thermometer.is_on;
    old_thermometer = {tsens, true, false};
    return was_on ? ESP_ERR_INVALID_STATE : ESP_OK;
}

esp_err_t temp_sensor_get_config(temp_sensor_config_t* tsens) {
    if (tsens == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *tsens = old_thermometer.config;
    return ESP_OK;
}

esp_err_t temp_sensor_start(void) {
    const bool is_ready = old_thermometer.is_configured && !old_thermometer.is_on;
    old_thermometer.is_on = true;
    return is_ready ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t temp_sensor_stop(void) {
    old_thermometer.is_on = false;
    old_thermometer.is_configured = true;
    return ESP_OK;
}

esp_err_t temp_sensor_read_raw(uint32_t* tsens_out) {
    if (tsens_out == nullptr || !old_thermometer.is_on) {
        return tsens_out == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    const int offset = old_thermometer.config.dac_offset - TSENS_DAC_L2;
    const float degrees = temperatureRead() + kDegreesAtNothing + kDegreesOfRange * static_cast<float>(offset);
    *tsens_out = static_cast<uint32_t>(degrees / kDegreesOfStep);
    return ESP_OK;
}

esp_err_t temp_sensor_read_celsius(float* celsius) {
    if (celsius == nullptr || !old_thermometer.is_on) {
        return celsius == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    *celsius = temperatureRead();
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
