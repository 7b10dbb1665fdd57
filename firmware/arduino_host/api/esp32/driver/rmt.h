/// The RMT by its older driver (ESP-IDF 5.5.1, components/driver/deprecated/driver/rmt.h): a train takes its time, and leaves the
/// idle level; single pulses show nowhere, and none is ever received. On a chip a program that has it beside `driver/rmt_tx.h`,
/// on which `rmtWrite` stands, too, ends when it starts; so does any on an S3 or a C3 whose board has a lamp of three colours,
/// unless it is built with ESP32_ARDUINO_NO_RGB_BUILTIN.
///
/// Missing: the ring buffer of what is received, interrupts of one's own, owners and power of its memory.
#pragma once

#include <driver/rmt_types_legacy.h>
#include <esp_err.h>
#include <freertos/FreeRTOS.h>
#include <sdkconfig.h>

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t rmt_config(const rmt_config_t* rmt_param);
/// ESP_ERR_INVALID_STATE if it is there.
esp_err_t rmt_driver_install(rmt_channel_t channel, size_t rx_buf_size, int intr_alloc_flags);
esp_err_t rmt_driver_uninstall(rmt_channel_t channel);
esp_err_t rmt_get_channel_status(rmt_channel_status_result_t* channel_status);

/// Waits for what is being sent before. ESP_FAIL without a driver.
esp_err_t rmt_write_items(rmt_channel_t channel, const rmt_item32_t* rmt_item, int item_num, bool wait_tx_done);
esp_err_t rmt_wait_tx_done(rmt_channel_t channel, TickType_t wait_time);
/// Who turns the bytes of `rmt_write_sample` into items.
esp_err_t rmt_translator_init(rmt_channel_t channel, sample_to_rmt_t fn);
esp_err_t rmt_translator_set_context(rmt_channel_t channel, void* context);
esp_err_t rmt_translator_get_context(const size_t* item_num, void** context);
esp_err_t rmt_write_sample(rmt_channel_t channel, const uint8_t* src, size_t src_size, bool wait_tx_done);
/// Items into the memory of a channel, and what is sent of it.
esp_err_t rmt_fill_tx_items(rmt_channel_t channel, const rmt_item32_t* item, uint16_t item_num, uint16_t mem_offset);
esp_err_t rmt_tx_start(rmt_channel_t channel, bool tx_idx_rst);
esp_err_t rmt_tx_stop(rmt_channel_t channel);
/// Gives who was called before.
rmt_tx_end_callback_t rmt_register_tx_end_callback(rmt_tx_end_fn_t function, void* arg);

esp_err_t rmt_set_clk_div(rmt_channel_t channel, uint8_t div_cnt);
esp_err_t rmt_get_clk_div(rmt_channel_t channel, uint8_t* div_cnt);
esp_err_t rmt_get_counter_clock(rmt_channel_t channel, uint32_t* clock_hz);
esp_err_t rmt_set_source_clk(rmt_channel_t channel, rmt_source_clk_t base_clk);
esp_err_t rmt_set_tx_loop_mode(rmt_channel_t channel, bool loop_en);
esp_err_t rmt_get_tx_loop_mode(rmt_channel_t channel, bool* loop_en);
esp_err_t rmt_set_tx_carrier(rmt_channel_t channel, bool carrier_en, uint16_t high_level, uint16_t low_level,
                             rmt_carrier_level_t carrier_level);
esp_err_t rmt_set_idle_level(rmt_channel_t channel, bool idle_out_en, rmt_idle_level_t level);
esp_err_t rmt_get_idle_level(rmt_channel_t channel, bool* idle_out_en, rmt_idle_level_t* level);
esp_err_t rmt_set_mem_block_num(rmt_channel_t channel, uint8_t rmt_mem_num);
esp_err_t rmt_get_mem_block_num(rmt_channel_t channel, uint8_t* rmt_mem_num);
esp_err_t rmt_set_gpio(rmt_channel_t channel, rmt_mode_t mode, gpio_num_t gpio_num, bool invert_signal);
esp_err_t rmt_set_rx_idle_thresh(rmt_channel_t channel, uint16_t thresh);
esp_err_t rmt_get_rx_idle_thresh(rmt_channel_t channel, uint16_t* thresh);
esp_err_t rmt_set_rx_filter(rmt_channel_t channel, bool rx_filter_en, uint8_t thresh);
esp_err_t rmt_rx_start(rmt_channel_t channel, bool rx_idx_rst);
esp_err_t rmt_rx_stop(rmt_channel_t channel);

#ifdef __cplusplus
}
#endif
