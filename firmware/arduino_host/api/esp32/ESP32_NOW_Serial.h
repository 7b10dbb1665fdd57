/// A serial line by ESP-NOW, of arduino-esp32 3.x. Facts: libraries/ESP_NOW/src/ESP32_NOW_Serial.h and
/// ESP32_NOW_Serial.cpp. Nobody is near: what is written to one board is tried six times and then lost, what goes to all is
/// sent, and nothing ever comes.
#pragma once

#include <ESP32_NOW.h>
#include <Stream.h>

#include <deque>

class ESP_NOW_Serial_Class : public Stream, public ESP_NOW_Peer {
  public:
    ESP_NOW_Serial_Class(const uint8_t* mac_addr, uint8_t channel, wifi_interface_t iface = WIFI_IF_AP,
                         const uint8_t* lmk = nullptr, bool remove_on_fail = false)
        : ESP_NOW_Peer(mac_addr, channel, iface, lmk), removes_on_fail_(remove_on_fail) {}
    ~ESP_NOW_Serial_Class() override { end(); }

    /// 0 of one that is set already, and of 0, which takes it away.
    size_t setRxBufferSize(size_t size);
    size_t setTxBufferSize(size_t size);
    bool begin(unsigned long baud = 0);
    void end();

    int available() override { return 0; }
    int read() override { return -1; }
    size_t read(uint8_t* buffer, size_t size);
    int peek() override { return -1; }
    void flush() override;
    int availableForWrite() override;
    size_t write(const uint8_t* buffer, size_t size, uint32_t timeout_ms);
    size_t write(const uint8_t* buffer, size_t size) override { return write(buffer, size, kTimeoutMs); }
    size_t write(uint8_t data) override { return write(&data, 1); }

    void onReceive(const uint8_t* data, size_t len, bool broadcast) override;
    void onSent(bool success) override;

  private:
    static constexpr uint32_t kTimeoutMs = 1000;

    bool send_next();
    void lose();

    std::deque<uint8_t> waiting_;
    size_t tx_bytes_ = 0;
    size_t rx_bytes_ = 0;
    size_t on_its_way_ = 0;
    int tries_ = 0;
    bool removes_on_fail_;
};
