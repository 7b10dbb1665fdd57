/// `strlcpy` and `strlcat`, which the chips' C library has, and this machine's may not have.
#ifndef OCEANHIL_BSD_TEXT_H
#define OCEANHIL_BSD_TEXT_H

#include <stddef.h>
#include <string.h>

static inline size_t oceanhil_strlcpy(char* text, const char* source, size_t room) {
    const size_t length = strlen(source);
    if (room > 0) {
        const size_t copied = length < room ? length : room - 1;
        memcpy(text, source, copied);
        text[copied] = '\0';
    }
    return length;
}

static inline size_t oceanhil_strlcat(char* text, const char* source, size_t room) {
    const size_t before = strnlen(text, room);
    return before + oceanhil_strlcpy(text + before, source, room - before);
}

#define strlcpy oceanhil_strlcpy
#define strlcat oceanhil_strlcat

#endif
