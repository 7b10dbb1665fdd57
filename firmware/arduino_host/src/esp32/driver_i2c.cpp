// I2C by the older driver. Facts: components/driver/i2c/i2c.c of ESP-IDF 5.5.1.
#include <driver/i2c.h>
#include <stdlib.h>
#include <string.h>

#include <new>

namespace {

constexpr int kUsualTimeout = 0xFFFFF;
constexpr uint8_t kIdleByte = 0xFF;

struct I2cBus {
    bool is_there = false;
    i2c_mode_t mode = I2C_MODE_MASTER;
    int timeout = kUsualTimeout;
};

/// Of a list of steps no more counts than whether one is answered: nobody answers, so that nothing behind it is done.
struct I2cSteps {
    bool needs_answer;
};

I2cBus i2c_buses[I2C_NUM_MAX];

bool is_i2c_bus(i2c_port_t bus) { return bus >= 0 && bus < I2C_NUM_MAX; }

esp_err_t add_answered(i2c_cmd_handle_t handle, bool needs_answer) {
    if (handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto* const steps = static_cast<I2cSteps*>(handle);
    steps->needs_answer = steps->needs_answer || needs_answer;
    return ESP_OK;
}

esp_err_t add_read(i2c_cmd_handle_t handle, uint8_t* data, size_t length) {
    if (handle == nullptr || data == nullptr || length == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    // It comes of an address that answers; without one that is asked, of a bus that nobody holds.
    if (!static_cast<I2cSteps*>(handle)->needs_answer) {
        memset(data, kIdleByte, length);
    }
    return ESP_OK;
}

esp_err_t ask_i2c(i2c_port_t bus) {
    if (!is_i2c_bus(bus)) {
        return ESP_ERR_INVALID_ARG;
    }
    return i2c_buses[bus].is_there && i2c_buses[bus].mode == I2C_MODE_MASTER ? ESP_FAIL : ESP_ERR_INVALID_STATE;
}

}  // namespace

extern "C" {

esp_err_t i2c_param_config(i2c_port_t i2c_num, const i2c_config_t* i2c_conf) {
    if (!is_i2c_bus(i2c_num) || i2c_conf == nullptr || i2c_conf->mode >= I2C_MODE_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    return i2c_set_pin(i2c_num, i2c_conf->sda_io_num, i2c_conf->scl_io_num, i2c_conf->sda_pullup_en,
                       i2c_conf->scl_pullup_en, i2c_conf->mode);
}

esp_err_t i2c_driver_install(i2c_port_t i2c_num, i2c_mode_t mode, size_t slv_rx_buf_len, size_t, int) {
    const bool is_possible = is_i2c_bus(i2c_num) && (mode == I2C_MODE_MASTER || slv_rx_buf_len > 0);
    if (!is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    if (i2c_buses[i2c_num].is_there) {
        return ESP_FAIL;
    }
    i2c_buses[i2c_num] = {true, mode, i2c_buses[i2c_num].timeout};
    return ESP_OK;
}

esp_err_t i2c_driver_delete(i2c_port_t i2c_num) {
    if (!is_i2c_bus(i2c_num) || !i2c_buses[i2c_num].is_there) {
        return ESP_ERR_INVALID_ARG;
    }
    i2c_buses[i2c_num].is_there = false;
    return ESP_OK;
}

esp_err_t i2c_set_pin(i2c_port_t i2c_num, int sda_io_num, int scl_io_num, bool, bool, i2c_mode_t mode) {
    const bool are_pins = sda_io_num < SOC_GPIO_PIN_COUNT && scl_io_num < SOC_GPIO_PIN_COUNT;
    const bool are_apart = sda_io_num < 0 || sda_io_num != scl_io_num;
    return is_i2c_bus(i2c_num) && mode < I2C_MODE_MAX && are_pins && are_apart ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t i2c_set_timeout(i2c_port_t i2c_num, int timeout) {
    if (!is_i2c_bus(i2c_num) || timeout < 0) {
        return ESP_ERR_INVALID_ARG;
    }
    i2c_buses[i2c_num].timeout = timeout;
    return ESP_OK;
}

esp_err_t i2c_get_timeout(i2c_port_t i2c_num, int* timeout) {
    if (!is_i2c_bus(i2c_num) || timeout == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *timeout = i2c_buses[i2c_num].timeout;
    return ESP_OK;
}

i2c_cmd_handle_t i2c_cmd_link_create(void) { return calloc(1, I2C_INTERNAL_STRUCT_SIZE); }

void i2c_cmd_link_delete(i2c_cmd_handle_t cmd_handle) { free(cmd_handle); }

i2c_cmd_handle_t i2c_cmd_link_create_static(uint8_t* buffer, uint32_t size) {
    return buffer == nullptr || size <= I2C_INTERNAL_STRUCT_SIZE ? nullptr : new (buffer) I2cSteps{false};
}

void i2c_cmd_link_delete_static(i2c_cmd_handle_t) {}

esp_err_t i2c_master_start(i2c_cmd_handle_t cmd_handle) { return add_answered(cmd_handle, false); }

esp_err_t i2c_master_stop(i2c_cmd_handle_t cmd_handle) { return add_answered(cmd_handle, false); }

esp_err_t i2c_master_write_byte(i2c_cmd_handle_t cmd_handle, uint8_t, bool ack_en) {
    return add_answered(cmd_handle, ack_en);
}

esp_err_t i2c_master_write(i2c_cmd_handle_t cmd_handle, const uint8_t* data, size_t data_len, bool ack_en) {
    return data == nullptr ? ESP_ERR_INVALID_ARG : add_answered(cmd_handle, ack_en && data_len > 0);
}

esp_err_t i2c_master_read_byte(i2c_cmd_handle_t cmd_handle, uint8_t* data, i2c_ack_type_t) {
    return add_read(cmd_handle, data, 1);
}

esp_err_t i2c_master_read(i2c_cmd_handle_t cmd_handle, uint8_t* data, size_t data_len, i2c_ack_type_t) {
    return add_read(cmd_handle, data, data_len);
}

esp_err_t i2c_master_cmd_begin(i2c_port_t i2c_num, i2c_cmd_handle_t cmd_handle, TickType_t) {
    if (cmd_handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const esp_err_t told = ask_i2c(i2c_num);
    return told == ESP_FAIL && !static_cast<I2cSteps*>(cmd_handle)->needs_answer ? ESP_OK : told;
}

esp_err_t i2c_master_write_to_device(i2c_port_t i2c_num, uint8_t, const uint8_t*, size_t, TickType_t) {
    return ask_i2c(i2c_num);
}

esp_err_t i2c_master_read_from_device(i2c_port_t i2c_num, uint8_t, uint8_t*, size_t, TickType_t) {
    return ask_i2c(i2c_num);
}

esp_err_t i2c_master_write_read_device(i2c_port_t i2c_num, uint8_t, const uint8_t*, size_t, uint8_t*, size_t,
                                       TickType_t) {
    return ask_i2c(i2c_num);
}

}  // extern "C"
