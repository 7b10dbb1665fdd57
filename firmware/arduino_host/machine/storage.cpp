#include "storage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>

#include "board_time.h"
#include "host_memory.h"
#include "link.h"

namespace oceanhil::machine {

namespace {

enum class NvsCall : uint8_t {
    open = 1,
    set = 3,
    size,
    get,
    erase,
    erase_all,
    used,
    partition_erase,
    partition_init,
    partition_deinit,
    stats,
    types,
    namespace_index,
    entry,
    kind
};

enum class FlashCall : uint8_t { read = 1, write, erase, size, contents };

constexpr uint8_t kNoType = 0;

uint32_t changes = 1;
uint32_t viewed_changes = 0;

constexpr size_t kSectorBytes = 4096;

// Where a program on an RP2040 sees its flash, and how much of it there can be (RP2040 datasheet, "XIP"): a linker knows
// the addresses of what lies in it.
constexpr uintptr_t kViewAddress = 0x10000000;
constexpr size_t kViewBytes = 16 << 20;

uint8_t* view() { return reinterpret_cast<uint8_t*>(kViewAddress); }

struct NvsHead {
    NvsCall call;
    uint32_t handle = 0;
    uint8_t type = kNoType;
};

link::Answer ask_nvs(const NvsHead& head, const char* key, const void* data, size_t bytes) {
    return link::ask(link::Ask::nvs, present_us(),
                     {{&head.call, sizeof head.call},
                      {&head.handle, sizeof head.handle},
                      {&head.type, sizeof head.type},
                      {key, strlen(key) + 1},
                      {data, bytes}});
}

/// What a read told, which it would tell again: driver and flash are as before.
struct NvsRead {
    int32_t status = 0;
    host::Vector<uint8_t> data;
};

[[gnu::init_priority(110)]] host::Map<host::Vector<uint8_t>, NvsRead> told_reads;
// How many exchanges there were behind the last of these reads: any other one may change what is read.
uint32_t asked_behind_reads = 0;

host::Vector<uint8_t> nvs_request(const NvsHead& head, const char* key, const void* data, size_t bytes) {
    host::Vector<uint8_t> request = {static_cast<uint8_t>(head.call), head.type};
    for (const link::Bytes& each : {link::Bytes{&head.handle, sizeof head.handle}, {key, strlen(key) + 1}, {data, bytes}}) {
        const auto* const first = static_cast<const uint8_t*>(each.data);
        request.insert(request.end(), first, first + each.size);
    }
    return request;
}

/// Asks for what is stored, unless that was told before; it stays until the next such call. A read that has done
/// something to flash, or met somebody who refuses, is asked again each time.
const NvsRead& read_nvs(const NvsHead& head, const char* key, const void* data = nullptr, size_t bytes = 0) {
    const host::Vector<uint8_t> request = nvs_request(head, key, data, bytes);
    if (link::asked() != asked_behind_reads) {
        told_reads.clear();
    }
    const auto known = told_reads.find(request);
    if (known != told_reads.end() && is_settled()) {
        be_busy();
        return known->second;
    }
    const link::Answer answer = ask_nvs(head, key, data, bytes);
    asked_behind_reads = link::asked();
    // The last byte says whether it would be told again.
    const bool is_kept = answer.size != 0 && answer.data[answer.size - 1] != 0;
    static NvsRead last;
    NvsRead& told = is_kept ? told_reads[request] : last;
    told.status = answer.status;
    told.data.assign(answer.data, answer.data + answer.size - (answer.size != 0 ? 1 : 0));
    return told;
}

bool has_size(NvsType type) { return type == NvsType::text || type == NvsType::blob; }

/// Keeps what a read of types has told of a size: the read that asks for it would tell that.
void keep_size(uint32_t handle, const char* key, NvsType type, const uint8_t* size) {
    NvsRead& told = told_reads[nvs_request({NvsCall::size, handle, static_cast<uint8_t>(type)}, key, nullptr, 0)];
    told.status = 0;
    told.data.assign(size, size + sizeof(uint32_t));
}

link::Answer ask_nvs(const NvsHead& head) { return ask_nvs(head, "", nullptr, 0); }

/// What may change flash.
int32_t change_nvs(const NvsHead& head, const char* key = "", const void* data = nullptr, size_t bytes = 0) {
    ++changes;
    return ask_nvs(head, key, data, bytes).status;
}

/// Takes the number at the beginning of an answer, if there is one.
uint32_t number_in(const uint8_t* data, size_t size) {
    uint32_t number = 0;
    // What was told without data has no place, from which nothing may be copied, not even nothing.
    if (size > 0) {
        memcpy(&number, data, std::min(size, sizeof number));
    }
    return number;
}

uint32_t number_in(const link::Answer& answer) { return number_in(answer.data, answer.size); }

uint32_t number_in(const NvsRead& told) { return number_in(told.data.data(), told.data.size()); }

link::Answer ask_flash(FlashCall call, uint32_t place, const void* data, size_t bytes) {
    return link::ask(link::Ask::flash, present_us(), {{&call, sizeof call}, {&place, sizeof place}, {data, bytes}});
}

/// What is told are the size of the chip, and each sector that holds something, behind its number.
void look_at_flash() {
    const link::Answer answer = ask_flash(FlashCall::contents, 0, nullptr, 0);
    memset(view(), 0xFF, std::min<size_t>(number_in(answer), kViewBytes));
    for (size_t at = sizeof(uint32_t); at < answer.size; at += sizeof(uint32_t) + kSectorBytes) {
        uint32_t sector = 0;
        memcpy(&sector, answer.data + at, sizeof sector);
        memcpy(view() + sector * kSectorBytes, answer.data + at + sizeof sector, kSectorBytes);
    }
}

}  // namespace

bool eeprom_begin(const char* place, uint32_t size, const uint8_t*& data, size_t& bytes) {
    // ESP32 makes what is stored as long as is asked for.
    ++changes;
    const link::Answer answer =
        link::ask(link::Ask::eeprom_begin, present_us(), {{&size, sizeof size}, {place, strlen(place)}});
    data = answer.data;
    bytes = answer.size;
    return answer.status != 0;
}

bool eeprom_commit(const char* place, const uint8_t* data, size_t bytes) {
    ++changes;
    const link::Answer answer =
        link::ask(link::Ask::eeprom_commit, present_us(), {{place, strlen(place) + 1}, {data, bytes}});
    const bool is_done = answer.status != 0;
    if (viewed_changes != 0) {
        flash_view();
    }
    return is_done;
}

int32_t nvs_open(const char* name, bool is_read_only, uint32_t& handle) {
    ++changes;
    const auto how = static_cast<uint8_t>(is_read_only);
    if (is_read_only) {
        // A handle is told once, that there is no such namespace as often as it is asked for.
        const NvsRead& told = read_nvs({NvsCall::open}, name, &how, sizeof how);
        handle = number_in(told);
        return told.status;
    }
    const link::Answer answer = ask_nvs({NvsCall::open}, name, &how, sizeof how);
    handle = number_in(answer);
    return answer.status;
}

void nvs_close(uint32_t handle) {
    told_reads.clear();
    link::note(link::Note::nvs_close, present_us(), {{&handle, sizeof handle}});
}

int32_t nvs_set(uint32_t handle, const char* key, NvsType type, const void* data, size_t bytes) {
    return change_nvs({NvsCall::set, handle, static_cast<uint8_t>(type)}, key, data, bytes);
}

int32_t nvs_size(uint32_t handle, const char* key, NvsType type, size_t& bytes) {
    const NvsRead& told = read_nvs({NvsCall::size, handle, static_cast<uint8_t>(type)}, key);
    if (told.status == 0) {
        bytes = number_in(told);
    }
    return told.status;
}

int32_t nvs_get(uint32_t handle, const char* key, NvsType type, void* data, size_t& bytes) {
    const auto room = static_cast<uint32_t>(bytes);
    const NvsRead& told = read_nvs({NvsCall::get, handle, static_cast<uint8_t>(type)}, key, &room, sizeof room);
    if (told.data.size() < sizeof room) {
        return told.status;
    }
    bytes = number_in(told);
    memcpy(data, told.data.data() + sizeof room, std::min<size_t>(told.data.size() - sizeof room, room));
    return told.status;
}

void nvs_types(uint32_t handle, const char* key, bool are_found[kNvsTypeCount]) {
    const NvsRead& told = read_nvs({NvsCall::types, handle}, key);
    const uint32_t found = number_in(told);
    // Behind the types, where they would be told again: the size of each text or blob.
    const uint8_t* const end = told.data.data() + told.data.size();
    const uint8_t* size = told.data.empty() ? end : told.data.data() + sizeof found;
    for (size_t each = 0; each < kNvsTypeCount; ++each) {
        are_found[each] = (found >> each & 1U) != 0;
        if (are_found[each] && has_size(kNvsTypes[each]) && size < end) {
            keep_size(handle, key, kNvsTypes[each], size);
            size += sizeof(uint32_t);
        }
    }
}

int32_t nvs_erase(uint32_t handle, const char* key) { return change_nvs({NvsCall::erase, handle}, key); }

int32_t nvs_erase_all(uint32_t handle) { return change_nvs({NvsCall::erase_all, handle}); }

int32_t nvs_used(uint32_t handle, uint32_t& entries) {
    const link::Answer answer = ask_nvs({NvsCall::used, handle});
    entries = number_in(answer);
    return answer.status;
}

int32_t nvs_kind(uint32_t handle, const char* key, uint8_t& type) {
    const link::Answer answer = ask_nvs({NvsCall::kind, handle}, key, nullptr, 0);
    type = static_cast<uint8_t>(number_in(answer));
    return answer.status;
}

int32_t nvs_namespace(uint32_t handle, const char* name, NvsPlace& place) {
    const link::Answer answer = ask_nvs({NvsCall::namespace_index, handle}, name, nullptr, 0);
    place = {number_in(answer)};
    return answer.status;
}

int32_t nvs_entry(NvsPlace& place, uint8_t type, NvsEntry& entry) {
    const link::Answer answer = ask_nvs({NvsCall::entry, 0, type}, "", &place, sizeof place);
    if (answer.status != 0) {
        return answer.status;
    }
    const uint8_t* const found = answer.data + 2 * sizeof(uint32_t);
    memcpy(&place.page, answer.data, sizeof place.page);
    memcpy(&place.entry, answer.data + sizeof place.page, sizeof place.entry);
    // Names are shorter than their places, whose rest is NUL.
    memcpy(entry.name, found, sizeof entry.name);
    memcpy(entry.key, found + sizeof entry.name, sizeof entry.key);
    entry.type = found[sizeof entry.name + sizeof entry.key];
    return answer.status;
}

int32_t nvs_partition_erase() { return change_nvs({NvsCall::partition_erase}); }

int32_t nvs_partition_init() { return change_nvs({NvsCall::partition_init}); }

int32_t nvs_partition_deinit() { return change_nvs({NvsCall::partition_deinit}); }

int32_t nvs_stats(uint32_t stats[4]) {
    const link::Answer answer = ask_nvs({NvsCall::stats});
    memset(stats, 0, 4 * sizeof *stats);
    memcpy(stats, answer.data, std::min(answer.size, 4 * sizeof *stats));
    return answer.status;
}

bool flash_read(uint32_t address, void* data, size_t bytes) {
    const auto wanted = static_cast<uint32_t>(bytes);
    const link::Answer answer = ask_flash(FlashCall::read, address, &wanted, sizeof wanted);
    memcpy(data, answer.data, std::min(answer.size, bytes));
    return answer.status == 0;
}

bool flash_write(uint32_t address, const void* data, size_t bytes) {
    ++changes;
    return ask_flash(FlashCall::write, address, data, bytes).status == 0;
}

bool flash_erase(uint32_t sector) {
    ++changes;
    return ask_flash(FlashCall::erase, sector, nullptr, 0).status == 0;
}

uint32_t flash_size() {
    static const uint32_t size = number_in(ask_flash(FlashCall::size, 0, nullptr, 0));
    return size;
}

void flash_changes() { ++changes; }

void flash_prepare() {
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    if (mmap(view(), kViewBytes, PROT_READ | PROT_WRITE, kFlags, -1, 0) != view()) {
        abort();
    }
}

const uint8_t* flash_view() {
    if (viewed_changes != changes) {
        viewed_changes = changes;
        look_at_flash();
    }
    return view();
}

}  // namespace oceanhil::machine
