#include "raw_flash.h"

#include <Arduino.h>
#include <string.h>

#if defined(ESP32)
#include <esp_partition.h>
#elif defined(ARDUINO_ARCH_RP2040)
#include <hardware/flash.h>

#include "flash_alone.h"

// The end of the program, by the SDK's linker script.
extern "C" char __flash_binary_end[];  // NOLINT(bugprone-reserved-identifier): the SDK's name
#endif

namespace raw_flash {

namespace {

constexpr uint32_t kSectorBytes = 4096;
// What is programmed at once, in whole units of the chip: a page of an RP2040's, words of an ESP's.
constexpr size_t kPieceBytes = 256;
#if defined(ARDUINO_ARCH_RP2040)
constexpr size_t kUnitBytes = 256;
#else
constexpr size_t kUnitBytes = sizeof(uint32_t);
#endif
static_assert(kPieceBytes % kUnitBytes == 0, "a piece is whole units");

/// Words, as the ESPs want their buffers; in the middle of them stands what is asked for.
struct Piece {
    uint32_t words[kPieceBytes / sizeof(uint32_t)];
    /// Where the piece begins in the chip, and how long it is, in whole units.
    uint32_t address;
    size_t bytes;
    /// Where in it that begins which was asked for, and how many bytes of that it has.
    size_t skipped;
    size_t asked;

    Piece(uint32_t at, size_t left) {
        skipped = at % kUnitBytes;
        address = at - static_cast<uint32_t>(skipped);
        asked = left < kPieceBytes - skipped ? left : kPieceBytes - skipped;
        bytes = (skipped + asked + kUnitBytes - 1) / kUnitBytes * kUnitBytes;
        memset(words, 0xFF, sizeof words);
    }
    uint8_t* content() { return reinterpret_cast<uint8_t*>(words) + skipped; }
};

#if defined(ARDUINO_ARCH_RP2040)

bool read_piece(Piece& piece) {
    memcpy(piece.words, reinterpret_cast<const void*>(XIP_BASE + uintptr_t{piece.address}), piece.bytes);
    return true;
}

bool program_piece(Piece& piece) {
    const FlashAlone alone;
    flash_range_program(piece.address, reinterpret_cast<const uint8_t*>(piece.words), piece.bytes);
    return true;
}

bool erase_sector(uint32_t address) {
    const FlashAlone alone;
    flash_range_erase(address, kSectorBytes);
    return true;
}

bool is_of_program(uint32_t address, size_t) {
    return address < reinterpret_cast<uintptr_t>(__flash_binary_end) - XIP_BASE;
}

#else

bool read_piece(Piece& piece) { return ESP.flashRead(piece.address, piece.words, piece.bytes); }

bool program_piece(Piece& piece) { return ESP.flashWrite(piece.address, piece.words, piece.bytes); }

bool erase_sector(uint32_t address) { return ESP.flashEraseSector(address / kSectorBytes); }

#if defined(ESP32)

/// The driver aborts on a write to boot loader, partition table and running program: only partitions of data are open.
bool is_of_program(uint32_t address, size_t bytes) {
    bool is_data = false;
    esp_partition_iterator_t each = esp_partition_find(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, nullptr);
    while (each != nullptr) {
        const esp_partition_t* const partition = esp_partition_get(each);
        is_data = is_data || (address >= partition->address &&
                              uint64_t{address} + bytes <= uint64_t{partition->address} + partition->size);
        // Gives nothing, and lets go of the iterator, after the last one.
        each = esp_partition_next(each);
    }
    return !is_data;
}

#else

bool is_of_program(uint32_t address, size_t) { return address < ESP.getSketchSize(); }

#endif
#endif

}  // namespace

uint32_t chip_bytes() {
#if defined(ARDUINO_ARCH_RP2040)
    return PICO_FLASH_SIZE_BYTES;
#else
    return ESP.getFlashChipSize();
#endif
}

bool read(uint32_t address, uint8_t* data, size_t bytes) {
    for (size_t done = 0; done < bytes;) {
        Piece piece(address + static_cast<uint32_t>(done), bytes - done);
        if (!read_piece(piece)) {
            return false;
        }
        memcpy(data + done, piece.content(), piece.asked);
        done += piece.asked;
    }
    return true;
}

bool program(uint32_t address, const uint8_t* data, size_t bytes) {
    if (is_of_program(address, bytes)) {
        return false;
    }
    for (size_t done = 0; done < bytes;) {
        Piece piece(address + static_cast<uint32_t>(done), bytes - done);
        memcpy(piece.content(), data + done, piece.asked);
        if (!program_piece(piece)) {
            return false;
        }
        done += piece.asked;
    }
    return true;
}

bool erase(uint32_t address) { return !is_of_program(address, kSectorBytes) && erase_sector(address); }

}  // namespace raw_flash
