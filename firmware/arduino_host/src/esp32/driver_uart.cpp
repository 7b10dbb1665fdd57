// Serial lines by ESP-IDF's names. Facts: components/esp_driver_uart/src/uart.c of ESP-IDF 5.5.1.
#include <HardwareSerial.h>
#include <driver/uart.h>
#include <machine.h>
#include <soc/soc_caps.h>

#include <algorithm>

#include "oceanhil/line.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kUsualUartBaud = 115200;
constexpr size_t kUartFifoBytes = 128;

struct Uart {
    bool is_there = false;
    uint32_t baud = kUsualUartBaud;
    size_t tx_bytes = 0;
    QueueHandle_t events = nullptr;
};

Uart uarts[UART_NUM_MAX];

bool is_uart(uart_port_t port) { return port >= 0 && port < UART_NUM_MAX; }

bool is_serial_begun(uart_port_t port) {
    switch (port) {
        case UART_NUM_0:
            return static_cast<bool>(Serial0);
        case UART_NUM_1:
            return static_cast<bool>(Serial1);
        default:
#if SOC_UART_NUM > 2
            return static_cast<bool>(Serial2);
#else
            return false;
#endif
    }
}

/// The wires of a UART, as long as its driver is there.
oceanhil::Line line_of(uart_port_t port) {
    return oceanhil::Line(port == UART_NUM_0 ? oceanhil::Attached::console : oceanhil::Attached::nothing, true);
}

esp_err_t fail_unless(bool is_good) { return is_good ? ESP_OK : ESP_FAIL; }

void tell_of_bytes(void* context) {
    const auto& uart = *static_cast<const Uart*>(context);
    const uart_event_t event = {UART_DATA, machine::console_available(), true};
    xQueueSendToBackFromISR(uart.events, &event, nullptr);
}

}  // namespace

