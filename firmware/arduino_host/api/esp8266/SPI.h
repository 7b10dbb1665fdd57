/// SPI of esp8266/Arduino, with nothing on the bus. Facts: libraries/SPI there.
#ifndef _SPI_H_INCLUDED
#define _SPI_H_INCLUDED

#include <Arduino.h>

#include "oceanhil/lone_spi.h"

#define SPI_HAS_TRANSACTION 1

#define SPI_CLOCK_DIV2 0x00101001
#define SPI_CLOCK_DIV4 0x00241001
#define SPI_CLOCK_DIV8 0x004c1001
#define SPI_CLOCK_DIV16 0x009c1001
#define SPI_CLOCK_DIV32 0x013c1001
#define SPI_CLOCK_DIV64 0x027c1001
#define SPI_CLOCK_DIV128 0x04fc1001

const uint8_t SPI_MODE0 = 0x00;
const uint8_t SPI_MODE1 = 0x01;
const uint8_t SPI_MODE2 = 0x10;
const uint8_t SPI_MODE3 = 0x11;

class SPISettings {
  public:
    SPISettings() : SPISettings(1000000, LSBFIRST, SPI_MODE0) {}
    SPISettings(uint32_t clock, uint8_t bitOrder, uint8_t dataMode)
        : _clock(clock), _bitOrder(bitOrder), _dataMode(dataMode) {}
    uint32_t _clock;
    uint8_t _bitOrder;
    uint8_t _dataMode;
};

class SPIClass {
  public:
    SPIClass() : bus_(MISO) {}

    /// The usual pins, or those of flash, with GPIO 0 as its chip select.
    bool pins(int8_t sck, int8_t miso, int8_t mosi, int8_t ss);
    void begin() {}
    void end() {}
    void setHwCs(bool) {}
    void setBitOrder(uint8_t) {}
    void setDataMode(uint8_t) {}
    void setFrequency(uint32_t) {}
    void setClockDivider(uint32_t) {}
    void beginTransaction(SPISettings) {}
    void endTransaction() {}

    uint8_t transfer(uint8_t) { return bus_.byte(); }
    uint16_t transfer16(uint16_t) { return bus_.half_word(); }
    void transfer(void* buf, uint16_t count) { bus_.fill(buf, count); }
    void transferBytes(const uint8_t*, uint8_t* in, uint32_t size) { bus_.fill(in, size); }

    void write(uint8_t) {}
    void write16(uint16_t) {}
    void write16(uint16_t, bool) {}
    void write32(uint32_t) {}
    void write32(uint32_t, bool) {}
    void writeBytes(const uint8_t*, uint32_t) {}
    void writePattern(const uint8_t*, uint8_t, uint32_t) {}

  private:
    oceanhil::LoneSpi bus_;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_SPI)
extern SPIClass SPI;
#endif

#endif
