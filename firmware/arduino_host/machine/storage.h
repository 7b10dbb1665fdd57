/// What a sketch's board keeps: the EEPROM objects of its core, NVS, and raw flash, as calls into the board's drivers.
///
/// Which laws hold: the drivers and the flash are the simulator's, byte for byte; the copies in RAM, with what of them
/// is to be committed, are the core's classes'. Each call may lose power, and then does not return. Each lets as much
/// time pass as the flash work takes.
#ifndef OCEANHIL_MACHINE_STORAGE_H
#define OCEANHIL_MACHINE_STORAGE_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

// EEPROM objects. `place` is "" for the core's own; else a namespace (ESP32), or the number of a sector (ESP8266).

/// `EEPROM.begin`: gives the core's answer, and if it is true the bytes that RAM is to hold, which stay until the next
/// call.
bool eeprom_begin(const char* place, uint32_t size, const uint8_t*& data, size_t& bytes);
/// What `EEPROM.commit` does once it has found that there is something to be written: these are all bytes of RAM.
bool eeprom_commit(const char* place, const uint8_t* data, size_t bytes);

// NVS (ESP32): namespaces of keys. Statuses are esp_err_t of nvs.h.

/// The types of nvs.h, by their numbers there.
enum class NvsType : uint8_t {
    u8 = 0x01,
    i8 = 0x11,
    u16 = 0x02,
    i16 = 0x12,
    u32 = 0x04,
    i32 = 0x14,
    u64 = 0x08,
    i64 = 0x18,
    text = 0x21,
    blob = 0x42
};

int32_t nvs_open(const char* name, bool is_read_only, uint32_t& handle);
void nvs_close(uint32_t handle);
/// Numbers as their bytes, text with its NUL.
int32_t nvs_set(uint32_t handle, const char* key, NvsType type, const void* data, size_t bytes);
/// How long a text, with its NUL, or a blob is.
int32_t nvs_size(uint32_t handle, const char* key, NvsType type, size_t& bytes);
/// Copies what is stored if it fits into `bytes`, which become its length whether it does or not. Bytes that fail their
/// checksum are copied too.
int32_t nvs_get(uint32_t handle, const char* key, NvsType type, void* data, size_t& bytes);
/// Which types a key is found with, in the order of `kNvsTypes`: a number is read for it, of a text or a blob its size.
constexpr NvsType kNvsTypes[] = {NvsType::i8,  NvsType::u8,  NvsType::i16, NvsType::u16,  NvsType::i32,
                                 NvsType::u32, NvsType::i64, NvsType::u64, NvsType::text, NvsType::blob};
constexpr size_t kNvsTypeCount = sizeof kNvsTypes / sizeof *kNvsTypes;
void nvs_types(uint32_t handle, const char* key, bool are_found[kNvsTypeCount]);
int32_t nvs_erase(uint32_t handle, const char* key);
int32_t nvs_erase_all(uint32_t handle);
/// Entries of 32 bytes that the namespace of a handle occupies.
int32_t nvs_used(uint32_t handle, uint32_t& entries);
/// The type of the first value that is found under a key.
int32_t nvs_kind(uint32_t handle, const char* key, uint8_t& type);
/// Where an iterator is: in a namespace, by its index, at a page, by its address, at an entry of it.
struct NvsPlace {
    uint32_t name = 0;
    uint32_t page = 0;
    uint32_t entry = 0;
};
constexpr uint32_t kNvsAnyNamespace = 0xFF;
struct NvsEntry {
    char name[16];
    char key[16];
    uint8_t type;
};
/// Where the values of a namespace begin: that of a handle, or if that is 0 of one by its name.
int32_t nvs_namespace(uint32_t handle, const char* name, NvsPlace& place);
/// The next value, whatever its type (0xFF) or of one; `place` is behind it then.
int32_t nvs_entry(NvsPlace& place, uint8_t type, NvsEntry& entry);
/// Erases the partition, mounts it, forgets the mount: nvs_flash_erase, nvs_flash_init, nvs_flash_deinit.
int32_t nvs_partition_erase();
int32_t nvs_partition_init();
int32_t nvs_partition_deinit();
/// Entries of 32 bytes: used, free, in all; namespaces.
int32_t nvs_stats(uint32_t stats[4]);

// Raw flash, by addresses from the beginning of the chip. False for what lies outside.

bool flash_read(uint32_t address, void* data, size_t bytes);
/// Programs: bits fall, and do not rise.
bool flash_write(uint32_t address, const void* data, size_t bytes);
/// Erases a sector of 4,096 bytes, by its number.
bool flash_erase(uint32_t sector);
uint32_t flash_size();
/// All of it, as memory, where an RP2040 has it; true now, and again after each call of this and each commit of EEPROM.
const uint8_t* flash_view();
/// Says that something else may have changed flash.
void flash_changes();
/// Makes a place for that, before the first boot: it outlasts boots.
void flash_prepare();

}  // namespace oceanhil::machine

#endif
