// How the calls of a sketch come to its heap: by the linker (heap.h), and by the operators of C++.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "boot.h"
#include "heap.h"
#include "host_memory.h"

namespace machine = oceanhil::machine;

extern "C" {
// What the linker calls the C library's functions when it passes on the calls of a sketch.
void* __real_malloc(size_t bytes) __attribute__((weak));
void __real_free(void* block) __attribute__((weak));
void* __real_realloc(void* block, size_t bytes) __attribute__((weak));
}

namespace oceanhil::machine {

__attribute__((weak)) void out_of_memory() { crash(Crash::out_of_memory); }

__attribute__((weak)) uint32_t heap_region() { return UINT32_MAX; }

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

}  // namespace oceanhil::machine

extern "C" {

void* __wrap_malloc(size_t bytes) {
    // Before the first boot there is no heap yet.
    return machine::heap_size() == 0 ? __real_malloc(bytes) : machine::heap_allocate(bytes);
}

void __wrap_free(void* block) {
    if (machine::heap_has(block)) {
        machine::heap_release(block);
    } else {
        // From inside the C library, such as getline gives it.
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

// What a core's C library takes from the same heap, and this machine's from within itself.

char* __wrap_strndup(const char* text, size_t most) {
    const size_t length = strnlen(text, most);
    auto* const copy = static_cast<char*>(__wrap_malloc(length + 1));
    if (copy != nullptr) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char* __wrap_strdup(const char* text) { return __wrap_strndup(text, SIZE_MAX); }

int __wrap_vasprintf(char** made, const char* format, va_list values) {
    va_list again;
    va_copy(again, values);
    const int length = vsnprintf(nullptr, 0, format, again);
    va_end(again);
    *made = length < 0 ? nullptr : static_cast<char*>(__wrap_malloc(static_cast<size_t>(length) + 1));
    return *made == nullptr ? -1 : vsnprintf(*made, static_cast<size_t>(length) + 1, format, values);
}

int __wrap_asprintf(char** made, const char* format, ...) {
    va_list values;
    va_start(values, format);
    const int length = __wrap_vasprintf(made, format, values);
    va_end(values);
    return length;
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
