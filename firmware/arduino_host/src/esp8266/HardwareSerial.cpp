#include <HardwareSerial.h>

#include "machine.h"

namespace machine = oceanhil::machine;

HardwareSerial Serial(UART0);
HardwareSerial Serial1(UART1);

void serialEvent() __attribute__((weak));

void serialEventRun() {
    if (serialEvent != nullptr && Serial.available() > 0) {
        serialEvent();
    }
}

HardwareSerial::HardwareSerial(int uart_nr)
    : line_(uart_nr == UART0 ? oceanhil::Attached::console : oceanhil::Attached::nothing) {}

void HardwareSerial::begin(unsigned long baud, SerialConfig, SerialMode mode, uint8_t, bool) {
    mode_ = mode;
    line_.open(rx_bytes_);
    updateBaudRate(baud);
}

void HardwareSerial::updateBaudRate(unsigned long baud) {
    baud_ = static_cast<int>(baud);
    line_.set_speed(static_cast<uint32_t>(baud));
}

size_t HardwareSerial::setRxBufferSize(size_t size) {
    rx_bytes_ = size;
    if (line_.is_open()) {
        line_.open(size);
    }
    return rx_bytes_;
}

int HardwareSerial::read(uint8_t* bytes, size_t count) {
    return isRxEnabled() ? static_cast<int>(line_.read(bytes, count)) : 0;
}

unsigned long HardwareSerial::detectBaudrate(time_t timeoutMillis) {
    machine::wait_us(static_cast<uint64_t>(timeoutMillis) * machine::kMillisecondUs);
    return 0;
}
