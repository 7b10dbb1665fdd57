/// Interrupts by pico-sdk's own names (src/rp2_common/hardware_irq of pico-sdk 2). Of the chip's own come those of DMA, of
/// state machines (hardware/pio.h) and of its clock (hardware/rtc.h), served in calls that let time pass; a sketch may call
/// any other itself.
#pragma once

#include <hardware/regs/intctrl.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned int uint;
typedef void (*irq_handler_t)(void);

#define PICO_DEFAULT_IRQ_PRIORITY 0x80
#define PICO_LOWEST_IRQ_PRIORITY 0xff
#define PICO_HIGHEST_IRQ_PRIORITY 0x00
#define PICO_SHARED_IRQ_HANDLER_DEFAULT_ORDER_PRIORITY 0x80
#define PICO_SHARED_IRQ_HANDLER_HIGHEST_ORDER_PRIORITY 0xff
#define PICO_SHARED_IRQ_HANDLER_LOWEST_ORDER_PRIORITY 0x00
#define PICO_MAX_SHARED_IRQ_HANDLERS 4

/// Kept, without effect: one is served after another.
void irq_set_priority(uint num, uint8_t hardware_priority);
uint irq_get_priority(uint num);
void irq_set_enabled(uint num, bool enabled);
bool irq_is_enabled(uint num);
void irq_set_mask_enabled(uint32_t mask, bool enabled);
/// A second handler, and a fifth shared one, is a panic.
void irq_set_exclusive_handler(uint num, irq_handler_t handler);
irq_handler_t irq_get_exclusive_handler(uint num);
/// Those of a higher order are called first.
void irq_add_shared_handler(uint num, irq_handler_t handler, uint8_t order_priority);
void irq_remove_handler(uint num, irq_handler_t handler);
bool irq_has_handler(uint num);
bool irq_has_shared_handler(uint num);
void irq_clear(uint num);
/// Is served when time passes next, once it is enabled.
void irq_set_pending(uint num);
void user_irq_claim(uint num);
void user_irq_unclaim(uint num);
/// -1 if there is none left; a panic if one is required.
int user_irq_claim_unused(bool required);
bool user_irq_is_claimed(uint num);

#ifdef __cplusplus
}
#endif
