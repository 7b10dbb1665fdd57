/// The part of <string.h> (C17, 7.24) that firmware uses, for compilers that come without a C library, such as that of
/// the ziglang package. Copying, filling and comparing memory are in every compiler's own run-time library.
#ifndef OCEANREMOTE_FREESTANDING_STRING_H
#define OCEANREMOTE_FREESTANDING_STRING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void* memcpy(void* to, const void* from, size_t bytes);
void* memmove(void* to, const void* from, size_t bytes);
void* memset(void* to, int value, size_t bytes);
int memcmp(const void* one, const void* other, size_t bytes);
size_t strlen(const char* text);

/// In string.cpp.
void* memchr(const void* from, int value, size_t bytes);
int strcmp(const char* one, const char* other);

#ifdef __cplusplus
}
#endif

#endif
