// A sketch or a library may bring its own, as on a board: these give way.
#include <string.h>

#ifdef __GLIBC_PREREQ
#if !__GLIBC_PREREQ(2, 38)

extern "C" __attribute__((weak)) size_t strlcpy(char* text, const char* source, size_t room) {
    const size_t length = strlen(source);
    if (room > 0) {
        const size_t copied = length < room ? length : room - 1;
        memcpy(text, source, copied);
        text[copied] = '\0';
    }
    return length;
}

extern "C" __attribute__((weak)) size_t strlcat(char* text, const char* source, size_t room) {
    const size_t before = strnlen(text, room);
    const size_t length = strlen(source);
    const size_t left = room - before;
    if (left > 0) {
        const size_t copied = length < left ? length : left - 1;
        memcpy(text + before, source, copied);
        text[before + copied] = '\0';
    }
    return before + length;
}

#endif
#endif
