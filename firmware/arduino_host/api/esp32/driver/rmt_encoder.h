/// How bytes become pulses (ESP-IDF 5.5.1, components/esp_driver_rmt/include/driver/rmt_encoder.h). A channel's memory is never
/// full here: an encoder is called once a train.
#pragma once

#include <driver/rmt_types.h>
#include <esp_attr.h>
#include <esp_err.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rmt_encoder_t rmt_encoder_t;

typedef enum {
    RMT_ENCODING_RESET = 0,
    RMT_ENCODING_COMPLETE = (1 << 0),
    RMT_ENCODING_MEM_FULL = (1 << 1),
    RMT_ENCODING_WITH_EOF = (1 << 2),
} rmt_encode_state_t;

struct rmt_encoder_t {
    size_t (*encode)(rmt_encoder_t* encoder, rmt_channel_handle_t tx_channel, const void* primary_data, size_t data_size,
                     rmt_encode_state_t* ret_state);
    esp_err_t (*reset)(rmt_encoder_t* encoder);
    esp_err_t (*del)(rmt_encoder_t* encoder);
};

#define RMT_ENCODER_FUNC_ATTR

typedef size_t (*rmt_encode_simple_cb_t)(const void* data, size_t data_size, size_t symbols_written,
                                         size_t symbols_free, rmt_symbol_word_t* symbols, bool* done, void* arg);

typedef struct {
    rmt_symbol_word_t bit0;
    rmt_symbol_word_t bit1;
    struct {
        uint32_t msb_first : 1;
    } flags;
} rmt_bytes_encoder_config_t;

typedef struct {
} rmt_copy_encoder_config_t;

typedef struct {
    rmt_encode_simple_cb_t callback;
    void* arg;
    size_t min_chunk_size;
} rmt_simple_encoder_config_t;

esp_err_t rmt_new_bytes_encoder(const rmt_bytes_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder);
esp_err_t rmt_bytes_encoder_update_config(rmt_encoder_handle_t bytes_encoder, const rmt_bytes_encoder_config_t* config);
esp_err_t rmt_new_copy_encoder(const rmt_copy_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder);
esp_err_t rmt_new_simple_encoder(const rmt_simple_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder);
esp_err_t rmt_del_encoder(rmt_encoder_handle_t encoder);
esp_err_t rmt_encoder_reset(rmt_encoder_handle_t encoder);
void* rmt_alloc_encoder_mem(size_t size);

#ifdef __cplusplus
}
#endif
