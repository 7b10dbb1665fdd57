/// The second stack, on which BearSSL works on a chip: here it is not used. Facts: StackThunk.h of two cores.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline void stack_thunk_add_ref(void) {}
static inline void stack_thunk_del_ref(void) {}
static inline void stack_thunk_repaint(void) {}
static inline uint32_t stack_thunk_get_refcnt(void) { return 0; }
static inline uint32_t stack_thunk_get_max_usage(void) { return 0; }
static inline void stack_thunk_dump_stack(void) {}

#ifdef __cplusplus
}
#endif
