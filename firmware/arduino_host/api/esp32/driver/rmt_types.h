/// Types of the RMT (ESP-IDF 5.5.1, components/esp_driver_rmt/include/driver/rmt_types.h).
#pragma once

#include <hal/gpio_types.h>
#include <hal/rmt_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct oceanhil_rmt_channel* rmt_channel_handle_t;
typedef struct rmt_encoder_t* rmt_encoder_handle_t;

typedef struct {
    size_t num_symbols;
} rmt_tx_done_event_data_t;

typedef bool (*rmt_tx_done_callback_t)(rmt_channel_handle_t tx_chan, const rmt_tx_done_event_data_t* edata,
                                       void* user_ctx);

typedef struct {
    rmt_symbol_word_t* received_symbols;
    size_t num_symbols;
    struct {
        uint32_t is_last : 1;
    } flags;
} rmt_rx_done_event_data_t;

typedef bool (*rmt_rx_done_callback_t)(rmt_channel_handle_t rx_chan, const rmt_rx_done_event_data_t* edata,
                                       void* user_ctx);

typedef struct {
    uint32_t frequency_hz;
    float duty_cycle;
    struct {
        uint32_t polarity_active_low : 1;
        uint32_t always_on : 1;
    } flags;
} rmt_carrier_config_t;
