/// SPI of arduino-pico, with nothing on the bus. Facts: libraries/SPI/src there, api/HardwareSPI.h of its
/// ArduinoCore-API. A transfer that does not wait takes as long as its bits do, one that waits no time. Other buses than
/// `SPI` and `SPI1` are missing.
#pragma once

#include <Arduino.h>
#include <hardware/spi.h>

#include "oceanhil/lone_spi.h"

namespace arduino {

#define SPI_HAS_TRANSACTION 1

typedef enum { SPI_MODE0 = 0, SPI_MODE1 = 1, SPI_MODE2 = 2, SPI_MODE3 = 3 } SPIMode;

class SPISettings {
  public:
    SPISettings(uint32_t clock, BitOrder bitOrder, SPIMode dataMode)
        : clock_(clock), mode_(dataMode), order_(bitOrder) {}
    SPISettings(uint32_t clock, BitOrder bitOrder, int dataMode)
        : SPISettings(clock, bitOrder, static_cast<SPIMode>(dataMode)) {}
    SPISettings() : SPISettings(4000000, MSBFIRST, SPI_MODE0) {}

    bool operator==(const SPISettings& other) const {
        return clock_ == other.clock_ && mode_ == other.mode_ && order_ == other.order_;
    }
    bool operator!=(const SPISettings& other) const { return !(*this == other); }
    uint32_t getClockFreq() const { return clock_; }
    SPIMode getDataMode() const { return mode_; }
    BitOrder getBitOrder() const { return order_; }

  private:
    uint32_t clock_;
    SPIMode mode_;
    BitOrder order_;
};

const SPISettings DEFAULT_SPI_SETTINGS = SPISettings();

class HardwareSPI {
  public:
    virtual ~HardwareSPI() = default;

    virtual uint8_t transfer(uint8_t data) = 0;
    virtual uint16_t transfer16(uint16_t data) = 0;
    virtual void transfer(void* buf, size_t count) = 0;
    virtual void transfer(const void* txbuf, void* rxbuf, size_t count) = 0;
    virtual void usingInterrupt(int interruptNumber) = 0;
    virtual void notUsingInterrupt(int interruptNumber) = 0;
    virtual void beginTransaction(SPISettings settings) = 0;
    virtual void endTransaction() = 0;
    virtual void attachInterrupt() = 0;
    virtual void detachInterrupt() = 0;
    virtual void begin() = 0;
    virtual void end() = 0;
};

using SPIClass = HardwareSPI;

}  // namespace arduino

using namespace arduino;

class SPIClassRP2040 : public arduino::HardwareSPI {
  public:
    explicit SPIClassRP2040(pin_size_t miso) : bus_(miso) {}

    void begin() override { is_begun_ = true; }
    void begin(bool) { begin(); }
    void end() override {
        abortAsync();
        is_begun_ = false;
    }
    // Each has its own pins of the bus to choose from; which they are is not looked at.
    bool setRX(pin_size_t pin) {
        bus_.choose(pin);
        return true;
    }
    bool setMISO(pin_size_t pin) { return setRX(pin); }
    bool setCS(pin_size_t) { return true; }
    bool setSCK(pin_size_t) { return true; }
    bool setTX(pin_size_t) { return true; }
    bool setMOSI(pin_size_t pin) { return setTX(pin); }
    void setBitOrder(BitOrder) __attribute__((deprecated)) {}
    void setDataMode(uint8_t) __attribute__((deprecated)) {}
    void setClockDivider(uint8_t) __attribute__((deprecated)) {}

    byte transfer(uint8_t) override { return bus_.byte(); }
    uint16_t transfer16(uint16_t) override { return bus_.half_word(); }
    void transfer(void* buf, size_t count) override { bus_.fill(buf, count); }
    void transfer(const void*, void* rxbuf, size_t count) override { bus_.fill(rxbuf, count); }
    /// False on a bus that is not begun, or without both buffers. What comes in is in `recv` when it is finished.
    bool transferAsync(const void* send, void* recv, size_t bytes);
    /// Who asks in a loop lets time pass.
    bool finishedAsync();
    void abortAsync();
    /// What is called from the interrupt that ends each such transfer.
    void onTransferComplete(void (*callback)());
    void onTransferComplete(void (*callback)(void*), void* context);

    void beginTransaction(SPISettings settings) override {
        clock_hz_ = settings.getClockFreq() == 0 ? clock_hz_ : settings.getClockFreq();
        is_begun_ = true;
    }
    void endTransaction() override {}
    void usingInterrupt(int) override {}
    void notUsingInterrupt(int) override {}
    void attachInterrupt() override {}
    void detachInterrupt() override {}

  private:
    static void finish(void* bus);

    oceanhil::LoneSpi bus_;
    bool is_begun_ = false;
    uint32_t clock_hz_ = SPISettings().getClockFreq();
    volatile uint32_t timer_ = 0;
    void* received_ = nullptr;
    size_t expected_ = 0;
    void (*told_)() = nullptr;
    void (*told_with_)(void*) = nullptr;
    void* context_ = nullptr;
};

extern SPIClassRP2040 SPI;
extern SPIClassRP2040 SPI1;
