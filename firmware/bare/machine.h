// What a bare machine gives the port above it: one UART, one clock, one flash chip, and a reset.
//
// The chip is seen as the board family's linker scripts see it: byte addresses from the chip's first byte, sectors of
// 4,096 bytes, pages of 256. Nothing here may be called from an interrupt.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "oceanremote/core.h"

namespace machine {

constexpr uint32_t sector_bytes = 4096;

/// For what is large and is written before it is read: it is not cleared at the start.
#define MACHINE_UNINITIALISED __attribute__((section(".uninitialised")))

/// Why this boot began, kept in memory that a reset leaves alone. `power_on` is what blank memory means.
enum class Reset : uint32_t { power_on = 0, pin = 1, software = 2, watchdog = 3, brownout = 4, deep_sleep = 5 };

/// What the machine stands for, fixed when it is built.
struct Identity {
    or_family family;
    const char* driver;       ///< generation of the EEPROM library whose layout is kept
    uint8_t mac[6];           ///< what stands in the fuses, or their like
    uint32_t eeprom_sector;   ///< index of the EEPROM library's sector, and slot A
    uint32_t spare_sector;    ///< slot B
    uint32_t journal_sector;  ///< the first of `journal_sectors` and one more that belong to the bench
    uint32_t programmed_in;   ///< slots are padded with 0xFF to a whole number of so many bytes
};

constexpr uint32_t journal_sectors = 8;

extern const Identity identity;

/// What `EEPROM.begin(size)` makes of a size in bytes; 0 where it refuses.
uint32_t eeprom_size(uint32_t size);

/// Bring up UART, clock and flash; called once, before anything else.
void start();

/// Write `length` bytes to the UART; returns when the last one is on its way.
void console_write(const uint8_t* bytes, size_t length);

/// Give the next byte that came in, 0 to 255, or -1 when there is none. The UART loses none: it holds the sender back.
int console_read();

/// µs since the machine was reset.
uint64_t uptime_us();

/// Rest until a byte comes in or at most `duration_us` have gone by; may return early.
void rest(uint64_t duration_us);

/// Size of the flash chip in bytes.
uint32_t flash_bytes();

/// Copy `length` bytes from `address`. False when any of them lies beyond the chip.
bool flash_read(uint32_t address, uint8_t* into, size_t length);

/// Program `length` bytes at `address`, over page borders too: new = old AND given. False when the chip refuses.
bool flash_program(uint32_t address, const uint8_t* bytes, size_t length);

/// Erase the sector that begins at `address`. False when none does, or the chip refuses.
bool flash_erase(uint32_t address);

/// Why this boot began.
Reset reset_cause();

/// Whether power came with the bench's wish that the board be held: only the agent answers until the next reset.
bool hold_strap();

/// Whether power came with the bench's wish to hold the board's time (pace.h); so it stays over resets.
bool held_time_strap();

/// Reset the machine; the next boot's `reset_cause` is this one.
[[noreturn]] void reset(Reset cause);

/// Whether a program of this board family can crash so; `kind` is a word of the agent protocol.
bool knows_crash(const char* kind, size_t length);

/// Crash so: print what the family's core prints, then the reset that it leads to. Only for what `knows_crash`.
[[noreturn]] void crash(const char* kind, size_t length);

/// Be as dead as a board without power: nothing is said and nothing is heard until the bench acts.
[[noreturn]] void die();

}  // namespace machine
