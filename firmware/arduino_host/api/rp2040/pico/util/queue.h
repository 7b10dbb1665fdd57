/// Queues of pico-sdk 2 (src/common/pico_util/include/pico/util/queue.h), from core to core and from interrupts.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint8_t* data;
    uint16_t first;
    uint16_t count;
    uint16_t element_size;
    uint16_t element_count;
} queue_t;

void queue_init(queue_t* q, uint element_size, uint element_count);
void queue_free(queue_t* q);
uint queue_get_level(queue_t* q);
static inline bool queue_is_empty(queue_t* q) { return queue_get_level(q) == 0; }
static inline bool queue_is_full(queue_t* q) { return queue_get_level(q) == q->element_count; }
bool queue_try_add(queue_t* q, const void* data);
bool queue_try_remove(queue_t* q, void* data);
bool queue_try_peek(queue_t* q, void* data);
void queue_add_blocking(queue_t* q, const void* data);
void queue_remove_blocking(queue_t* q, void* data);
void queue_peek_blocking(queue_t* q, void* data);

#ifdef __cplusplus
}
#endif
