/// Types of lwIP (src/include/lwip/arch.h of lwIP 2).
#ifndef OCEANHIL_LWIP_ARCH_H
#define OCEANHIL_LWIP_ARCH_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8_t;
typedef int8_t s8_t;
typedef uint16_t u16_t;
typedef int16_t s16_t;
typedef uint32_t u32_t;
typedef int32_t s32_t;
typedef uintptr_t mem_ptr_t;

#define LWIP_UNUSED_ARG(argument) (void)(argument)

#endif
