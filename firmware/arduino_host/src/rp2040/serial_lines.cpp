#include <SerialUART.h>
#include <SerialUSB.h>

#include <algorithm>

namespace {

// CFG_TUD_CDC_RX_BUFSIZE; USB lets whoever sends more wait, and nothing is lost.
constexpr int kReceivedBytes = 256;

}  // namespace

SerialUSB Serial;
SerialUART Serial1;
SerialUART Serial2;

void serialEvent() __attribute__((weak));

void arduino::serialEventRun() {
    if (serialEvent != nullptr && Serial.available() > 0) {
        serialEvent();
    }
}

void SerialUSB::begin(unsigned long) { line_.open(SIZE_MAX); }

int SerialUSB::available() { return std::min(line_.available(), kReceivedBytes); }

void SerialUART::begin(unsigned long baud, uint16_t) {
    baud_ = static_cast<int>(baud);
    line_.set_speed(static_cast<uint32_t>(baud));
    line_.open(0);
}
