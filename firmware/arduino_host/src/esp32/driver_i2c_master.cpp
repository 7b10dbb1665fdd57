// I2C with nothing on the bus. Facts: components/esp_driver_i2c/i2c_master.c of ESP-IDF 5.5.1.
#include <driver/i2c_master.h>
#include <machine.h>
#include <pins_arduino.h>
#include <string.h>

#include <new>

namespace machine = oceanhil::machine;

struct i2c_master_bus_t {
    i2c_port_num_t port;
    bool waits;
    int devices;
};

struct i2c_master_dev_t {
    i2c_master_bus_t* bus;
    uint16_t address;
    bool asks_for_answers;
    i2c_master_callback_t on_done;
    void* context;
};

namespace {

constexpr uint8_t kNobodysByte = 0xFF;
constexpr uint16_t kMostShortAddress = 0x7F;
constexpr size_t kMostI2cCommands = SOC_I2C_CMD_REG_NUM;

i2c_master_bus_t* master_buses[SOC_I2C_NUM];

bool is_i2c_pin(int pin) { return pin >= 0 && pin < SOC_GPIO_PIN_COUNT; }

void tell_of_nobody(void* context) {
    auto* const device = static_cast<i2c_master_dev_t*>(context);
    const i2c_master_event_data_t event = {I2C_EVENT_NACK};
    if (device->on_done != nullptr) {
        device->on_done(device, &event, device->context);
    }
}

/// What comes of a transfer: the address, and each byte, is not answered by anybody.
esp_err_t outcome_of(i2c_master_dev_handle_t device) {
    if (!device->bus->waits) {
        machine::timer_start(0, 0, tell_of_nobody, device);
        return ESP_OK;
    }
    return device->asks_for_answers ? ESP_ERR_INVALID_STATE : ESP_OK;
}

bool is_heard(i2c_master_dev_handle_t device, uint8_t* bytes, size_t count) {
    if (device == nullptr || bytes == nullptr || count == 0) {
        return false;
    }
    if (!device->asks_for_answers) {
        memset(bytes, kNobodysByte, count);
    }
    return true;
}

}  // namespace

