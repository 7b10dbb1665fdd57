#include "stacks.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cstdlib>

#include "stack_watch.h"

namespace oceanhil::machine::stacks {

namespace {

constexpr size_t kGuardBytes = 4096;
constexpr uint8_t kPaint = 0xA5;
// Of the stack that the program's own task shares with the process, so much is looked at.
constexpr size_t kPaintedBytes = 64 * 1024;
// What whoever paints needs itself.
constexpr size_t kPainterBytes = 512;

char** places = nullptr;
char* own_stack_end = nullptr;
char* painted = nullptr;

/// As many bytes as are painted, and looked at, at once: all of a stack at each boot and each request is much.
using PaintWord = uint64_t __attribute__((may_alias));

constexpr uint64_t kPaintWord = 0x0101010101010101U * kPaint;

// A loop of its own: what a library calls would be watched. `used` is where a word may stand.
OCEANHIL_UNWATCHED size_t used_between(const char* used, const char* end) {
    while (end - used >= static_cast<ptrdiff_t>(sizeof(PaintWord)) &&
           *reinterpret_cast<const PaintWord*>(used) == kPaintWord) {
        used += sizeof(PaintWord);
    }
    while (used != end && static_cast<uint8_t>(*used) == kPaint) {
        ++used;
    }
    return static_cast<size_t>(end - used);
}

}  // namespace

void prepare(size_t number) { places = static_cast<char**>(calloc(number, sizeof *places)); }

char* fresh(size_t number) {
    if (places[number] == nullptr) {
        void* const memory =
            mmap(nullptr, kBytes + kGuardBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            abort();
        }
        mprotect(memory, kGuardBytes, PROT_NONE);
        places[number] = static_cast<char*>(memory) + kGuardBytes;
    }
    stack_watch::forget(places[number], kBytes);
    memset(places[number], kPaint, kBytes);
    return places[number];
}

OCEANHIL_UNWATCHED size_t used(const char* stack) { return used_between(stack, stack + kBytes); }

OCEANHIL_UNWATCHED __attribute__((noinline)) void paint_own(char* end) {
    own_stack_end = end;
    const auto frame = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - kPainterBytes;
    char* const top = reinterpret_cast<char*>(frame / sizeof(PaintWord) * sizeof(PaintWord));
    painted = top - kPaintedBytes;
    for (char* each = top; each > painted;) {
        each -= sizeof(PaintWord);
        *reinterpret_cast<volatile PaintWord*>(each) = kPaintWord;
    }
}

size_t own_used() { return painted == nullptr ? 0 : used_between(painted, own_stack_end); }

const char* own_end() { return own_stack_end; }

}  // namespace oceanhil::machine::stacks
