#include "boot_clock.h"

#include "little_endian.h"
#include "machine.h"

namespace boot_clock {
namespace {

// "BOOTCLK1", lowest byte first.
constexpr uint64_t mark = 0x314B4C43544F4F42;
constexpr size_t mark_bytes = sizeof mark;

}  // namespace

int64_t unix_us() {
    const uint32_t sector = machine::identity.journal_sector + machine::journal_sectors;
    uint8_t stored[mark_bytes + sizeof(int64_t)];
    const bool is_read = machine::flash_read(sector * machine::sector_bytes, stored, sizeof stored);
    const bool is_chosen = is_read && little_endian::get<uint64_t>(stored) == mark;
    return is_chosen ? static_cast<int64_t>(little_endian::get<uint64_t>(stored + mark_bytes)) : 0;
}

}  // namespace boot_clock
