// Pico W, on arduino-pico: https://arduino-pico.readthedocs.io/
#if defined(ARDUINO_ARCH_RP2040)

#include <EEPROM.h>
#include <hardware/flash.h>
#include <string.h>
#include <time.h>

#include "board_family.h"

// Where the linker script of the core puts the EEPROM sector.
extern "C" uint8_t _EEPROM_start[];

namespace {

// BearSSL's errors about certificates (bearssl_x509.h): above BR_ERR_X509_OK, up to BR_ERR_X509_NOT_TRUSTED.
constexpr int kX509Ok = 32;
constexpr int kX509Last = 62;
constexpr size_t kSlotBytes = FLASH_PAGE_SIZE;

// Slot A is the EEPROM sector, slot B the one below it.
const uint8_t* address_of(or_slot slot) {
    const auto eeprom = reinterpret_cast<uintptr_t>(_EEPROM_start);
    return reinterpret_cast<const uint8_t*>(slot == OR_SLOT_A ? eeprom : eeprom - FLASH_SECTOR_SIZE);
}

/// Nothing may run from flash while it is erased or programmed.
class FlashAlone {
  public:
    FlashAlone() {
        noInterrupts();
        rp2040.idleOtherCore();
    }
    ~FlashAlone() {
        rp2040.resumeOtherCore();
        interrupts();
    }
    FlashAlone(const FlashAlone&) = delete;
    FlashAlone& operator=(const FlashAlone&) = delete;
};

void program(or_slot slot, const uint8_t* data, size_t bytes, bool is_erased_first) {
    uint8_t page[kSlotBytes];
    memset(page, 0xFF, sizeof page);
    memcpy(page, data, bytes);
    const auto offset = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(address_of(slot)) - XIP_BASE);
    const FlashAlone alone;
    if (is_erased_first) {
        flash_range_erase(offset, FLASH_SECTOR_SIZE);
    }
    flash_range_program(offset, page, sizeof page);
}

}  // namespace

namespace family {

const or_family kFamily = OR_PICOW;
const char* const kDriver = "arduino-pico";
const bool kCanProgramAgain = true;

or_reset reset_reason() {
    switch (rp2040.getResetReason()) {
        case RP2040::RUN_PIN_RESET:
            return OR_RESET_PIN;
        case RP2040::SOFT_RESET:
            return OR_RESET_SOFTWARE;
        case RP2040::WDT_RESET:
            return OR_RESET_WATCHDOG;
        default:
            return OR_RESET_POWER_ON;
    }
}

bool read_mac(uint8_t mac[6], const char*& reason) {
    // The radio chip holds the address; it is all zero until the chip runs.
    WiFi.mode(WIFI_STA);
    WiFi.macAddress(mac);
    static const uint8_t none[6] = {};
    if (memcmp(mac, none, sizeof none) == 0) {
        reason = "radio chip gives no MAC";
        return false;
    }
    return true;
}

uint32_t random_32() { return rp2040.hwrand32(); }

void restart() { rp2040.reboot(); }

void join(const char* ssid, const char* password) {
    // After a call of `mode`, as on the ESPs, `begin` does not wait.
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
}

void trust(SecureClient& client, const char* pem) {
    static const BearSSL::X509List authorities(pem);
    client.setTrustAnchors(&authorities);
    client.setX509Time(time(nullptr));
}

bool is_certificate_refused(SecureClient& client) {
    const int error = client.getLastSSLError();
    return error > kX509Ok && error <= kX509Last;
}

bool eeprom_begin(size_t bytes) {
    EEPROM.begin(bytes);
    return EEPROM.length() != 0;
}

bool slot_read(or_slot slot, uint8_t* data, size_t bytes) {
    memcpy(data, address_of(slot), bytes);
    return true;
}

bool slot_write(or_slot slot, const uint8_t* data, size_t bytes) {
    if (bytes > kSlotBytes) {
        return false;
    }
    program(slot, data, bytes, true);
    return true;
}

bool slot_program_again(or_slot slot, const uint8_t* data, size_t bytes) {
    if (bytes > kSlotBytes) {
        return false;
    }
    program(slot, data, bytes, false);
    return true;
}

}  // namespace family

#endif
