/// Critical sections of pico-sdk 2 (src/common/pico_sync/include/pico/critical_section.h): interrupts off. Cores change
/// places in calls that let time pass alone, so no other core is kept out.
#pragma once

#include <hardware/sync.h>
#include <stdbool.h>

typedef struct {
    bool is_there;
    uint32_t save;
} critical_section_t;

static inline void critical_section_init(critical_section_t* section) { section->is_there = true; }
static inline void critical_section_deinit(critical_section_t* section) { section->is_there = false; }
static inline bool critical_section_is_initialized(critical_section_t* section) { return section->is_there; }
static inline void critical_section_enter_blocking(critical_section_t* section) {
    section->save = save_and_disable_interrupts();
}
static inline void critical_section_exit(critical_section_t* section) { restore_interrupts(section->save); }
