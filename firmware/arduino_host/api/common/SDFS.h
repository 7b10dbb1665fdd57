/// `SDFS` of esp8266/Arduino and arduino-pico: files of a card, and there is no card. Facts: libraries/SDFS/src/SDFS.h of
/// both.
#ifndef SDFS_H
#define SDFS_H

#include <FS.h>
#include <SPI.h>

#ifdef ESP32
#error "arduino-esp32 has no SDFS.h; it has SD.h"
#endif

#ifndef SD_SCK_MHZ
#define SD_SCK_MHZ(megahertz) (1000000UL * (megahertz))
#endif

// How fast the bus is: half as fast as the fastest that a card knows, and so on.
#ifndef SPI_FULL_SPEED
#define SPI_FULL_SPEED SD_SCK_MHZ(50)
#define SPI_HALF_SPEED SD_SCK_MHZ(25)
#define SPI_QUARTER_SPEED SD_SCK_MHZ(12)
#endif

namespace sdfs {

class SDFSConfig : public fs::FSConfig {
  public:
    static constexpr uint32_t FSId = 0x53444653;

    SDFSConfig(uint8_t csPin = 4, uint32_t spi = SD_SCK_MHZ(10)) : FSConfig(FSId, false), _csPin(csPin), _speed(spi) {}

    SDFSConfig setAutoFormat(bool val = true) {
        _autoFormat = val;
        return *this;
    }
    SDFSConfig setCSPin(uint8_t pin) {
        _csPin = pin;
        return *this;
    }
#ifdef ESP8266
    SDFSConfig setSPI(uint32_t spi) {
        _speed = spi;
        return *this;
    }
#else
    SDFSConfig(uint8_t csPin, uint32_t spi, HardwareSPI&) : SDFSConfig(csPin, spi) {}
    /// By lines of its own.
    SDFSConfig(uint8_t, uint8_t cmdPin, uint8_t) : SDFSConfig(cmdPin) {}
    SDFSConfig setSPISpeed(uint32_t spi) {
        _speed = spi;
        return *this;
    }
    SDFSConfig setSPI(HardwareSPI&) { return *this; }
#endif
    SDFSConfig setPart(uint8_t part) {
        _part = part;
        return *this;
    }

    uint8_t _csPin;
    uint8_t _part = 0;
    uint32_t _speed;
};

}  // namespace sdfs

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_SDFS)
/// `begin` is false, and nothing is found.
extern fs::FS SDFS;
using sdfs::SDFSConfig;
#endif

#endif
