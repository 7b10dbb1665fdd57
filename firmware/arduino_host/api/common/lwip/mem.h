/// Memory of lwIP (src/include/lwip/mem.h of lwIP 2), which the cores take from the heap.
#ifndef OCEANHIL_LWIP_MEM_H
#define OCEANHIL_LWIP_MEM_H

#include <stddef.h>
#include <stdlib.h>

typedef size_t mem_size_t;

static inline void* mem_malloc(mem_size_t size) { return malloc(size); }
static inline void* mem_calloc(mem_size_t count, mem_size_t size) { return calloc(count, size); }
static inline void mem_free(void* memory) { free(memory); }

#endif
