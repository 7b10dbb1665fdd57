// Whether a function is of those that stand in RAM: by the instructions that IRAM_ATTR lets it begin with, or, where a sketch has
// named a section of RAM by itself, by the name that the section kept in this program.
#include "iram.h"

#include <Arduino.h>
#include <string.h>

#ifdef OCEANHIL_TELLS_IRAM
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace oceanhil {

#ifdef OCEANHIL_TELLS_IRAM

namespace {

constexpr char kSectionOfRam[] = ".iram";
// What compilers put before: where calls through pointers may arrive, and a jump over what a sanitizer notes.
constexpr uint8_t kLandingPad[] = {0xF3, 0x0F, 0x1E, 0xFB};
constexpr uint8_t kJump[] = {0xEB, 0x06};
constexpr size_t kJumpBytes = 8;
constexpr uint8_t kNop = 0x90;
constexpr uint8_t kPrefix = 0x66;
constexpr int kNopBytes = 8;
// A debugger may have put a breakpoint among them.
constexpr int kLeastNopBytes = 6;

bool begins_in_ram(const uint8_t* code) {
    if (memcmp(code, kLandingPad, sizeof kLandingPad) == 0) {
        code += sizeof kLandingPad;
    }
    if (memcmp(code, kJump, sizeof kJump) == 0) {
        code += kJumpBytes;
    }
    int found = 0;
    for (int each = 0; each < kNopBytes; ++each) {
        found += code[each] == kNop || code[each] == kPrefix ? 1 : 0;
    }
    return found >= kLeastNopBytes;
}

template <typename Part>
bool read_part(int file, uint64_t from, Part& part) {
    return pread(file, &part, sizeof part, static_cast<off_t>(from)) == static_cast<ssize_t>(sizeof part);
}

/// Looks it up in a program: false only if its section is found there and has another name.
bool is_in_named_section(int file, uint32_t address) {
    Elf32_Ehdr head = {};
    Elf32_Shdr names = {};
    if (!read_part(file, 0, head) || !read_part(file, head.e_shoff + head.e_shstrndx * sizeof names, names)) {
        return true;
    }
    for (uint32_t each = 0; each < head.e_shnum; ++each) {
        Elf32_Shdr section = {};
        char name[sizeof kSectionOfRam - 1] = {};
        if (read_part(file, head.e_shoff + each * sizeof section, section) && section.sh_addr != 0 &&
            address - section.sh_addr < section.sh_size && read_part(file, names.sh_offset + section.sh_name, name)) {
            return memcmp(name, kSectionOfRam, sizeof name) == 0;
        }
    }
    return true;
}

}  // namespace

bool is_in_iram(const void* function) {
    if (function == nullptr || begins_in_ram(static_cast<const uint8_t*>(function))) {
        return true;
    }
    const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return true;
    }
    const bool is_found = is_in_named_section(file, reinterpret_cast<uintptr_t>(function));
    close(file);
    return is_found;
}

#else

bool is_in_iram(const void*) { return true; }

#endif

}  // namespace oceanhil
