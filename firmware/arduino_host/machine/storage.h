/// What a sketch's board keeps: the EEPROM object of its core, NVS, and raw flash, as calls into the board's drivers.
///
/// Which laws hold: the drivers and the flash are the simulator's, byte for byte; here are only copies in RAM. Each call
/// may lose power, and then does not return. Each lets as much time pass as the flash work takes.
#ifndef OCEANHIL_MACHINE_STORAGE_H
#define OCEANHIL_MACHINE_STORAGE_H

#include <stddef.h>
#include <stdint.h>

namespace machine {

/// `EEPROM.begin`: gives the core's answer, and the bytes that the object has in RAM then, which stay until the next call.
bool eeprom_begin(uint32_t size, const uint8_t*& data, size_t& bytes);
/// `EEPROM.commit` with what RAM holds now. `is_dirty`: the sketch has asked for the bytes themselves, so that the core
/// writes even what did not change.
bool eeprom_commit(const uint8_t* data, size_t bytes, bool is_dirty);
bool eeprom_end(const uint8_t* data, size_t bytes, bool is_dirty);

// NVS (ESP32): namespaces of keys. Statuses are esp_err_t of nvs.h.

/// The types of nvs.h, by their numbers there.
enum class NvsType : uint8_t {
    u8 = 0x01, i8 = 0x11, u16 = 0x02, i16 = 0x12, u32 = 0x04, i32 = 0x14, u64 = 0x08, i64 = 0x18, text = 0x21, blob = 0x42
};

int32_t nvs_open(const char* name, bool is_read_only, uint32_t& handle);
void nvs_close(uint32_t handle);
/// Numbers as their bytes, text with its NUL.
int32_t nvs_set(uint32_t handle, const char* key, NvsType type, const void* data, size_t bytes);
/// Gives what is stored; it stays until the next call.
int32_t nvs_get(uint32_t handle, const char* key, NvsType type, const uint8_t*& data, size_t& bytes);
int32_t nvs_erase(uint32_t handle, const char* key);
int32_t nvs_erase_all(uint32_t handle);
/// Erases the partition, or mounts it: nvs_flash_erase, nvs_flash_init.
int32_t nvs_flash_erase();
int32_t nvs_flash_init();
/// Entries of 32 bytes: used, free, in all; namespaces.
int32_t nvs_stats(uint32_t stats[4]);

// Raw flash, by addresses from the beginning of the chip. False for what lies outside, or is not aligned as the chip wants.

bool flash_read(uint32_t address, uint8_t* data, size_t bytes);
/// Programs: bits fall, and do not rise.
bool flash_write(uint32_t address, const uint8_t* data, size_t bytes);
/// Erases a sector of 4,096 bytes, by its number.
bool flash_erase(uint32_t sector);
uint32_t flash_size();

}  // namespace machine

#endif