extern "C" {

esp_err_t i2c_new_master_bus(const i2c_master_bus_config_t* bus_config, i2c_master_bus_handle_t* ret_bus_handle) {
    if (bus_config == nullptr || ret_bus_handle == nullptr || bus_config->i2c_port >= SOC_I2C_NUM ||
        bus_config->i2c_port < -1 || !is_i2c_pin(bus_config->sda_io_num) || !is_i2c_pin(bus_config->scl_io_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    i2c_port_num_t port = bus_config->i2c_port;
    for (int each = 0; port < 0 && each < SOC_I2C_NUM; ++each) {
        port = master_buses[each] == nullptr ? each : port;
    }
    if (port < 0 || master_buses[port] != nullptr) {
        return port < 0 ? ESP_ERR_NOT_FOUND : ESP_ERR_INVALID_STATE;
    }
    auto* const made = new (std::nothrow) i2c_master_bus_t{port, bus_config->trans_queue_depth == 0, 0};
    if (made == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    master_buses[port] = made;
    *ret_bus_handle = made;
    return ESP_OK;
}

esp_err_t i2c_master_bus_add_device(i2c_master_bus_handle_t bus_handle, const i2c_device_config_t* dev_config,
                                    i2c_master_dev_handle_t* ret_handle) {
    if (bus_handle == nullptr || dev_config == nullptr || ret_handle == nullptr || dev_config->scl_speed_hz == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool is_long = dev_config->dev_addr_length == I2C_ADDR_BIT_LEN_10;
    const bool is_used = dev_config->device_address != I2C_DEVICE_ADDRESS_NOT_USED;
    if (is_used && !is_long && dev_config->device_address > kMostShortAddress) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool asks = dev_config->flags.disable_ack_check == 0;
    auto* const made =
        new (std::nothrow) i2c_master_dev_t{bus_handle, dev_config->device_address, asks, nullptr, nullptr};
    if (made == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    ++bus_handle->devices;
    *ret_handle = made;
    return ESP_OK;
}

esp_err_t i2c_del_master_bus(i2c_master_bus_handle_t bus_handle) {
    if (bus_handle == nullptr || bus_handle->devices > 0) {
        return bus_handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    master_buses[bus_handle->port] = nullptr;
    delete bus_handle;
    return ESP_OK;
}

esp_err_t i2c_master_bus_rm_device(i2c_master_dev_handle_t handle) {
    if (handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    --handle->bus->devices;
    delete handle;
    return ESP_OK;
}

esp_err_t i2c_master_transmit(i2c_master_dev_handle_t i2c_dev, const uint8_t* write_buffer, size_t write_size, int) {
    if (i2c_dev == nullptr || write_buffer == nullptr || write_size == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    return outcome_of(i2c_dev);
}

esp_err_t i2c_master_multi_buffer_transmit(i2c_master_dev_handle_t i2c_dev,
                                           i2c_master_transmit_multi_buffer_info_t* buffer_info_array,
                                           size_t array_size, int) {
    if (i2c_dev == nullptr || buffer_info_array == nullptr || array_size > kMostI2cCommands - 2) {
        return ESP_ERR_INVALID_ARG;
    }
    return outcome_of(i2c_dev);
}

esp_err_t i2c_master_transmit_receive(i2c_master_dev_handle_t i2c_dev, const uint8_t* write_buffer, size_t write_size,
                                      uint8_t* read_buffer, size_t read_size, int) {
    if (write_buffer == nullptr || write_size == 0 || !is_heard(i2c_dev, read_buffer, read_size)) {
        return ESP_ERR_INVALID_ARG;
    }
    return outcome_of(i2c_dev);
}

esp_err_t i2c_master_receive(i2c_master_dev_handle_t i2c_dev, uint8_t* read_buffer, size_t read_size, int) {
    return is_heard(i2c_dev, read_buffer, read_size) ? outcome_of(i2c_dev) : ESP_ERR_INVALID_ARG;
}

esp_err_t i2c_master_probe(i2c_master_bus_handle_t bus_handle, uint16_t, int) {
    return bus_handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_NOT_FOUND;
}

esp_err_t i2c_master_execute_defined_operations(i2c_master_dev_handle_t i2c_dev, i2c_operation_job_t* i2c_operation,
                                                size_t operation_list_num, int) {
    if (i2c_dev == nullptr || i2c_operation == nullptr || operation_list_num > kMostI2cCommands) {
        return ESP_ERR_INVALID_ARG;
    }
    for (size_t each = 0; each < operation_list_num; ++each) {
        const i2c_operation_job_t& step = i2c_operation[each];
        if (step.command == I2C_MASTER_CMD_WRITE && step.write.ack_check && i2c_dev->bus->waits) {
            return ESP_ERR_INVALID_STATE;
        }
        if (step.command == I2C_MASTER_CMD_READ) {
            memset(step.read.data, kNobodysByte, step.read.total_bytes);
        }
    }
    return ESP_OK;
}

esp_err_t i2c_master_register_event_callbacks(i2c_master_dev_handle_t i2c_dev, const i2c_master_event_callbacks_t* cbs,
                                              void* user_data) {
    if (i2c_dev == nullptr || cbs == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (i2c_dev->bus->waits) {
        return ESP_ERR_INVALID_STATE;
    }
    i2c_dev->on_done = cbs->on_trans_done;
    i2c_dev->context = user_data;
    return ESP_OK;
}

esp_err_t i2c_master_bus_reset(i2c_master_bus_handle_t bus_handle) {
    return bus_handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t i2c_master_device_change_address(i2c_master_dev_handle_t i2c_dev, uint16_t new_device_address, int) {
    if (i2c_dev == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    i2c_dev->address = new_device_address;
    return ESP_OK;
}

esp_err_t i2c_master_bus_wait_all_done(i2c_master_bus_handle_t bus_handle, int) {
    machine::wait_us(1);
    return bus_handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t i2c_master_get_bus_handle(i2c_port_num_t port_num, i2c_master_bus_handle_t* ret_handle) {
    if (port_num < 0 || port_num >= SOC_I2C_NUM || ret_handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (master_buses[port_num] == nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    *ret_handle = master_buses[port_num];
    return ESP_OK;
}

}  // extern "C"
