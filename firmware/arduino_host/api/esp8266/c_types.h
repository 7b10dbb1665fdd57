/// Names of types that the ESP8266's SDK has (tools/sdk/include/c_types.h).
#ifndef _C_TYPES_H_
#define _C_TYPES_H_

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int8_t sint8_t;
typedef int16_t sint16_t;
typedef int32_t sint32_t;
typedef int64_t sint64_t;
typedef float real32_t;
typedef double real64_t;

typedef uint8_t uint8;
typedef uint8_t u8;
typedef int8_t sint8;
typedef int8_t int8;
typedef int8_t s8;
typedef uint16_t uint16;
typedef uint16_t u16;
typedef int16_t sint16;
typedef int16_t s16;
typedef uint32_t uint32;
typedef uint32_t u32;
typedef int32_t sint32;
typedef int32_t s32;
typedef int32_t int32;
typedef int64_t sint64;
typedef uint64_t uint64;
typedef uint64_t u64;
typedef float real32;
typedef double real64;

#define LOCAL static

typedef enum { OK = 0, FAIL, PENDING, BUSY, CANCEL } STATUS;

#ifndef BIT
#define BIT(nr) (1UL << (nr))
#endif

#include "oceanhil/iram.h"

// Where code and data lie makes no other difference here.
#define DMEM_ATTR
#define SHMEM_ATTR
#define STORE_ATTR __attribute__((aligned(4)))
#ifndef ICACHE_FLASH_ATTR
#define ICACHE_FLASH_ATTR
#endif
#ifndef IRAM_ATTR
#define IRAM_ATTR
#endif
#ifndef ICACHE_RAM_ATTR
#define ICACHE_RAM_ATTR
#endif

#ifndef __cplusplus
#define BOOL bool
#define TRUE true
#define FALSE false
#endif

#endif
