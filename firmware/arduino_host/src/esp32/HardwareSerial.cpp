#include <HardwareSerial.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

// An RX buffer holds more than the UART itself does: HardwareSerial::setRxBufferSize.
constexpr size_t kLeastRxBytes = 129;
constexpr uint32_t kUsualBaud = 9600;

}  // namespace

HardwareSerial Serial0(0);
HardwareSerial Serial1(1);
#if !defined(CONFIG_IDF_TARGET_ESP32C3)
HardwareSerial Serial2(2);
#endif

void serialEvent() __attribute__((weak));

void serialEventRun() {
    if (serialEvent != nullptr && Serial.available() > 0) {
        serialEvent();
    }
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
