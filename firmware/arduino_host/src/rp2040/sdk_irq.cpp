// Interrupts by pico-sdk's names. Facts: src/rp2_common/hardware_irq/irq.c of pico-sdk 2.
#include <hardware/irq.h>
#include <hardware/resets.h>
#include <machine.h>
#include <pico/platform.h>

#include "sdk_claims.h"

namespace machine = oceanhil::machine;

namespace {

struct SharedHandler {
    irq_handler_t handler;
    uint8_t order;
};

struct Interrupt {
    irq_handler_t exclusive = nullptr;
    SharedHandler shared[PICO_MAX_SHARED_IRQ_HANDLERS] = {};
    uint shared_count = 0;
    uint8_t priority = PICO_DEFAULT_IRQ_PRIORITY;
    bool is_enabled = false;
    bool is_pending = false;
};

Interrupt irqs[NUM_IRQS];
oceanhil::Claims user_irqs("User IRQ", FIRST_USER_IRQ, NUM_IRQS);
uint32_t blocks_in_reset = 0;

void serve_irq(void* context) {
    Interrupt& irq = *static_cast<Interrupt*>(context);
    if (!irq.is_enabled || !irq.is_pending) {
        return;
    }
    irq.is_pending = false;
    if (irq.exclusive != nullptr) {
        irq.exclusive();
    }
    for (uint each = 0; each < irq.shared_count; ++each) {
        irq.shared[each].handler();
    }
}

void call_soon(Interrupt& irq) {
    if (irq.is_pending && irq.is_enabled) {
        machine::timer_start(0, 0, serve_irq, &irq);
    }
}

}  // namespace

extern "C" {

void irq_set_priority(uint num, uint8_t hardware_priority) { irqs[num].priority = hardware_priority; }
uint irq_get_priority(uint num) { return irqs[num].priority; }

void irq_set_enabled(uint num, bool enabled) {
    irqs[num].is_enabled = enabled;
    call_soon(irqs[num]);
}

bool irq_is_enabled(uint num) { return irqs[num].is_enabled; }

void irq_set_mask_enabled(uint32_t mask, bool enabled) {
    for (uint num = 0; num < NUM_IRQS; ++num) {
        if ((mask >> num & 1) != 0) {
            irq_set_enabled(num, enabled);
        }
    }
}

void irq_set_exclusive_handler(uint num, irq_handler_t handler) {
    Interrupt& irq = irqs[num];
    if (irq.shared_count > 0 || (irq.exclusive != nullptr && irq.exclusive != handler)) {
        panic("Hard assert");
    }
    irq.exclusive = handler;
}

irq_handler_t irq_get_exclusive_handler(uint num) { return irqs[num].exclusive; }

void irq_add_shared_handler(uint num, irq_handler_t handler, uint8_t order_priority) {
    Interrupt& irq = irqs[num];
    if (irq.exclusive != nullptr || irq.shared_count == PICO_MAX_SHARED_IRQ_HANDLERS) {
        panic("Hard assert");
    }
    uint place = irq.shared_count++;
    for (; place > 0 && irq.shared[place - 1].order < order_priority; --place) {
        irq.shared[place] = irq.shared[place - 1];
    }
    irq.shared[place] = {handler, order_priority};
}

void irq_remove_handler(uint num, irq_handler_t handler) {
    Interrupt& irq = irqs[num];
    irq.exclusive = irq.exclusive == handler ? nullptr : irq.exclusive;
    uint kept = 0;
    for (uint each = 0; each < irq.shared_count; ++each) {
        if (irq.shared[each].handler != handler) {
            irq.shared[kept++] = irq.shared[each];
        }
    }
    irq.shared_count = kept;
}

bool irq_has_handler(uint num) { return irqs[num].exclusive != nullptr || irq_has_shared_handler(num); }
bool irq_has_shared_handler(uint num) { return irqs[num].shared_count > 0; }
void irq_clear(uint num) { irqs[num].is_pending = false; }

void irq_set_pending(uint num) {
    irqs[num].is_pending = true;
    call_soon(irqs[num]);
}

void user_irq_claim(uint num) { user_irqs.claim(num); }
void user_irq_unclaim(uint num) { user_irqs.give_up(num); }
int user_irq_claim_unused(bool required) { return user_irqs.claim_unused(required); }
bool user_irq_is_claimed(uint num) { return user_irqs.is_claimed(num); }

void reset_block_mask(uint32_t bits) { blocks_in_reset |= bits; }
void unreset_block_mask(uint32_t bits) { blocks_in_reset &= ~bits; }

}  // extern "C"
