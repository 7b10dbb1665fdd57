// SPI by ESP-IDF's names. Facts: components/esp_driver_spi/src/gpspi/spi_common.c and spi_master.c of ESP-IDF 5.5.1.
#include <Arduino.h>
#include <driver/spi_master.h>
#include <machine.h>
#include <string.h>

#include <new>

#include "oceanhil/lone_spi.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kBitsOfSpiByte = 8;
constexpr int kNoSpiPin = -1;

struct SpiBus {
    bool is_there = false;
    int miso = kNoSpiPin;
    unsigned devices = 0;
};

SpiBus spi_buses[SPI_HOST_MAX];

bool is_spi_bus(spi_host_device_t host) {
    return host > SPI1_HOST && static_cast<int>(host) < SOC_SPI_PERIPH_NUM;
}

}  // namespace

struct spi_device_t {
    spi_host_device_t host;
    spi_device_interface_config_t config;
    /// Those that were sent and that nobody has asked for.
    spi_transaction_t** results;
    size_t first;
    size_t waiting;
    spi_transaction_t* polled;
};

namespace {

void select_device(const spi_device_t& device, bool is_on) {
    if (device.config.spics_io_num >= 0) {
        const bool is_positive = (device.config.flags & SPI_DEVICE_POSITIVE_CS) != 0;
        machine::pin_write(static_cast<uint8_t>(device.config.spics_io_num), is_on == is_positive);
    }
}

void hear(const spi_device_t& device, spi_transaction_t& transaction) {
    const bool is_here = (transaction.flags & SPI_TRANS_USE_RXDATA) != 0;
    void* const bytes = is_here ? transaction.rx_data : transaction.rx_buffer;
    const size_t bits = transaction.rxlength == 0 ? transaction.length : transaction.rxlength;
    const size_t count = (bits + kBitsOfSpiByte - 1) / kBitsOfSpiByte;
    const int miso = spi_buses[device.host].miso;
    if (miso >= 0) {
        oceanhil::LoneSpi(static_cast<uint8_t>(miso)).fill(bytes, count);
    } else if (bytes != nullptr) {
        memset(bytes, 0, count);
    }
}

void transfer(const spi_device_t& device, spi_transaction_t& transaction) {
    if (device.config.pre_cb != nullptr) {
        device.config.pre_cb(&transaction);
    }
    select_device(device, true);
    hear(device, transaction);
    if ((transaction.flags & SPI_TRANS_CS_KEEP_ACTIVE) == 0) {
        select_device(device, false);
    }
    if (device.config.post_cb != nullptr) {
        device.config.post_cb(&transaction);
    }
}

esp_err_t transfer_error(const spi_device_t* device, const spi_transaction_t* transaction) {
    if (device == nullptr || transaction == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool is_half = (device->config.flags & SPI_DEVICE_HALFDUPLEX) != 0;
    return !is_half && transaction->rxlength > transaction->length ? ESP_ERR_INVALID_ARG : ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t spi_bus_initialize(spi_host_device_t host_id, const spi_bus_config_t* bus_config, spi_dma_chan_t) {
    if (!is_spi_bus(host_id) || bus_config == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (spi_buses[host_id].is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    const int miso = bus_config->miso_io_num < SOC_GPIO_PIN_COUNT ? bus_config->miso_io_num : kNoSpiPin;
    spi_buses[host_id] = {true, miso, 0};
    return ESP_OK;
}

esp_err_t spi_bus_free(spi_host_device_t host_id) {
    if (!is_spi_bus(host_id)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!spi_buses[host_id].is_there || spi_buses[host_id].devices != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    spi_buses[host_id] = {};
    return ESP_OK;
}

esp_err_t spi_bus_add_device(spi_host_device_t host_id, const spi_device_interface_config_t* dev_config,
                             spi_device_handle_t* handle) {
    if (!is_spi_bus(host_id) || dev_config == nullptr || handle == nullptr || dev_config->clock_speed_hz <= 0 ||
        dev_config->spics_io_num > SOC_GPIO_OUT_RANGE_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!spi_buses[host_id].is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    const auto places = static_cast<size_t>(dev_config->queue_size > 0 ? dev_config->queue_size : 1);
    auto* const results = static_cast<spi_transaction_t**>(calloc(places, sizeof(spi_transaction_t*)));
    auto* const device = results == nullptr ? nullptr : new (std::nothrow) spi_device_t{};
    if (device == nullptr) {
        free(results);
        return ESP_ERR_NO_MEM;
    }
    *device = {host_id, *dev_config, results, 0, 0, nullptr};
    ++spi_buses[host_id].devices;
    if (dev_config->spics_io_num >= 0) {
        pinMode(static_cast<uint8_t>(dev_config->spics_io_num), OUTPUT);
        select_device(*device, false);
    }
    *handle = device;
    return ESP_OK;
}

esp_err_t spi_bus_remove_device(spi_device_handle_t handle) {
    if (handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (handle->waiting != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    --spi_buses[handle->host].devices;
    free(handle->results);
    delete handle;
    return ESP_OK;
}

esp_err_t spi_device_transmit(spi_device_handle_t handle, spi_transaction_t* trans_desc) {
    if (const esp_err_t error = transfer_error(handle, trans_desc); error != ESP_OK) {
        return error;
    }
    if (handle->waiting != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    transfer(*handle, *trans_desc);
    return ESP_OK;
}

esp_err_t spi_device_polling_transmit(spi_device_handle_t handle, spi_transaction_t* trans_desc) {
    return spi_device_transmit(handle, trans_desc);
}

esp_err_t spi_device_polling_start(spi_device_handle_t handle, spi_transaction_t* trans_desc, uint32_t) {
    if (handle != nullptr && handle->polled != nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    const esp_err_t error = spi_device_transmit(handle, trans_desc);
    if (error == ESP_OK) {
        handle->polled = trans_desc;
    }
    return error;
}

esp_err_t spi_device_polling_end(spi_device_handle_t handle, uint32_t) {
    if (handle == nullptr || handle->polled == nullptr) {
        return handle == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    handle->polled = nullptr;
    return ESP_OK;
}

esp_err_t spi_device_queue_trans(spi_device_handle_t handle, spi_transaction_t* trans_desc, uint32_t ticks_to_wait) {
    if (const esp_err_t error = transfer_error(handle, trans_desc); error != ESP_OK) {
        return error;
    }
    const int places = handle->config.queue_size;
    if (static_cast<int>(handle->waiting) >= places) {
        machine::wait_us(ticks_to_wait * machine::kMillisecondUs);
        return ESP_ERR_TIMEOUT;
    }
    transfer(*handle, *trans_desc);
    if ((handle->config.flags & SPI_DEVICE_NO_RETURN_RESULT) == 0) {
        handle->results[(handle->first + handle->waiting++) % static_cast<size_t>(places)] = trans_desc;
    }
    return ESP_OK;
}

esp_err_t spi_device_get_trans_result(spi_device_handle_t handle, spi_transaction_t** trans_desc,
                                      uint32_t ticks_to_wait) {
    if (handle == nullptr || trans_desc == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (handle->waiting == 0) {
        machine::wait_us(ticks_to_wait * machine::kMillisecondUs);
        return ESP_ERR_TIMEOUT;
    }
    *trans_desc = handle->results[handle->first];
    handle->first = (handle->first + 1) % static_cast<size_t>(handle->config.queue_size);
    --handle->waiting;
    return ESP_OK;
}

esp_err_t spi_device_acquire_bus(spi_device_handle_t device, TickType_t) {
    return device == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

void spi_device_release_bus(spi_device_handle_t) {}

}  // extern "C"
