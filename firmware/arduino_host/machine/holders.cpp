#include "holders.h"

#include <stddef.h>
#include <string.h>

#include "calls.h"

namespace oceanhil::machine::holders {

namespace {

// More blocks than the largest heap has places, and more ways to allocate than a program has.
constexpr size_t kPlaces = (1 << 20) / 8;
constexpr size_t kHolders = 1024;
// The last is for whoever comes when all are given away.
constexpr uint16_t kOthers = kHolders - 1;

struct Holder {
    Calls calls;
    uint32_t blocks;
    uint32_t bytes;
    uint32_t told_blocks;
    uint32_t told_bytes;
    bool is_used;
    bool is_told;
    bool is_waiting;
};

// They outlive boots, as the heap does.
uint16_t* holder_of_place = nullptr;
Holder* holders = nullptr;
// Whose count has changed since the last look.
host::Vector<uint16_t>* changed = nullptr;

size_t slot_of(const Calls& calls) {
    uint64_t mixed = 14695981039346656037ULL;
    for (const uint64_t call : calls) {
        mixed = (mixed ^ call) * 1099511628211ULL;
    }
    return static_cast<size_t>((mixed ^ (mixed >> 32U)) % kOthers);
}

uint16_t holder_of(const Calls& calls) {
    size_t slot = slot_of(calls);
    for (size_t looked = 0; looked < kOthers; ++looked, slot = (slot + 1) % kOthers) {
        Holder& found = holders[slot];
        if (!found.is_used) {
            found.is_used = true;
            found.calls = calls;
            return static_cast<uint16_t>(slot);
        }
        if (found.calls == calls) {
            return static_cast<uint16_t>(slot);
        }
    }
    return kOthers;
}

void note_change(uint16_t number) {
    Holder& holder = holders[number];
    if (!holder.is_waiting) {
        holder.is_waiting = true;
        changed->push_back(number);
    }
}

void put_bytes(host::Vector<uint8_t>& out, const void* data, size_t bytes) {
    const auto* const first = static_cast<const uint8_t*>(data);
    out.insert(out.end(), first, first + bytes);
}

void tell_holder(host::Vector<uint8_t>& out, uint32_t number, Holder& holder) {
    const size_t known = holder.is_told ? 0 : count(holder.calls);
    const uint32_t told[] = {number, holder.blocks, holder.bytes, static_cast<uint32_t>(known)};
    put_bytes(out, told, sizeof told);
    put_bytes(out, holder.calls.data(), known * sizeof holder.calls[0]);
    holder.is_told = true;
    holder.told_blocks = holder.blocks;
    holder.told_bytes = holder.bytes;
}

}  // namespace

void prepare() {
    holders = static_cast<Holder*>(host::allocate(kHolders * sizeof *holders));
    holder_of_place = static_cast<uint16_t*>(host::allocate(kPlaces * sizeof *holder_of_place));
    memset(holders, 0, kHolders * sizeof *holders);
    changed = new host::Vector<uint16_t>();
}

void begin() {
    memset(holders, 0, kHolders * sizeof *holders);
    changed->clear();
}

void taken(uint32_t place, uint32_t bytes) {
    const uint16_t number = holder_of(calls_here());
    holder_of_place[place] = number;
    ++holders[number].blocks;
    holders[number].bytes += bytes;
    note_change(number);
}

void released(uint32_t place, uint32_t bytes) {
    const uint16_t number = holder_of_place[place];
    --holders[number].blocks;
    holders[number].bytes -= bytes;
    note_change(number);
}

void tell_changed(host::Vector<uint8_t>& out) {
    for (const uint16_t number : *changed) {
        Holder& holder = holders[number];
        holder.is_waiting = false;
        if (holder.blocks != holder.told_blocks || holder.bytes != holder.told_bytes) {
            tell_holder(out, number, holder);
        }
    }
    changed->clear();
}

}  // namespace oceanhil::machine::holders
