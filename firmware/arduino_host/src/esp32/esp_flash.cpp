// The flash chip. Facts: components/spi_flash/esp_flash_api.c and components/esp_partition/partition_target.c of ESP-IDF 5.5.1
// for what may not be written; Winbond W25Q32JV datasheet, "Instructions", for its number.
#include <boot.h>
#include <esp_flash.h>
#include <esp_ota_ops.h>
#include <storage.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kFlashSector = 4096;
/// Winbond, W25Q; the third byte is the binary logarithm of the size.
constexpr uint32_t kFlashMaker = 0xEF4000;
constexpr uint32_t kPartitionTableEnd = 0x8000 + 0xC00;

esp_flash_t main_chip = {0, 0};

/// The chip that is meant; nothing where it is another.
const esp_flash_t* meant_chip(const esp_flash_t* chip) {
    if (chip != nullptr && chip != &main_chip) {
        return nullptr;
    }
    main_chip.size = machine::flash_size();
    uint32_t doublings = 0;
    while (main_chip.size >> (doublings + 1) != 0) {
        ++doublings;
    }
    main_chip.chip_id = kFlashMaker | doublings;
    return &main_chip;
}

bool is_within(const esp_flash_t& chip, uint32_t address, uint32_t length) {
    return address <= chip.size && length <= chip.size - address;
}

/// The core is built so that it ends whoever writes over the loader, the table or the program.
void guard_program(uint32_t address, uint32_t length) {
    const esp_partition_t& program = *esp_ota_get_running_partition();
    const bool is_program = address < program.address + program.size && address + length > program.address;
    if (address <= kPartitionTableEnd || is_program) {
        machine::crash(machine::Crash::abort);
    }
}

template <typename Value>
esp_err_t told_of_chip(const esp_flash_t* chip, Value* out, Value esp_flash_t::*value) {
    const esp_flash_t* const meant = meant_chip(chip);
    if (meant == nullptr) {
        return ESP_ERR_FLASH_NOT_INITIALISED;
    }
    if (out == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *out = meant->*value;
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_flash_t* esp_flash_default_chip = &main_chip;

esp_err_t esp_flash_init(esp_flash_t* chip) { return chip == &main_chip ? ESP_OK : ESP_ERR_INVALID_ARG; }

bool esp_flash_chip_driver_initialized(const esp_flash_t* chip) { return chip == &main_chip; }

esp_err_t esp_flash_read_id(esp_flash_t* chip, uint32_t* out_id) {
    return told_of_chip(chip, out_id, &esp_flash_t::chip_id);
}

esp_err_t esp_flash_get_size(esp_flash_t* chip, uint32_t* out_size) {
    return told_of_chip(chip, out_size, &esp_flash_t::size);
}

esp_err_t esp_flash_get_physical_size(esp_flash_t* chip, uint32_t* flash_size) {
    return told_of_chip(chip, flash_size, &esp_flash_t::size);
}

esp_err_t esp_flash_read(esp_flash_t* chip, void* buffer, uint32_t address, uint32_t length) {
    const esp_flash_t* const meant = meant_chip(chip);
    if (meant == nullptr) {
        return ESP_ERR_FLASH_NOT_INITIALISED;
    }
    if (buffer == nullptr || !is_within(*meant, address, length)) {
        return ESP_ERR_INVALID_ARG;
    }
    return length == 0 || machine::flash_read(address, buffer, length) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_flash_write(esp_flash_t* chip, const void* buffer, uint32_t address, uint32_t length) {
    const esp_flash_t* const meant = meant_chip(chip);
    if (meant == nullptr) {
        return ESP_ERR_FLASH_NOT_INITIALISED;
    }
    guard_program(address, length);
    if (buffer == nullptr || !is_within(*meant, address, length)) {
        return ESP_ERR_INVALID_ARG;
    }
    return length == 0 || machine::flash_write(address, buffer, length) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_flash_erase_region(esp_flash_t* chip, uint32_t start, uint32_t len) {
    const esp_flash_t* const meant = meant_chip(chip);
    if (meant == nullptr) {
        return ESP_ERR_FLASH_NOT_INITIALISED;
    }
    guard_program(start, len);
    if (start % kFlashSector != 0 || len % kFlashSector != 0 || !is_within(*meant, start, len)) {
        return ESP_ERR_INVALID_ARG;
    }
    for (uint32_t at = start; at < start + len; at += kFlashSector) {
        if (!machine::flash_erase(at / kFlashSector)) {
            return ESP_FAIL;
        }
    }
    return ESP_OK;
}

}  // extern "C"
