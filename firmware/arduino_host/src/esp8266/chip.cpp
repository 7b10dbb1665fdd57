// ESP of esp8266/Arduino, and the SDK's calls below it.
#include <Arduino.h>
#include <Esp.h>
#include <Updater.h>
#include <boot.h>
#include <heap.h>
#include <machine.h>
#include <network.h>
#include <spi_flash.h>
#include <storage.h>
#include <string.h>
#include <tasks.h>
#include <user_interface.h>

#include "watchdogs.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kMacBytes = 6;
constexpr uint64_t kForeverUs = 100ULL * 365 * 86400 * machine::kSecondUs;
constexpr uint64_t kLongestSleepUs = 12300 * machine::kSecondUs;
constexpr uint32_t kWordBytes = 4;
constexpr uint16_t kSupplyMv = 3300;
// A chip of 4 MB by Winbond (W25Q32).
constexpr uint32_t kFlashId = 0x1640EF;
constexpr uint32_t kFlashHz = 40000000;
constexpr uint32_t kImageBytes = 0x4A000;
constexpr uint32_t kProgramBytes = 0xFF000;
constexpr uint32_t kStackBytes = 4096;
constexpr uint32_t kConfigSectors = 4;
constexpr size_t kInfoBytes = 200;
constexpr uint32_t kSdkUserMemoryWord = 64;
constexpr const char* kSdkVersion = "2.2.2-dev(38a443e)";

struct rst_info info = {};

uint32_t crashed_reason() {
    switch (machine::last_crash()) {
        case machine::LastCrash::none:
            return REASON_SOFT_RESTART;
        case machine::LastCrash::software_watchdog:
            return REASON_SOFT_WDT_RST;
        default:
            return REASON_EXCEPTION_RST;
    }
}

uint32_t reason() {
    switch (machine::reset_reason()) {
        case machine::Reset::power_on:
        case machine::Reset::brownout:
            return REASON_DEFAULT_RST;
        case machine::Reset::pin:
            return REASON_EXT_SYS_RST;
        case machine::Reset::software:
            return crashed_reason();
        case machine::Reset::watchdog:
            return REASON_WDT_RST;
        case machine::Reset::deep_sleep:
            return REASON_DEEP_SLEEP_AWAKE;
    }
    return REASON_DEFAULT_RST;
}

/// The watchdog is on before the first constructor of a sketch. Network and software timers are the SDK's, which runs
/// only when the sketch rests (doc/reference.rst of esp8266/Arduino, "Timing and delays").
struct Beginning {
    Beginning() {
        oceanhil::watch_by_sdk(true);
        machine::only_rests_give_turns();
    }
};

[[gnu::init_priority(200)]] Beginning beginning;

bool is_in_words(uint32_t address, size_t size) { return address % kWordBytes == 0 && size % kWordBytes == 0; }

/// Programs a part of a word: the other bytes stay, for a bit that is written as 1 changes nothing.
bool write_in_word(uint32_t address, const uint8_t* data, size_t size) {
    uint8_t word[kWordBytes];
    memset(word, 0xFF, sizeof word);
    memcpy(word + address % kWordBytes, data, size);
    return machine::flash_write(address - address % kWordBytes, word, sizeof word);
}

size_t bytes_in_word(uint32_t address, size_t size) {
    const uint32_t room = kWordBytes - address % kWordBytes;
    return size < room ? size : room;
}

}  // namespace

