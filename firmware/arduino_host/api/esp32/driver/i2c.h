/// I2C by the older driver of ESP-IDF 5.5.1 (components/driver/i2c/include/driver/i2c.h), with nothing on the bus: no address
/// answers, and a bus that nobody holds reads as ones. On a chip it and `Wire` end each other's program.
///
/// Missing: timing by its numbers, and what others ask (`i2c_slave_*`).
#pragma once

#include <driver/gpio.h>
#include <esp_err.h>
#include <esp_intr_alloc.h>
#include <freertos/FreeRTOS.h>
#include <hal/i2c_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define I2C_SCLK_SRC_FLAG_FOR_NOMAL 0
#define I2C_SCLK_SRC_FLAG_AWARE_DFS (1 << 0)
#define I2C_SCLK_SRC_FLAG_LIGHT_SLEEP (1 << 1)
#define I2C_INTERNAL_STRUCT_SIZE 24
#define I2C_LINK_RECOMMENDED_SIZE(TRANSACTIONS) (2 * I2C_INTERNAL_STRUCT_SIZE + I2C_INTERNAL_STRUCT_SIZE * 5 * (TRANSACTIONS))

typedef struct {
    i2c_mode_t mode;
    int sda_io_num;
    int scl_io_num;
    bool sda_pullup_en;
    bool scl_pullup_en;
    union {
        struct {
            uint32_t clk_speed;
        } master;
        struct {
            uint8_t addr_10bit_en;
            uint16_t slave_addr;
            uint32_t maximum_speed;
        } slave;
    };
    uint32_t clk_flags;
} i2c_config_t;

/// What is to be done, step by step, once `i2c_master_cmd_begin` is called.
typedef void* i2c_cmd_handle_t;

esp_err_t i2c_param_config(i2c_port_t i2c_num, const i2c_config_t* i2c_conf);
/// ESP_FAIL if it is there.
esp_err_t i2c_driver_install(i2c_port_t i2c_num, i2c_mode_t mode, size_t slv_rx_buf_len, size_t slv_tx_buf_len,
                             int intr_alloc_flags);
esp_err_t i2c_driver_delete(i2c_port_t i2c_num);
esp_err_t i2c_set_pin(i2c_port_t i2c_num, int sda_io_num, int scl_io_num, bool sda_pullup_en, bool scl_pullup_en,
                      i2c_mode_t mode);
/// Told again; in cycles of the bus' clock.
esp_err_t i2c_set_timeout(i2c_port_t i2c_num, int timeout);
esp_err_t i2c_get_timeout(i2c_port_t i2c_num, int* timeout);

i2c_cmd_handle_t i2c_cmd_link_create(void);
void i2c_cmd_link_delete(i2c_cmd_handle_t cmd_handle);
/// In memory of the sketch's; NULL of too little.
i2c_cmd_handle_t i2c_cmd_link_create_static(uint8_t* buffer, uint32_t size);
void i2c_cmd_link_delete_static(i2c_cmd_handle_t cmd_handle);
esp_err_t i2c_master_start(i2c_cmd_handle_t cmd_handle);
esp_err_t i2c_master_stop(i2c_cmd_handle_t cmd_handle);
esp_err_t i2c_master_write_byte(i2c_cmd_handle_t cmd_handle, uint8_t data, bool ack_en);
esp_err_t i2c_master_write(i2c_cmd_handle_t cmd_handle, const uint8_t* data, size_t data_len, bool ack_en);
esp_err_t i2c_master_read_byte(i2c_cmd_handle_t cmd_handle, uint8_t* data, i2c_ack_type_t ack);
esp_err_t i2c_master_read(i2c_cmd_handle_t cmd_handle, uint8_t* data, size_t data_len, i2c_ack_type_t ack);
/// ESP_FAIL where a byte was to be answered; ESP_ERR_INVALID_STATE without a driver that asks.
esp_err_t i2c_master_cmd_begin(i2c_port_t i2c_num, i2c_cmd_handle_t cmd_handle, TickType_t ticks_to_wait);

esp_err_t i2c_master_write_to_device(i2c_port_t i2c_num, uint8_t device_address, const uint8_t* write_buffer,
                                     size_t write_size, TickType_t ticks_to_wait);
esp_err_t i2c_master_read_from_device(i2c_port_t i2c_num, uint8_t device_address, uint8_t* read_buffer,
                                      size_t read_size, TickType_t ticks_to_wait);
esp_err_t i2c_master_write_read_device(i2c_port_t i2c_num, uint8_t device_address, const uint8_t* write_buffer,
                                       size_t write_size, uint8_t* read_buffer, size_t read_size,
                                       TickType_t ticks_to_wait);

#ifdef __cplusplus
}
#endif
