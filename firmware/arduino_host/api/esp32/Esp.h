/// ESP of arduino-esp32 3.x (cores/esp32/Esp.h).
///
/// There is no PSRAM.
#ifndef ESP_H
#define ESP_H

#include <WString.h>
#include <esp_partition.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    FM_QIO = 0x00,
    FM_QOUT = 0x01,
    FM_DIO = 0x02,
    FM_DOUT = 0x03,
    FM_FAST_READ = 0x04,
    FM_SLOW_READ = 0x05,
    FM_UNKNOWN = 0xff
} FlashMode_t;

class EspClass {
  public:
    void restart();

    uint32_t getHeapSize();
    uint32_t getFreeHeap();
    uint32_t getMinFreeHeap();
    uint32_t getMaxAllocHeap();

    uint32_t getPsramSize() { return 0; }
    uint32_t getFreePsram() { return 0; }
    uint32_t getMinFreePsram() { return 0; }
    uint32_t getMaxAllocPsram() { return 0; }

    uint16_t getChipRevision();
    const char* getChipModel();
    uint8_t getChipCores();
    uint32_t getCpuFreqMHz();
    uint32_t getCycleCount();
    const char* getSdkVersion();
    const char* getCoreVersion();

    void deepSleep(uint64_t time_us);

    uint32_t getFlashChipSize();
    /// Of the byte in an image's head: 1 MB, doubled as often as its upper half says.
    uint32_t magicFlashChipSize(uint8_t byte);
    /// Of the byte's lower half: 80, 40, 26 or 20 MHz, else 0.
    uint32_t magicFlashChipSpeed(uint8_t byte);
    FlashMode_t magicFlashChipMode(uint8_t byte) { return byte > FM_SLOW_READ ? FM_UNKNOWN : FlashMode_t(byte); }
    uint32_t getFlashChipSpeed();
    FlashMode_t getFlashChipMode();

    uint32_t getSketchSize();
    /// Made up as its size is, and the same each time.
    String getSketchMD5();
    uint32_t getFreeSketchSpace();

    bool flashEraseSector(uint32_t sector);
    bool flashWrite(uint32_t offset, uint32_t* data, size_t size);
    bool flashRead(uint32_t offset, uint32_t* data, size_t size);

    // As `esp_partition_…` of ESP-IDF, by whether that gave ESP_OK.
    bool partitionEraseRange(const esp_partition_t* partition, uint32_t offset, size_t size);
    bool partitionWrite(const esp_partition_t* partition, uint32_t offset, uint32_t* data, size_t size);
    bool partitionRead(const esp_partition_t* partition, uint32_t offset, uint32_t* data, size_t size);

    /// The first octet lowest. 0 if the fuses cannot be read.
    uint64_t getEfuseMac();
};

extern EspClass ESP;

#endif
