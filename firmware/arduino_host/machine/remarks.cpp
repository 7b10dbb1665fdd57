#include "remarks.h"

#include <string.h>

#include <algorithm>

#include "board_time.h"
#include "link.h"

namespace oceanhil::machine {

namespace {

constexpr size_t kNamesMost = 4;
constexpr size_t kLettersMost = 32;

char told[kNamesMost][kLettersMost];
size_t names = 0;
bool is_beyond_told = false;

}  // namespace

void remark_header(const char* name) {
    const size_t size = strlen(name);
    const auto is_it = [name](const char* each) { return strcmp(each, name) == 0; };
    if (names == kNamesMost || size >= kLettersMost || std::any_of(told, told + names, is_it)) {
        return;
    }
    memcpy(told[names++], name, size + 1);
    link::note(link::Note::header, present_us(), {{name, size}});
}

void remark_write_beyond(int32_t address, size_t bytes, size_t size) {
    if (is_beyond_told) {
        return;
    }
    is_beyond_told = true;
    const struct {
        int32_t address;
        uint32_t bytes;
        uint32_t size;
    } write = {address, static_cast<uint32_t>(bytes), static_cast<uint32_t>(size)};
    link::note(link::Note::write_beyond, present_us(), {{&write, sizeof write}});
}

}  // namespace oceanhil::machine
