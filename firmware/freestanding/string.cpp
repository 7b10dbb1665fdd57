#include <string.h>

extern "C" {

void* memchr(const void* from, int value, size_t bytes) {
    const unsigned char* const data = static_cast<const unsigned char*>(from);
    for (size_t at = 0; at < bytes; ++at) {
        if (data[at] == static_cast<unsigned char>(value)) {
            // The C standard's function takes constness away, too.
            return const_cast<unsigned char*>(data + at);
        }
    }
    return nullptr;
}

int strcmp(const char* one, const char* other) {
    size_t at = 0;
    while (one[at] != 0 && one[at] == other[at]) {
        ++at;
    }
    return static_cast<unsigned char>(one[at]) - static_cast<unsigned char>(other[at]);
}

}  // extern "C"
