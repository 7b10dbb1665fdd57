/// `SD` of esp8266/Arduino and arduino-pico, without a card. Facts: libraries/SD/src/SD.h of both.
#ifndef OCEANHIL_NO_CARD_H
#define OCEANHIL_NO_CARD_H

#include <FS.h>
#include <SPI.h>

#undef FILE_READ
#define FILE_READ (static_cast<uint8_t>(0))
#undef FILE_WRITE
#define FILE_WRITE (static_cast<uint8_t>(0x0A))

class SDClass {
  public:
    bool begin(uint8_t csPin, uint32_t cfg = 0);
    bool begin(uint8_t csPin, SPIClass& spi);
    /// By lines of its own, on a Pico.
    bool begin(uint8_t clkPin, uint8_t cmdPin, uint8_t dat0Pin);
    void end(bool = true) {}

    File open(const char*, uint8_t = FILE_READ) { return {}; }
    File open(const char*, const char*) { return {}; }
    File open(const String&, uint8_t = FILE_READ) { return {}; }
    bool exists(const char*) { return false; }
    bool exists(const String&) { return false; }
    bool rename(const char*, const char*) { return false; }
    bool rename(const String&, const String&) { return false; }
    bool mkdir(const char*) { return false; }
    bool mkdir(const String&) { return false; }
    bool rmdir(const char*) { return false; }
    bool rmdir(const String&) { return false; }
    bool remove(const char*) { return false; }
    bool remove(const String&) { return false; }

    uint8_t type() { return 0; }
    uint8_t fatType() { return 0; }
    size_t blocksPerCluster() { return 0; }
    size_t totalClusters() { return 0; }
    size_t blockSize() { return 512; }
    size_t totalBlocks() { return 0; }
    size_t clusterSize() { return 0; }
    size_t size() { return 0; }
    uint64_t size64() { return 0; }
};

extern SDClass SD;

#endif
