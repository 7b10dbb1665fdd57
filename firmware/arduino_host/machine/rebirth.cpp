#include "rebirth.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__linux__) && !defined(OCEANHIL_SANITIZED) && !defined(OCEANHIL_FRESH_PROCESS)
#define OCEANHIL_CAN_PUT_BACK 1
#else
#define OCEANHIL_CAN_PUT_BACK 0
#endif

#if OCEANHIL_CAN_PUT_BACK

#include <cxxabi.h>
#include <locale.h>

#include <exception>
#include <ios>
#include <new>

#include "coverage.h"

// The linkers' own names: GNU ld's manual, "PROVIDE" in its default script; lld has the same.
extern "C" {
extern char __data_start[] __attribute__((weak));
extern char _end[];
extern void (*__init_array_start[])(int, char**, char**);
extern void (*__init_array_end[])(int, char**, char**);

/// No destructor of a global ever runs: boards do not end their programs. And each boot would leave its own in a list.
int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
}

namespace oceanhil::machine::rebirth {

namespace {

// On the heap of nobody: what is put back must not lie in what it is put over.
char* kept = nullptr;
std::terminate_handler terminated = nullptr;

// Itanium C++ ABI, exception handling, 2.2.2: the exceptions that are caught, and how many are on their way.
constexpr size_t kExceptionsBytes = sizeof(void*) + sizeof(unsigned);

size_t globals_bytes() { return static_cast<size_t>(_end - __data_start); }

}  // namespace

// What counts lines knows its counters from before any constructor of ours, and would know them twice.
bool is_possible() { return __data_start != nullptr && !coverage::counts(); }

void keep() {
#if defined(__GLIBCXX__)
    // The library's streams and the numbers of its facets lie among the program's globals, and it makes them once.
    static std::ios_base::Init streams;
#endif
    terminated = std::get_terminate();
    void* const memory = mmap(nullptr, globals_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        abort();
    }
    kept = static_cast<char*>(memory);
    memcpy(kept, __data_start, globals_bytes());
}

void put_back() {
    memcpy(__data_start, kept, globals_bytes());
    // What the libraries keep for themselves, as far as a sketch can have changed it.
    srand(1);
    unsigned short none[3] = {};
    seed48(none);
    memset(abi::__cxa_get_globals(), 0, kExceptionsBytes);
    std::set_terminate(terminated);
    std::set_new_handler(nullptr);
    setlocale(LC_ALL, "C");
}

void construct() {
    for (auto each = __init_array_start; each != __init_array_end; ++each) {
        (*each)(0, nullptr, nullptr);
    }
}

}  // namespace oceanhil::machine::rebirth

#else

namespace oceanhil::machine::rebirth {

bool is_possible() { return false; }
void keep() {}
void put_back() {}
void construct() {}

}  // namespace oceanhil::machine::rebirth

#endif
