/// The heap of esp8266/Arduino by the names of its allocator. Facts: cores/esp8266/umm_malloc there.
///
/// There is one heap: no IRAM, no external RAM, so `UMM_HEAP_IRAM` and its like are not defined, and `umm_info` and the
/// statistics of builds for debugging are missing.
#ifndef UMM_MALLOC_H
#define UMM_MALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a block costs beside its bytes, for `getMaxFreeBlockSize`.
#define UMM_OVERHEAD_ADJUST 0
#define UMM_HEAP_DRAM 0

#ifdef __cplusplus
extern "C" {
#endif

void* umm_malloc(size_t size);
void* umm_calloc(size_t num, size_t size);
void* umm_realloc(void* ptr, size_t size);
void umm_free(void* ptr);
size_t umm_free_heap_size(void);
size_t umm_free_heap_size_min(void);
size_t umm_max_block_size(void);
/// In percent.
int umm_fragmentation_metric(void);
bool umm_integrity_check(void);

#ifdef __cplusplus
}
#endif

#endif
