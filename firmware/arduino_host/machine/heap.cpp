#include "heap.h"

#if !defined(OCEANHIL_SANITIZED)

#include <math.h>
#include <string.h>

#include <algorithm>

#include "boot.h"
#include "heap_start.h"
#include "holders.h"
#include "host_memory.h"

namespace machine = oceanhil::machine;

namespace oceanhil::machine {

namespace {

constexpr uint32_t kGranule = 8;
constexpr uint32_t kGuard = 0xBAAD5678;
// In place of what was wanted.
constexpr uint32_t kFree = 0xFFFFFFFF;
// What is given back holds this from then on, as ESP-IDF's heap does where it is told to look for such errors
// (FREE_FILL_PATTERN of multi_heap_poisoning.c): on a board somebody else's data is there sooner or later.
constexpr int kReleased = 0xFE;

/// The head of a block; `bytes` counts head, contents and guard, which stands right behind what was wanted.
struct Block {
    uint32_t bytes;
    uint32_t wanted;
};

constexpr uint32_t kOverhead = sizeof(Block) + sizeof kGuard;
constexpr size_t kLargestHeap = 1 << 20;

char* arena = nullptr;
uint32_t size = 0;
uint32_t free_bytes = 0;
uint32_t least_free = 0;
uint32_t largest_at_least = 0;
// Nothing was given back since the least was free: what could be allocated then can still be looked for.
bool is_least = false;

char* end() { return arena + size; }

Block* at(char* place) { return reinterpret_cast<Block*>(place); }

Block* next(Block* block) { return at(reinterpret_cast<char*>(block) + block->bytes); }

Block* of(void* contents) { return at(static_cast<char*>(contents) - sizeof(Block)); }

char* guard_of(Block* block) { return reinterpret_cast<char*>(block + 1) + block->wanted; }

/// A number of its own for each block that there can be.
uint32_t place_of(Block* block) { return static_cast<uint32_t>(reinterpret_cast<char*>(block) - arena) / kGranule; }

bool is_free(const Block* block) { return block->wanted == kFree; }

bool is_whole(Block* block) {
    const bool is_inside =
        block->bytes >= kGranule && block->bytes <= static_cast<size_t>(end() - reinterpret_cast<char*>(block));
    if (!is_inside || block->bytes % kGranule != 0) {
        return false;
    }
    if (is_free(block)) {
        return true;
    }
    return block->wanted <= block->bytes - kOverhead && memcmp(guard_of(block), &kGuard, sizeof kGuard) == 0;
}

void check(Block* block) {
    if (!is_whole(block)) {
        crash(Crash::heap_corrupt);
    }
}

uint32_t bytes_for(size_t wanted) {
    return static_cast<uint32_t>((wanted + kOverhead + kGranule - 1) / kGranule * kGranule);
}

void join_with_next(Block* block) {
    while (reinterpret_cast<char*>(next(block)) < end() && is_free(next(block))) {
        check(next(block));
        block->bytes += next(block)->bytes;
    }
}

/// Gives back what a block does not need.
void split(Block* block, uint32_t bytes) {
    if (block->bytes - bytes < kGranule + sizeof(Block)) {
        return;
    }
    Block* const rest = at(reinterpret_cast<char*>(block) + bytes);
    *rest = {block->bytes - bytes, kFree};
    block->bytes = bytes;
    join_with_next(rest);
}

void set_wanted(Block* block, size_t wanted) {
    block->wanted = static_cast<uint32_t>(wanted);
    memcpy(guard_of(block), &kGuard, sizeof kGuard);
}

void* taken_block(Block* block, size_t wanted) {
    split(block, bytes_for(wanted));
    set_wanted(block, wanted);
    free_bytes -= block->bytes;
    is_least = is_least || free_bytes < least_free;
    least_free = std::min(least_free, free_bytes);
    holders::taken(place_of(block), static_cast<uint32_t>(wanted));
    return block + 1;
}

/// Whether a block that is in use has so many bytes, or comes to have them: what is free behind it becomes part of it
/// then, and of nothing else. All three cores grow a block in place where they can, and give back what it has too much:
/// tlsf_realloc of ESP-IDF, umm_realloc of the ESP8266's core, _realloc_r of newlib.
bool fits_in_place(Block* block, uint32_t bytes) {
    uint32_t joined = block->bytes;
    for (Block* each = next(block); joined < bytes && reinterpret_cast<char*>(each) < end() && is_free(each);
         each = next(each)) {
        check(each);
        joined += each->bytes;
    }
    if (joined < bytes) {
        return false;
    }
    free_bytes -= joined - block->bytes;
    block->bytes = joined;
    return true;
}

/// What can be allocated is the least just before something is given back.
void note_least() {
    if (is_least) {
        largest_at_least = heap_largest();
        is_least = false;
    }
}

template <typename Visit>
void each_free(Visit visit) {
    for (Block* block = at(arena); reinterpret_cast<char*>(block) < end(); block = next(block)) {
        check(block);
        if (is_free(block)) {
            visit(*block);
        }
    }
}

/// Ends a free block at so many bytes: behind it is something that nobody gives back, and then what is left.
void build_wall(Block* block, uint32_t bytes) {
    Block* const wall = at(reinterpret_cast<char*>(block) + bytes);
    Block* const rest = at(reinterpret_cast<char*>(wall) + bytes_for(0));
    *rest = {block->bytes - bytes - bytes_for(0), kFree};
    wall->bytes = bytes_for(0);
    set_wanted(wall, 0);
    block->bytes = bytes;
    free_bytes -= wall->bytes;
}

}  // namespace

void* heap_allocate(size_t bytes) {
    if (bytes >= size) {
        return nullptr;
    }
    const uint32_t needed = bytes_for(bytes);
    for (Block* block = at(arena); reinterpret_cast<char*>(block) < end(); block = next(block)) {
        check(block);
        if (is_free(block)) {
            join_with_next(block);
            if (block->bytes >= needed) {
                return taken_block(block, bytes);
            }
        }
    }
    return nullptr;
}

void heap_release(void* contents) {
    if (contents == nullptr) {
        return;
    }
    Block* const block = of(contents);
    check(block);
    // It was freed before.
    if (is_free(block)) {
        crash(Crash::heap_corrupt);
    }
    note_least();
    holders::released(place_of(block), block->wanted);
    memset(contents, kReleased, block->wanted);
    block->wanted = kFree;
    free_bytes += block->bytes;
    join_with_next(block);
}

void* heap_reallocate(void* contents, size_t bytes) {
    Block* const block = of(contents);
    check(block);
    note_least();
    if (bytes < size && fits_in_place(block, bytes_for(bytes))) {
        holders::released(place_of(block), block->wanted);
        free_bytes += block->bytes;
        return taken_block(block, bytes);
    }
    void* const moved = heap_allocate(bytes);
    if (moved != nullptr) {
        memcpy(moved, contents, block->wanted);
        heap_release(contents);
    }
    return moved;
}

bool heap_has(const void* contents) {
    const auto* const place = static_cast<const char*>(contents);
    return arena != nullptr && place >= arena && place < end();
}

uint32_t heap_size() { return size; }
uint32_t heap_free() { return free_bytes; }
uint32_t heap_least_free() { return least_free; }

uint32_t heap_largest() {
    uint32_t largest = 0;
    each_free([&largest](Block& block) {
        join_with_next(&block);
        largest = std::max(largest, block.bytes);
    });
    return largest < kOverhead ? 0 : largest - kOverhead;
}

uint32_t heap_largest_at_least() {
    note_least();
    return largest_at_least;
}

uint32_t heap_fragmentation() {
    double squares = 0;
    each_free([&squares](Block& block) {
        join_with_next(&block);
        squares += static_cast<double>(block.bytes) * block.bytes;
    });
    return free_bytes == 0 ? 0 : 100 - static_cast<uint32_t>(sqrt(squares) * 100 / free_bytes);
}

bool heap_is_whole() {
    Block* block = at(arena);
    while (reinterpret_cast<char*>(block) < end() && is_whole(block)) {
        block = next(block);
    }
    return reinterpret_cast<char*>(block) == end();
}

namespace heap {

void prepare() { arena = static_cast<char*>(host::allocate(kLargestHeap)); }

void begin(uint32_t bytes) {
    size = static_cast<uint32_t>(std::min<size_t>(bytes, kLargestHeap) / kGranule * kGranule);
    free_bytes = size;
    least_free = size;
    is_least = true;
    *at(arena) = {size, kFree};
    // From its end, for what is first taken stands at the beginning: the rest is shortest.
    Block* const rest = at(arena);
    const uint32_t ended = bytes_for(0) + kGranule;
    while (rest->bytes > ended && rest->bytes - ended > heap_region()) {
        build_wall(rest, rest->bytes - heap_region() - bytes_for(0));
    }
    least_free = free_bytes;
}

void end() { machine::size = 0; }

}  // namespace heap

}  // namespace oceanhil::machine

#endif
