#include "journal.h"

#include <string.h>

#include "little_endian.h"
#include "machine.h"

namespace journal {
namespace {

constexpr uint8_t nothing = 0xFF;
constexpr size_t head_bytes = 2;

uint32_t first_byte() { return machine::identity.journal_sector * machine::sector_bytes; }
uint32_t end_byte() { return first_byte() + machine::journal_sectors * machine::sector_bytes; }

}  // namespace

bool Reader::next(Entry& entry) {
    if (address_ == 0) {
        address_ = first_byte();
    }
    uint8_t head[head_bytes];
    if (address_ + head_bytes > end_byte() || !machine::flash_read(address_, head, head_bytes) || head[0] == nothing ||
        address_ + head_bytes + head[1] > end_byte()) {
        return false;
    }
    entry.kind = static_cast<Kind>(head[0]);
    entry.length = head[1];
    if (!machine::flash_read(address_ + head_bytes, entry.data, entry.length)) {
        return false;
    }
    address_ += static_cast<uint32_t>(head_bytes) + entry.length;
    return true;
}

bool append(Kind kind, const uint8_t* data, size_t length) {
    Reader reader;
    Entry entry;
    while (reader.next(entry)) {
    }
    if (length > longest || reader.address() + head_bytes + length > end_byte()) {
        return false;
    }
    const uint8_t head[head_bytes] = {static_cast<uint8_t>(kind), static_cast<uint8_t>(length)};
    return machine::flash_program(reader.address() + static_cast<uint32_t>(head_bytes), data, length) &&
           machine::flash_program(reader.address(), head, head_bytes);
}

bool erase() {
    uint8_t earlier[4];
    little_endian::put(earlier, boots());
    bool is_erased = true;
    for (uint32_t address = first_byte(); address < end_byte(); address += machine::sector_bytes) {
        is_erased = machine::flash_erase(address) && is_erased;
    }
    return append(Kind::earlier, earlier, sizeof earlier) && is_erased;
}

uint32_t boots() {
    Reader reader;
    Entry entry;
    uint32_t count = 0;
    while (reader.next(entry)) {
        if (entry.kind == Kind::boot) {
            ++count;
        } else if (entry.kind == Kind::earlier && entry.length == 4) {
            count += little_endian::get<uint32_t>(entry.data);
        }
    }
    return count;
}

bool find_cut(uint32_t boot, uint32_t& unit) {
    Reader reader;
    Entry entry;
    bool is_armed = false;
    while (reader.next(entry)) {
        if (entry.kind == Kind::cut && entry.length == 8 && little_endian::get<uint32_t>(entry.data) == boot) {
            unit = little_endian::get<uint32_t>(entry.data + 4);
            is_armed = true;
        }
    }
    return is_armed;
}

}  // namespace journal
