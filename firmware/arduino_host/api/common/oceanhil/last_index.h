/// Where a letter stands last, as two of the cores look for it.
#ifndef OCEANHIL_LAST_INDEX_H
#define OCEANHIL_LAST_INDEX_H

#include <string.h>

namespace oceanhil {

/// The last place of `letter` up to `from`, -1 if there is none. These cores look in a text that ends after `from`, so
/// that '\0' is found there, and a '\0' before it ends the search.
inline int last_index(const char* text, unsigned length, char letter, unsigned from) {
    if (from >= length) {
        return -1;
    }
    const size_t end = strnlen(text, size_t{from} + 1);
    if (letter == '\0') {
        return static_cast<int>(end);
    }
    for (size_t at = end; at > 0; --at) {
        if (text[at - 1] == letter) {
            return static_cast<int>(at - 1);
        }
    }
    return -1;
}

}  // namespace oceanhil

#endif
