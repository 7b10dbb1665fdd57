/// What the modules of cJSON share: memory, and what they all do with items.
///
/// Facts, in all of them: cJSON.c of cJSON 1.7.19.
#ifndef OCEANHIL_CJSON_PARTS_H
#define OCEANHIL_CJSON_PARTS_H

// A sketch that brings a cJSON of its own has that one alone, as on the chip, where this one is in an archive.
#define CJSON_PUBLIC(type) __attribute__((weak)) type
#include <cJSON.h>

namespace oceanhil::cjson {

/// Of `type`: what is no flag.
constexpr int kKindBits = 0xFF;

struct Memory {
    void* (*take)(size_t bytes);
    void (*give_back)(void* block);
    /// nullptr once a sketch gives memory itself: a block is copied into another then.
    void* (*resize)(void* block, size_t bytes);
};
extern Memory memory;

/// nullptr without memory.
cJSON* new_item(int type = cJSON_Invalid);
/// nullptr of nothing, and without memory.
char* copy_of(const char* text);
bool is_kind(const cJSON* item, int kind);
void set_number(cJSON& item, double number);
bool are_near(double one, double other);
/// Puts an item behind the last one; not where nobody knows which that is.
void append(cJSON& list, cJSON& item);
/// The first with this name; `is_exact`: a letter is not its capital, and an item without a name ends the search.
cJSON* member_named(const cJSON* object, const char* name, bool is_exact);
/// Writes what an escape stands for, and gives behind it; nullptr if it is none.
const char* unescape(const char* at, const char* end, char*& to);

}  // namespace oceanhil::cjson

#endif
