/// SPI as a slave (libraries/SPISlave/src/SPISlave.h): no master is attached. As there, whoever wants to hear that data was
/// sent is asked for the first as it begins, unless it was set; nothing is ever received.
#pragma once

#include <SPI.h>
#include <string.h>

#include <functional>
#include <utility>

typedef std::function<void(uint8_t* data, size_t len)> SPISlaveRecvHandler;
typedef std::function<void(void)> SPISlaveSentHandler;

class SPISlaveClass {
  public:
    SPISlaveClass() = default;

    // Which pins the part can have is not looked at.
    bool setRX(pin_size_t) { return !is_running_; }
    bool setCS(pin_size_t) { return !is_running_; }
    bool setSCK(pin_size_t) { return !is_running_; }
    bool setTX(pin_size_t) { return !is_running_; }

    void begin(SPISettings) {
        is_running_ = true;
        if (!has_data_ && on_sent_) {
            on_sent_();
        }
    }
    void end() { is_running_ = false; }
    void setData(const uint8_t* data, size_t len) { has_data_ = data != nullptr && len > 0; }
    void setData(const char* data) { setData(reinterpret_cast<const uint8_t*>(data), strlen(data)); }
    void onDataRecv(SPISlaveRecvHandler cb) { (void)cb; }
    void onDataSent(SPISlaveSentHandler cb) { on_sent_ = std::move(cb); }

  private:
    SPISlaveSentHandler on_sent_;
    bool is_running_ = false;
    bool has_data_ = false;
};

extern SPISlaveClass SPISlave;
extern SPISlaveClass SPISlave1;
