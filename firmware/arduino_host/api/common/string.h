/// The system's own, with `strlcpy` and `strlcat`, which the chips' C library has there and this machine's may not have.
/// No `#pragma once`: the system's is asked each time what it says.
#include_next <string.h>

#ifndef OCEANHIL_STRING_H
#define OCEANHIL_STRING_H

#ifdef __GLIBC_PREREQ
#if !__GLIBC_PREREQ(2, 38)
#ifdef __cplusplus
extern "C" {
#endif

size_t strlcpy(char* text, const char* source, size_t room);
size_t strlcat(char* text, const char* source, size_t room);

#ifdef __cplusplus
}
#endif
#endif
#endif

#endif
