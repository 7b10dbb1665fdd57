/// SPI of arduino-esp32, with nothing on the bus. Facts: libraries/SPI/src there.
#ifndef _SPI_H_INCLUDED
#define _SPI_H_INCLUDED

#include <Arduino.h>
#include <stdlib.h>

#include "esp32-hal-spi.h"
#include "oceanhil/lone_spi.h"

class SPISettings {
  public:
    SPISettings() : SPISettings(1000000, SPI_MSBFIRST, SPI_MODE0) {}
    SPISettings(uint32_t clock, uint8_t bitOrder, uint8_t dataMode)
        : _clock(clock), _bitOrder(bitOrder), _dataMode(dataMode) {}
    uint32_t _clock;
    uint8_t _bitOrder;
    uint8_t _dataMode;
};

class SPIClass {
  public:
    SPIClass(uint8_t spi_bus = HSPI) : bus_(MISO) { (void)spi_bus; }

    void begin(int8_t sck = -1, int8_t miso = -1, int8_t mosi = -1, int8_t ss = -1);
    void end() {}
    void setHwCs(bool) {}
    void setSSInvert(bool) {}
    void setBitOrder(uint8_t) {}
    void setDataMode(uint8_t) {}
    void setFrequency(uint32_t) {}
    void setClockDivider(uint32_t clockDiv) { divider_ = clockDiv; }
    uint32_t getClockDivider() const { return divider_; }
    void beginTransaction(SPISettings) {}
    void endTransaction() {}

    void transfer(void* data, uint32_t size) { bus_.fill(data, size); }
    uint8_t transfer(uint8_t) { return bus_.byte(); }
    uint16_t transfer16(uint16_t) { return bus_.half_word(); }
    uint32_t transfer32(uint32_t) { return bus_.word(); }
    void transferBytes(const uint8_t*, uint8_t* out, uint32_t size) { bus_.fill(out, size); }
    void transferBits(uint32_t, uint32_t* out, uint8_t bits);

    void write(uint8_t) {}
    void write16(uint16_t) {}
    void write32(uint32_t) {}
    void writeBytes(const uint8_t*, uint32_t) {}
    void writePixels(const void*, uint32_t) {}
    void writePattern(const uint8_t*, uint8_t, uint32_t) {}
    int8_t pinSS() const { return ss_; }

  private:
    oceanhil::LoneSpi bus_;
    uint32_t divider_ = SPI_CLOCK_DIV16;
    int8_t ss_ = -1;
};

extern SPIClass SPI;

#endif
