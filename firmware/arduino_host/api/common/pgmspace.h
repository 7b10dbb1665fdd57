/// Program memory, as the cores name it. On this machine, as on the ESP32 and the RP2040, it is memory like any other.
///
/// Source of the names: avr-libc's <avr/pgmspace.h>, of which each of the three cores has its own.
#ifndef OCEANHIL_PGMSPACE_H
#define OCEANHIL_PGMSPACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "oceanhil/format.h"

#define PROGMEM
#define PGM_P const char*
#define PGM_VOID_P const void*
#define PSTR(text) (text)

typedef char prog_char;
typedef unsigned char prog_uchar;
typedef int8_t prog_int8_t;
typedef uint8_t prog_uint8_t;
typedef int16_t prog_int16_t;
typedef uint16_t prog_uint16_t;
typedef int32_t prog_int32_t;
typedef uint32_t prog_uint32_t;

#ifdef __cplusplus
namespace oceanhil {

/// What stands at an address, which need not be a multiple of its size: so it is on the ESP8266 and the RP2040.
template <typename Value>
inline Value read_program(const void* address) {
    Value value;
    memcpy(&value, address, sizeof(value));
    return value;
}

}  // namespace oceanhil

#define pgm_read_byte(address) oceanhil::read_program<uint8_t>(address)
#define pgm_read_word(address) oceanhil::read_program<uint16_t>(address)
#define pgm_read_dword(address) oceanhil::read_program<uint32_t>(address)
#define pgm_read_float(address) oceanhil::read_program<float>(address)
#define pgm_read_ptr(address) oceanhil::read_program<void*>(address)
#else
#define pgm_read_byte(address) (*(const uint8_t*)(address))
#define pgm_read_word(address) (*(const uint16_t*)(address))
#define pgm_read_dword(address) (*(const uint32_t*)(address))
#define pgm_read_float(address) (*(const float*)(address))
#define pgm_read_ptr(address) (*(void* const*)(address))
#endif

#define pgm_read_byte_near(address) pgm_read_byte(address)
#define pgm_read_word_near(address) pgm_read_word(address)
#define pgm_read_dword_near(address) pgm_read_dword(address)
#define pgm_read_float_near(address) pgm_read_float(address)
#define pgm_read_ptr_near(address) pgm_read_ptr(address)
#define pgm_read_byte_far(address) pgm_read_byte(address)
#define pgm_read_word_far(address) pgm_read_word(address)
#define pgm_read_dword_far(address) pgm_read_dword(address)
#define pgm_read_float_far(address) pgm_read_float(address)
#define pgm_read_ptr_far(address) pgm_read_ptr(address)

#define memchr_P memchr
#define memcmp_P memcmp
#define memccpy_P memccpy
#define memmem_P memmem
#define memcpy_P memcpy
#define memmove_P memmove
#define strcat_P strcat
#define strchr_P strchr
#define strcmp_P strcmp
#define strcpy_P strcpy
#define strcasecmp_P strcasecmp
#define strcspn_P strcspn
#define strlcat_P strlcat
#define strlcpy_P strlcpy
#define strlen_P strlen
#define strnlen_P strnlen
#define strncmp_P strncmp
#define strncasecmp_P strncasecmp
#define strncat_P strncat
#define strncpy_P strncpy
#define strpbrk_P strpbrk
#define strrchr_P strrchr
#define strspn_P strspn
#define strstr_P strstr
#define strtok_P strtok

#define sprintf_P oceanhil_sprintf
#define snprintf_P oceanhil_snprintf
#define vsprintf_P oceanhil_vsprintf
#define vsnprintf_P oceanhil_vsnprintf

// Two cores have a member of that name in `Print`; the C library of one of them has a function beside it.
#ifdef ESP32
#define printf_P printf
#elif defined(ESP8266)
#ifdef __cplusplus
extern "C"
#endif
int printf_P(const char* format, ...) __attribute__((format(printf, 1, 2)));
#endif

#endif