extern "C" {

esp_err_t uart_driver_install(uart_port_t uart_num, int rx_buffer_size, int tx_buffer_size, int queue_size,
                              QueueHandle_t* uart_queue, int) {
    const bool fits = rx_buffer_size > static_cast<int>(kUartFifoBytes) &&
                      (tx_buffer_size == 0 || tx_buffer_size > static_cast<int>(kUartFifoBytes));
    if (!is_uart(uart_num) || !fits || uart_is_driver_installed(uart_num)) {
        return ESP_FAIL;
    }
    Uart& uart = uarts[uart_num];
    uart.is_there = true;
    uart.tx_bytes = static_cast<size_t>(tx_buffer_size);
    line_of(uart_num).open(static_cast<size_t>(rx_buffer_size));
    line_of(uart_num).set_speed(uart.baud);
    if (uart_queue != nullptr && queue_size > 0) {
        uart.events = xQueueCreate(static_cast<UBaseType_t>(queue_size), sizeof(uart_event_t));
        *uart_queue = uart.events;
        if (uart_num == UART_NUM_0 && uart.events != nullptr) {
            machine::console_listen(tell_of_bytes, &uart);
        }
    }
    return ESP_OK;
}

esp_err_t uart_driver_delete(uart_port_t uart_num) {
    if (!is_uart(uart_num)) {
        return ESP_FAIL;
    }
    Uart& uart = uarts[uart_num];
    if (uart.events != nullptr) {
        if (uart_num == UART_NUM_0) {
            machine::console_listen(nullptr, nullptr);
        }
        vQueueDelete(uart.events);
    }
    uart = {};
    return ESP_OK;
}

bool uart_is_driver_installed(uart_port_t uart_num) {
    return is_uart(uart_num) && (uarts[uart_num].is_there || is_serial_begun(uart_num));
}

esp_err_t uart_param_config(uart_port_t uart_num, const uart_config_t* uart_config) {
    return uart_config == nullptr || uart_config->baud_rate <= 0
               ? ESP_FAIL
               : uart_set_baudrate(uart_num, static_cast<uint32_t>(uart_config->baud_rate));
}

esp_err_t uart_set_pin(uart_port_t uart_num, int tx_io_num, int rx_io_num, int rts_io_num, int cts_io_num) {
    const int most = std::max(std::max(tx_io_num, rx_io_num), std::max(rts_io_num, cts_io_num));
    const bool are_outputs = tx_io_num <= SOC_GPIO_OUT_RANGE_MAX && rts_io_num <= SOC_GPIO_OUT_RANGE_MAX;
    return fail_unless(is_uart(uart_num) && most < SOC_GPIO_PIN_COUNT && are_outputs);
}

esp_err_t uart_set_baudrate(uart_port_t uart_num, uint32_t baudrate) {
    if (!is_uart(uart_num) || baudrate == 0 || baudrate > UART_BITRATE_MAX) {
        return ESP_FAIL;
    }
    uarts[uart_num].baud = baudrate;
    line_of(uart_num).set_speed(baudrate);
    return ESP_OK;
}

esp_err_t uart_get_baudrate(uart_port_t uart_num, uint32_t* baudrate) {
    if (!is_uart(uart_num) || baudrate == nullptr) {
        return ESP_FAIL;
    }
    *baudrate = uarts[uart_num].baud;
    return ESP_OK;
}

esp_err_t uart_set_word_length(uart_port_t uart_num, uart_word_length_t data_bit) {
    return fail_unless(is_uart(uart_num) && data_bit < UART_DATA_BITS_MAX);
}

esp_err_t uart_set_stop_bits(uart_port_t uart_num, uart_stop_bits_t stop_bits) {
    return fail_unless(is_uart(uart_num) && stop_bits < UART_STOP_BITS_MAX);
}

esp_err_t uart_set_parity(uart_port_t uart_num, uart_parity_t) { return fail_unless(is_uart(uart_num)); }

esp_err_t uart_set_hw_flow_ctrl(uart_port_t uart_num, uart_hw_flowcontrol_t flow_ctrl, uint8_t rx_thresh) {
    return fail_unless(is_uart(uart_num) && flow_ctrl < UART_HW_FLOWCTRL_MAX && rx_thresh < kUartFifoBytes);
}

esp_err_t uart_set_line_inverse(uart_port_t uart_num, uint32_t) { return fail_unless(is_uart(uart_num)); }

esp_err_t uart_set_mode(uart_port_t uart_num, uart_mode_t) { return fail_unless(uart_is_driver_installed(uart_num)); }

int uart_write_bytes(uart_port_t uart_num, const void* src, size_t size) {
    if (!uart_is_driver_installed(uart_num) || src == nullptr) {
        return -1;
    }
    return static_cast<int>(line_of(uart_num).write(static_cast<const uint8_t*>(src), size));
}

int uart_read_bytes(uart_port_t uart_num, void* buf, uint32_t length, TickType_t ticks_to_wait) {
    if (!uart_is_driver_installed(uart_num) || buf == nullptr) {
        return -1;
    }
    oceanhil::Line line = line_of(uart_num);
    const uint64_t begun_us = machine::micros();
    const uint64_t patience_us = ticks_to_wait == portMAX_DELAY ? UINT64_MAX : ticks_to_wait * machine::kMillisecondUs;
    size_t count = line.read(static_cast<uint8_t*>(buf), length);
    while (count < length && machine::micros() - begun_us < patience_us) {
        machine::wait_us(machine::kMillisecondUs);
        count += line.read(static_cast<uint8_t*>(buf) + count, length - count);
    }
    return static_cast<int>(count);
}

esp_err_t uart_get_buffered_data_len(uart_port_t uart_num, size_t* size) {
    if (!uart_is_driver_installed(uart_num) || size == nullptr) {
        return ESP_FAIL;
    }
    *size = static_cast<size_t>(line_of(uart_num).available());
    return ESP_OK;
}

esp_err_t uart_get_tx_buffer_free_size(uart_port_t uart_num, size_t* size) {
    if (!uart_is_driver_installed(uart_num) || size == nullptr) {
        return ESP_FAIL;
    }
    *size = uarts[uart_num].tx_bytes;
    return ESP_OK;
}

esp_err_t uart_flush(uart_port_t uart_num) { return uart_flush_input(uart_num); }

esp_err_t uart_flush_input(uart_port_t uart_num) {
    if (!uart_is_driver_installed(uart_num)) {
        return ESP_FAIL;
    }
    oceanhil::Line line = line_of(uart_num);
    while (line.read() >= 0) {
    }
    return ESP_OK;
}

esp_err_t uart_wait_tx_done(uart_port_t uart_num, TickType_t) { return fail_unless(uart_is_driver_installed(uart_num)); }

}  // extern "C"
