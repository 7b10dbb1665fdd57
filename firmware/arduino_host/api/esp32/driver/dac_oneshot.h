/// Voltages out of pins 25 and 26 of an ESP32 (ESP-IDF 5.5.1, components/esp_driver_dac/include/driver/dac_oneshot.h): they show
/// nowhere.
#pragma once

#include <esp_err.h>
#include <soc/soc_caps.h>
#include <stdint.h>

#if SOC_DAC_SUPPORTED

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { DAC_CHAN_0 = 0, DAC_CHAN_1 = 1 } dac_channel_t;
typedef struct dac_oneshot_s* dac_oneshot_handle_t;

typedef struct {
    dac_channel_t chan_id;
} dac_oneshot_config_t;

/// ESP_ERR_INVALID_STATE of one that is in use.
esp_err_t dac_oneshot_new_channel(const dac_oneshot_config_t* oneshot_cfg, dac_oneshot_handle_t* ret_handle);
esp_err_t dac_oneshot_del_channel(dac_oneshot_handle_t handle);
esp_err_t dac_oneshot_output_voltage(dac_oneshot_handle_t handle, uint8_t digi_value);

#ifdef __cplusplus
}
#endif

#endif
