// Any bytes on the serial line, at a device that waits for an answer over the bridge.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "oceanremote/core.h"

namespace {

struct Device {
    uint8_t eeprom[512];
    uint32_t eeprom_bytes;
    uint32_t now_ms;
};

Device& device(void* context) { return *static_cast<Device*>(context); }

void write(void*, const char*, size_t) {}
uint32_t millis(void* context) { return device(context).now_ms; }
int64_t unix_us(void*) { return 0; }
void set_unix_us(void*, int64_t) {}
int32_t mac_read(void*, uint8_t mac[6], char*, size_t) {
    memset(mac, 2, 6);
    return OR_OK;
}
uint32_t random_ppm(void*) { return 0; }
void restart(void*, or_reset) {}
int32_t eeprom_begin(void* context, uint32_t bytes) {
    device(context).eeprom_bytes = bytes;
    return bytes <= sizeof(Device::eeprom) ? OR_OK : OR_FAILED;
}
uint32_t eeprom_length(void* context) {
    return device(context).eeprom_bytes <= sizeof(Device::eeprom) ? device(context).eeprom_bytes : 0;
}
// The core promises to stay inside what `eeprom_length` says; the sanitizer sees to it.
int32_t eeprom_read(void* context, uint32_t address, uint8_t* data, size_t bytes) {
    memcpy(data, device(context).eeprom + address, bytes);
    return OR_OK;
}
int32_t eeprom_write(void* context, uint32_t address, const uint8_t* data, size_t bytes) {
    memcpy(device(context).eeprom + address, data, bytes);
    return OR_OK;
}
int32_t done(void*) { return OR_OK; }
int32_t slot_read(void*, or_slot, uint8_t* data, size_t bytes) {
    memset(data, 0xFF, bytes);
    return OR_OK;
}
int32_t slot_write(void*, or_slot, const uint8_t*, size_t) { return OR_OK; }
void relays(void*, uint8_t) {}

or_board make_board(Device& context) {
    or_board board = {};
    board.context = &context;
    board.console_write = write;
    board.agent_write = write;
    board.millis = millis;
    board.unix_us = unix_us;
    board.set_unix_us = set_unix_us;
    board.mac_read = mac_read;
    board.random_ppm = random_ppm;
    board.restart = restart;
    board.eeprom_begin = eeprom_begin;
    board.eeprom_length = eeprom_length;
    board.eeprom_read = eeprom_read;
    board.eeprom_write = eeprom_write;
    board.eeprom_commit = done;
    board.slot_read = slot_read;
    board.slot_write = slot_write;
    board.flash_settled = done;
    board.relays = relays;
    return board;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    alignas(8) static uint8_t memory[16384];
    Device context = {};
    const or_board board = make_board(context);
    or_settings settings;
    or_settings_default(&settings);
    settings.bridge = 1;
    settings.sntp = 0;
    settings.registration_token = {"oc_reg_x", 8};
    or_core* core = or_core_size() <= sizeof memory ? or_core_init(memory, &board, &settings) : nullptr;
    for (size_t at = 0; core != nullptr && at < size; at += 64) {
        or_core_step(core, OR_WAKE_LOOK);
        or_core_receive(core, data + at, size - at < 64 ? size - at : 64);
        context.now_ms += 500;
    }
    return core == nullptr ? __builtin_trap(), 0 : 0;
}
