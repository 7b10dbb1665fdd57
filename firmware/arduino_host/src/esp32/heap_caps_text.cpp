// What the heap prints of itself. Facts: components/heap/heap_caps.c of ESP-IDF 5.5.1.
#include <esp_heap_caps.h>
#include <stdio.h>

extern "C" void heap_caps_print_heap_info(uint32_t caps) {
    multi_heap_info_t info;
    heap_caps_get_info(&info, caps);
    printf("Heap summary for capabilities 0x%08lX:\n", static_cast<unsigned long>(caps));
    printf("  Totals:\n");
    printf("    free %zu allocated %zu min_free %zu largest_free_block %zu\n", info.total_free_bytes,
           info.total_allocated_bytes, info.minimum_free_bytes, info.largest_free_block);
}
