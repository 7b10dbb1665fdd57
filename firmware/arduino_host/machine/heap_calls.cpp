// How the calls of a sketch come to its heap: by the linker (heap.h), and by the operators of C++.
#include <stdlib.h>
#include <string.h>

#include <new>

#include "boot.h"
#include "heap.h"
#include "host_memory.h"

extern "C" {
// What the linker calls the C library's functions when it passes on the calls of a sketch.
void* __real_malloc(size_t bytes) __attribute__((weak));
void __real_free(void* block) __attribute__((weak));
void* __real_realloc(void* block, size_t bytes) __attribute__((weak));
}

namespace machine {

__attribute__((weak)) void out_of_memory() { crash(Crash::out_of_memory); }

namespace host {

namespace {

void* found(void* memory) {
    if (memory == nullptr) {
        abort();
    }
    return memory;
}

}  // namespace

void* allocate(size_t bytes) { return found(__real_malloc != nullptr ? __real_malloc(bytes) : malloc(bytes)); }

void release(void* memory) { __real_free != nullptr ? __real_free(memory) : free(memory); }

}  // namespace host

}  // namespace machine

extern "C" {

void* __wrap_malloc(size_t bytes) {
    // Before the first boot there is no heap yet.
    return machine::heap_size() == 0 ? __real_malloc(bytes) : machine::heap_allocate(bytes);
}

void __wrap_free(void* block) {
    if (machine::heap_has(block)) {
        machine::heap_release(block);
    } else {
        // From inside the C library, such as strdup gives it.
        __real_free(block);
    }
}

void* __wrap_calloc(size_t count, size_t bytes) {
    if (bytes != 0 && count > SIZE_MAX / bytes) {
        return nullptr;
    }
    void* const block = __wrap_malloc(count * bytes);
    return block == nullptr ? nullptr : memset(block, 0, count * bytes);
}

void* __wrap_realloc(void* block, size_t bytes) {
    if (block == nullptr) {
        return __wrap_malloc(bytes);
    }
    return machine::heap_has(block) ? machine::heap_reallocate(block, bytes) : __real_realloc(block, bytes);
}

}  // extern "C"

// The C++ library of the program, and those that it loads, allocate by these (ISO C++, [new.delete]).

void* operator new(size_t bytes) {
    void* const block = machine::heap_size() == 0 ? machine::host::allocate(bytes) : machine::heap_allocate(bytes);
    if (block == nullptr) {
        machine::out_of_memory();
    }
    return block;
}

void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
    return machine::heap_size() == 0 ? machine::host::allocate(bytes) : machine::heap_allocate(bytes);
}

void* operator new[](size_t bytes) { return operator new(bytes); }
void* operator new[](size_t bytes, const std::nothrow_t& none) noexcept { return operator new(bytes, none); }

void operator delete(void* block) noexcept {
    machine::heap_has(block) ? machine::heap_release(block) : machine::host::release(block);
}

void operator delete[](void* block) noexcept { operator delete(block); }
void operator delete(void* block, size_t) noexcept { operator delete(block); }
void operator delete[](void* block, size_t) noexcept { operator delete(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { operator delete(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { operator delete(block); }
