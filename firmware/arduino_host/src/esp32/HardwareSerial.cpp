#include <HardwareSerial.h>
#include <machine.h>
#include <soc/soc_caps.h>

#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

namespace {

// An RX buffer holds more than the UART itself does: HardwareSerial::setRxBufferSize.
constexpr size_t kLeastRxBytes = 129;
constexpr uint32_t kUsualBaud = 9600;

}  // namespace

HardwareSerial Serial0(0);
HardwareSerial Serial1(1);
#if SOC_UART_NUM > 2
HardwareSerial Serial2(2);
#endif

void serialEvent() __attribute__((weak));

void serialEventRun() {
    if (serialEvent != nullptr && Serial.available() > 0) {
        serialEvent();
    }
}

namespace {

HardwareSerial* serial_of(uint8_t number) {
    switch (number) {
        case 0:
            return &Serial0;
        case 1:
            return &Serial1;
#if SOC_UART_NUM > 2
        case 2:
            return &Serial2;
#endif
        default:
            return nullptr;
    }
}

}  // namespace

void uart_internal_loopback(uint8_t uartNum, int8_t rxPin) {
    HardwareSerial* const serial = serial_of(uartNum);
    if (serial != nullptr && rxPin >= 0) {
        serial->line_.loop_back();
    }
}

void uart_send_break(uint8_t uartNum) {
    if (HardwareSerial* const serial = serial_of(uartNum)) {
        serial->send_break();
    }
}

int uart_send_msg_with_break(uint8_t uartNum, uint8_t* msg, size_t msgSize) {
    HardwareSerial* const serial = serial_of(uartNum);
    if (serial == nullptr || !*serial) {
        return -1;
    }
    const size_t sent = serial->send(msg, msgSize);
    serial->send_break();
    return static_cast<int>(sent);
}

HardwareSerial::HardwareSerial(uint8_t uart_nr)
    : line_(uart_nr == 0 ? oceanhil::Attached::console : oceanhil::Attached::nothing) {}

void HardwareSerial::begin(unsigned long baud, uint32_t, int8_t, int8_t, bool, unsigned long, uint8_t) {
    // A baud rate of 0 is to be found out; where nobody sends, that fails, but for the console's, which is the usual.
    line_.open(rx_bytes_);
    updateBaudRate(baud == 0 ? kUsualBaud : baud);
}

void HardwareSerial::updateBaudRate(unsigned long baud) {
    baud_ = static_cast<uint32_t>(baud);
    line_.set_speed(baud_);
}

void HardwareSerial::flush(bool txOnly) {
    line_.flush();
    while (!txOnly && read() >= 0) {
    }
}

void HardwareSerial::tell() {
    // Whoever is called may end it.
    const OnReceiveCb call = on_receive_;
    if (call != nullptr && available() > 0) {
        call();
    }
}

void HardwareSerial::onReceive(OnReceiveCb function, bool) {
    on_receive_ = std::move(function);
    if (line_.is_console()) {
        const auto serve = [](void* serial) { static_cast<HardwareSerial*>(serial)->tell(); };
        machine::console_listen(on_receive_ == nullptr ? nullptr : static_cast<void (*)(void*)>(serve), this);
    }
}

size_t HardwareSerial::send(const uint8_t* bytes, size_t count) {
    const size_t sent = line_.write(bytes, count);
    if (line_.is_looped() && sent > 0) {
        const auto serve = [](void* serial) { static_cast<HardwareSerial*>(serial)->tell(); };
        machine::timer_start(line_.last_comes_us() - machine::micros(), 0, serve, this);
    }
    return sent;
}

void HardwareSerial::send_break() {
    if (!line_.is_looped()) {
        return;
    }
    const uint8_t low = 0;
    send(&low, 1);
    const auto serve = [](void* serial) {
        const OnReceiveErrorCb call = static_cast<HardwareSerial*>(serial)->on_error_;
        if (call != nullptr) {
            call(UART_BREAK_ERROR);
        }
    };
    machine::timer_start(line_.last_comes_us() - machine::micros(), 0, serve, this);
}

bool HardwareSerial::setRxTimeout(uint8_t symbols_timeout) {
    line_.hand_over_after(symbols_timeout);
    return line_.is_open();
}

bool HardwareSerial::setRxFIFOFull(uint8_t fifoBytes) {
    line_.hand_over_at(fifoBytes);
    return line_.is_open();
}

bool HardwareSerial::setPins(int8_t rxPin, int8_t txPin, int8_t ctsPin, int8_t rtsPin) {
    // -1: stays as it is.
    const auto can_read = [](int8_t pin) { return pin < SOC_GPIO_PIN_COUNT; };
    const auto can_write = [](int8_t pin) { return pin < 0 || oceanhil::can_drive(static_cast<uint8_t>(pin)); };
    return can_read(rxPin) && can_read(ctsPin) && can_write(txPin) && can_write(rtsPin);
}

size_t HardwareSerial::setRxBufferSize(size_t size) {
    if (line_.is_open()) {
        return 0;
    }
    rx_bytes_ = size < kLeastRxBytes ? kLeastRxBytes : size;
    return rx_bytes_;
}

size_t HardwareSerial::setTxBufferSize(size_t size) {
    const bool is_set = !line_.is_open() && (size == 0 || size >= kLeastRxBytes);
    return is_set ? size : 0;
}
