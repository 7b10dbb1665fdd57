#include <heap.h>
#include <stdlib.h>
#include <umm_malloc/umm_malloc.h>

namespace machine = oceanhil::machine;

extern "C" {

void* umm_malloc(size_t size) { return malloc(size); }
void* umm_calloc(size_t num, size_t size) { return calloc(num, size); }
void* umm_realloc(void* ptr, size_t size) { return realloc(ptr, size); }
void umm_free(void* ptr) { free(ptr); }
size_t umm_free_heap_size(void) { return machine::heap_free(); }
size_t umm_free_heap_size_min(void) { return machine::heap_least_free(); }
size_t umm_max_block_size(void) { return machine::heap_largest(); }
int umm_fragmentation_metric(void) { return static_cast<int>(machine::heap_fragmentation()); }
bool umm_integrity_check(void) { return machine::heap_is_whole(); }

}  // extern "C"