extern "C" {

struct rst_info* system_get_rst_info(void) {
    info.reason = reason();
    info.exccause = machine::last_exception();
    return &info;
}

void system_restart(void) { machine::restart(); }
uint32_t system_get_chip_id(void) { return EspClass::getChipId(); }
uint32_t system_get_free_heap_size(void) {
    machine::look();
    return machine::heap_free();
}

uint8_t system_get_cpu_freq(void) { return EspClass::getCpuFreqMHz(); }
uint32_t system_get_time(void) { return static_cast<uint32_t>(machine::micros()); }
const char* system_get_sdk_version(void) { return kSdkVersion; }

bool system_rtc_mem_read(uint8_t src_addr, void* des_addr, uint16_t load_size) {
    // The SDK's own words come first; the user's memory begins behind them.
    return src_addr >= kSdkUserMemoryWord && machine::rtc_read(src_addr - kSdkUserMemoryWord, des_addr, load_size);
}

bool system_rtc_mem_write(uint8_t des_addr, const void* src_addr, uint16_t save_size) {
    return des_addr >= kSdkUserMemoryWord && machine::rtc_write(des_addr - kSdkUserMemoryWord, src_addr, save_size);
}

void system_soft_wdt_feed(void) { machine::watchdog_feed(); }
void system_soft_wdt_stop(void) { EspClass::wdtDisable(); }
void system_soft_wdt_restart(void) { oceanhil::watch_by_sdk(true); }

uint32_t spi_flash_get_id(void) { return kFlashId; }

SpiFlashOpResult spi_flash_erase_sector(uint16_t sec) {
    return machine::flash_erase(sec) ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

SpiFlashOpResult spi_flash_write(uint32_t des_addr, uint32_t* src_addr, uint32_t size) {
    return EspClass::flashWrite(des_addr, src_addr, size) ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

SpiFlashOpResult spi_flash_read(uint32_t src_addr, uint32_t* des_addr, uint32_t size) {
    return EspClass::flashRead(src_addr, des_addr, size) ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

}  // extern "C"

void EspClass::wdtEnable(uint32_t) { oceanhil::watch_by_sdk(true); }
void EspClass::wdtEnable(WDTO_t) { oceanhil::watch_by_sdk(true); }

void EspClass::wdtDisable() { oceanhil::watch_by_sdk(false); }

void EspClass::wdtFeed() { machine::watchdog_feed(); }

void EspClass::deepSleep(uint64_t time_us, RFMode) { machine::deep_sleep(time_us == 0 ? kForeverUs : time_us); }
void EspClass::deepSleepInstant(uint64_t time_us, RFMode mode) { deepSleep(time_us, mode); }
uint64_t EspClass::deepSleepMax() { return kLongestSleepUs; }

uint32_t esp_get_program_counter() {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(__builtin_return_address(0)));
}

void EspClass::rebootIntoUartDownloadMode() {
    machine::tasks_hold();
    for (;;) {
        machine::wait_us(machine::kSecondUs);
    }
}

bool EspClass::rtcUserMemoryRead(uint32_t offset, uint32_t* data, size_t size) {
    return machine::rtc_read(offset, data, size);
}

bool EspClass::rtcUserMemoryWrite(uint32_t offset, uint32_t* data, size_t size) {
    return machine::rtc_write(offset, data, size);
}

void EspClass::reset() { machine::restart(); }
void EspClass::restart() { machine::restart(); }

uint16_t EspClass::getVcc() { return kSupplyMv; }

uint32_t EspClass::getChipId() {
    uint8_t mac[kMacBytes] = {};
    machine::mac_read(mac);
    return static_cast<uint32_t>(mac[3]) << 16 | static_cast<uint32_t>(mac[4]) << 8 | mac[5];
}

uint32_t EspClass::getFreeHeap() {
    machine::look();
    return machine::heap_free();
}

uint32_t EspClass::getMaxFreeBlockSize() { return machine::heap_largest(); }
uint8_t EspClass::getHeapFragmentation() { return static_cast<uint8_t>(machine::heap_fragmentation()); }

void EspClass::getHeapStats(uint32_t* free, uint32_t* max, uint8_t* frag) {
    if (free != nullptr) {
        *free = getFreeHeap();
    }
    if (max != nullptr) {
        *max = getMaxFreeBlockSize();
    }
    if (frag != nullptr) {
        *frag = getHeapFragmentation();
    }
}

uint32_t EspClass::getFreeContStack() { return kStackBytes; }

void EspClass::resetFreeContStack() {
    // Nothing is painted: the stack is this machine's.
}

const char* EspClass::getSdkVersion() { return kSdkVersion; }
String EspClass::getCoreVersion() { return String("3.1.2"); }

String EspClass::getFullVersion() { return String("SDK:") + kSdkVersion + "/Core:3.1.2/lwIP:STABLE-2_1_3_RELEASE"; }

uint8_t EspClass::getBootVersion() { return 31; }
uint8_t EspClass::getBootMode() { return 1; }

uint32_t EspClass::getFlashChipId() { return kFlashId; }
uint8_t EspClass::getFlashChipVendorId() { return kFlashId & 0xFF; }
uint32_t EspClass::getFlashChipRealSize() { return machine::flash_size(); }
uint32_t EspClass::getFlashChipSize() { return machine::flash_size(); }
uint32_t EspClass::getFlashChipSpeed() { return kFlashHz; }
FlashMode_t EspClass::getFlashChipMode() { return FM_DIO; }
uint32_t EspClass::getFlashChipSizeByChipId() { return machine::flash_size(); }
bool EspClass::checkFlashConfig(bool needsEquals) {
    const uint32_t real = getFlashChipRealSize();
    return needsEquals ? real == getFlashChipSize() : real >= getFlashChipSize();
}

bool EspClass::flashEraseSector(uint32_t sector) { return machine::flash_erase(sector); }

bool EspClass::flashWrite(uint32_t address, const uint32_t* data, size_t size) {
    return is_in_words(address, size) && machine::flash_write(address, data, size);
}

bool EspClass::flashWrite(uint32_t address, const uint8_t* data, size_t size) {
    bool is_written = true;
    while (size != 0 && is_written) {
        const size_t part =
            address % kWordBytes == 0 && size >= kWordBytes ? size - size % kWordBytes : bytes_in_word(address, size);
        is_written =
            part % kWordBytes == 0 ? machine::flash_write(address, data, part) : write_in_word(address, data, part);
        address += part;
        data += part;
        size -= part;
    }
    return is_written;
}

bool EspClass::flashRead(uint32_t address, uint32_t* data, size_t size) {
    return is_in_words(address, size) && machine::flash_read(address, data, size);
}

bool EspClass::flashRead(uint32_t address, uint8_t* data, size_t size) {
    return machine::flash_read(address, data, size);
}

uint32_t EspClass::getSketchSize() { return kImageBytes; }
uint32_t EspClass::getFreeSketchSpace() { return kProgramBytes - kImageBytes; }
String EspClass::getSketchMD5() { return String(F("6f6365616e68696c2073696d756c6174")); }

bool EspClass::updateSketch(Stream& in, uint32_t size, bool restartOnFail, bool restartOnSuccess) {
    const bool is_written = Update.begin(size) && Update.writeStream(in) == size && Update.end();
    if (is_written ? restartOnSuccess : restartOnFail) {
        restart();
    }
    return is_written;
}

String EspClass::getResetReason() {
    switch (reason()) {
        case REASON_DEFAULT_RST:
            return String(F("Power On"));
        case REASON_WDT_RST:
            return String(F("Hardware Watchdog"));
        case REASON_EXCEPTION_RST:
            return String(F("Exception"));
        case REASON_SOFT_WDT_RST:
            return String(F("Software Watchdog"));
        case REASON_SOFT_RESTART:
            return String(F("Software/System restart"));
        case REASON_DEEP_SLEEP_AWAKE:
            return String(F("Deep-Sleep Wake"));
        default:
            return String(F("External System"));
    }
}

String EspClass::getResetInfo() {
    const rst_info& found = *getResetInfoPtr();
    if (found.reason < REASON_WDT_RST || found.reason > REASON_SOFT_WDT_RST) {
        return getResetReason();
    }
    char text[kInfoBytes];
    snprintf(text, sizeof text,
             "Fatal exception:%u flag:%u (%s) epc1:0x%08x epc2:0x%08x epc3:0x%08x excvaddr:0x%08x depc:0x%08x",
             static_cast<unsigned>(found.exccause), static_cast<unsigned>(found.reason), getResetReason().c_str(),
             static_cast<unsigned>(found.epc1), static_cast<unsigned>(found.epc2), static_cast<unsigned>(found.epc3),
             static_cast<unsigned>(found.excvaddr), static_cast<unsigned>(found.depc));
    return String(text);
}

struct rst_info* EspClass::getResetInfoPtr() { return system_get_rst_info(); }

bool EspClass::eraseConfig() {
    const uint32_t end = machine::flash_size() / SPI_FLASH_SEC_SIZE;
    bool is_erased = true;
    for (uint32_t sector = end - kConfigSectors; sector < end && is_erased; ++sector) {
        is_erased = machine::flash_erase(sector);
    }
    return is_erased;
}

uint8_t* EspClass::random(uint8_t* resultArray, size_t outputSizeBytes) {
    for (size_t each = 0; each < outputSizeBytes; ++each) {
        resultArray[each] = static_cast<uint8_t>(machine::random_32());
    }
    return resultArray;
}

uint32_t EspClass::random() { return machine::random_32(); }

EspClass ESP;
