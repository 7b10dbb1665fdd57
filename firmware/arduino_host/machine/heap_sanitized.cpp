// The heap of a sketch under a sanitizer: the sanitizer's own, of which as much is given away as the board has. It knows
// what was freed and what lies between blocks; how a heap breaks up into pieces it does not show.
#include "heap.h"

#if defined(OCEANHIL_SANITIZED)

#include <string.h>

#include <algorithm>

#include "heap_start.h"
#include "host_memory.h"

// LLVM's sanitizer/allocator_interface.h, a header that GCC has not.
extern "C" int __sanitizer_get_ownership(const volatile void* block);
extern "C" size_t __sanitizer_get_allocated_size(const volatile void* block);

namespace oceanhil::machine {

namespace {

// As heap.cpp has them: head and guard of a block.
constexpr uint32_t kOverhead = 12;
constexpr uint32_t kGranule = 8;

uint32_t size = 0;
uint32_t free_bytes = 0;
uint32_t least_free = 0;

uint32_t bytes_for(size_t wanted) {
    return static_cast<uint32_t>((wanted + kOverhead + kGranule - 1) / kGranule * kGranule);
}

}  // namespace

void* heap_allocate(size_t bytes) {
    if (bytes >= size || bytes_for(bytes) > free_bytes) {
        return nullptr;
    }
    free_bytes -= bytes_for(bytes);
    least_free = std::min(least_free, free_bytes);
    return host::allocate(bytes);
}

void heap_release(void* block) {
    if (heap_has(block)) {
        free_bytes = std::min(size, free_bytes + bytes_for(__sanitizer_get_allocated_size(block)));
    }
    // What is no block, or no more, the sanitizer tells.
    host::release(block);
}

void* heap_reallocate(void* block, size_t bytes) {
    void* const moved = heap_allocate(bytes);
    if (moved != nullptr) {
        memcpy(moved, block, std::min<size_t>(bytes, __sanitizer_get_allocated_size(block)));
        heap_release(block);
    }
    return moved;
}

bool heap_has(const void* block) {
    return size != 0 && __sanitizer_get_ownership(block) != 0;
}

uint32_t heap_size() { return size; }
uint32_t heap_free() { return free_bytes; }
uint32_t heap_least_free() { return least_free; }
uint32_t heap_largest() { return free_bytes < kOverhead ? 0 : free_bytes - kOverhead; }
uint32_t heap_largest_at_least() { return least_free < kOverhead ? 0 : least_free - kOverhead; }
uint32_t heap_fragmentation() { return 0; }
bool heap_is_whole() { return true; }

namespace heap {

void prepare() {}

void begin(uint32_t bytes) {
    size = bytes / kGranule * kGranule;
    free_bytes = size;
    least_free = size;
}

void end() { size = 0; }

}  // namespace heap

}  // namespace oceanhil::machine

#endif
