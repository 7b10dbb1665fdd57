/// Channels of the RMT, whichever way they go (ESP-IDF 5.5.1, components/esp_driver_rmt/include/driver/rmt_common.h).
#pragma once

#include <driver/rmt_types.h>
#include <esp_err.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Has to be disabled.
esp_err_t rmt_del_channel(rmt_channel_handle_t channel);
/// A carrier shows nowhere.
esp_err_t rmt_apply_carrier(rmt_channel_handle_t channel, const rmt_carrier_config_t* config);
esp_err_t rmt_enable(rmt_channel_handle_t channel);
/// Ends what is being sent.
esp_err_t rmt_disable(rmt_channel_handle_t channel);

#ifdef __cplusplus
}
#endif
