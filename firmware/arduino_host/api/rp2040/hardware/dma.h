/// Copies by pico-sdk's own names (src/rp2_common/hardware_dma of pico-sdk 2), from memory to memory: a transfer takes a cycle of the
/// system's clock, or what a DMA timer gives it, and all is there at its end; to and from the queues of a state machine
/// (hardware/pio.h) goes what they have room for. A channel that waits for another part of the chip waits for ever: none asks
/// for anything here. Registers and the sniffer are missing.
#pragma once

#include <hardware/irq.h>
#include <hardware/regs/dreq.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NUM_DMA_CHANNELS 12
#define NUM_DMA_TIMERS 4
#define NUM_DMA_IRQS 2
#define DMA_IRQ_NUM(irq_index) (DMA_IRQ_0 + (irq_index))

enum dma_channel_transfer_size { DMA_SIZE_8 = 0, DMA_SIZE_16 = 1, DMA_SIZE_32 = 2 };
typedef enum dma_channel_transfer_size dma_channel_transfer_size_t;

/// What a channel does, as the bits of its register CTRL (RP2040 Datasheet, "CH0_CTRL_TRIG").
typedef struct {
    uint32_t ctrl;
} dma_channel_config;
typedef dma_channel_config dma_channel_config_t;

#define OCEANHIL_DMA_FIELD(c, lsb, bits, value) \
    ((c)->ctrl = ((c)->ctrl & ~(((1u << (bits)) - 1u) << (lsb))) | ((uint32_t)(value) << (lsb)))

static inline void channel_config_set_enable(dma_channel_config* c, bool enable) { OCEANHIL_DMA_FIELD(c, 0, 1, enable); }
static inline void channel_config_set_high_priority(dma_channel_config* c, bool high) {
    OCEANHIL_DMA_FIELD(c, 1, 1, high);
}
static inline void channel_config_set_transfer_data_size(dma_channel_config* c, enum dma_channel_transfer_size size) {
    OCEANHIL_DMA_FIELD(c, 2, 2, size);
}
static inline void channel_config_set_read_increment(dma_channel_config* c, bool incr) {
    OCEANHIL_DMA_FIELD(c, 4, 1, incr);
}
static inline void channel_config_set_write_increment(dma_channel_config* c, bool incr) {
    OCEANHIL_DMA_FIELD(c, 5, 1, incr);
}
static inline void channel_config_set_ring(dma_channel_config* c, bool write, uint size_bits) {
    OCEANHIL_DMA_FIELD(c, 6, 4, size_bits);
    OCEANHIL_DMA_FIELD(c, 10, 1, write);
}
static inline void channel_config_set_chain_to(dma_channel_config* c, uint chain_to) {
    OCEANHIL_DMA_FIELD(c, 11, 4, chain_to);
}
static inline void channel_config_set_dreq(dma_channel_config* c, uint dreq) { OCEANHIL_DMA_FIELD(c, 15, 6, dreq); }
static inline void channel_config_set_irq_quiet(dma_channel_config* c, bool quiet) {
    OCEANHIL_DMA_FIELD(c, 21, 1, quiet);
}
static inline void channel_config_set_bswap(dma_channel_config* c, bool bswap) { OCEANHIL_DMA_FIELD(c, 22, 1, bswap); }
static inline uint32_t channel_config_get_ctrl_value(const dma_channel_config* config) { return config->ctrl; }
dma_channel_config dma_channel_get_default_config(uint channel);
dma_channel_config dma_get_channel_config(uint channel);

/// A channel that is claimed is a panic.
void dma_channel_claim(uint channel);
void dma_claim_mask(uint32_t channel_mask);
void dma_channel_unclaim(uint channel);
void dma_unclaim_mask(uint32_t channel_mask);
/// -1 if there is none left; a panic if one is required.
int dma_claim_unused_channel(bool required);
bool dma_channel_is_claimed(uint channel);
/// Forgets what it was set to do, and its interrupts.
void dma_channel_cleanup(uint channel);

void dma_channel_set_config(uint channel, const dma_channel_config* config, bool trigger);
void dma_channel_set_read_addr(uint channel, const volatile void* read_addr, bool trigger);
void dma_channel_set_write_addr(uint channel, volatile void* write_addr, bool trigger);
void dma_channel_set_trans_count(uint channel, uint32_t trans_count, bool trigger);
static inline void dma_channel_set_transfer_count(uint channel, uint32_t count, bool trigger) {
    dma_channel_set_trans_count(channel, count, trigger);
}
static inline uint32_t dma_encode_transfer_count(uint transfer_count) { return transfer_count; }
void dma_channel_configure(uint channel, const dma_channel_config* config, volatile void* write_addr,
                           const volatile void* read_addr, uint32_t transfer_count, bool trigger);
void dma_channel_transfer_from_buffer_now(uint channel, const volatile void* read_addr, uint32_t transfer_count);
void dma_channel_transfer_to_buffer_now(uint channel, volatile void* write_addr, uint32_t transfer_count);
void dma_start_channel_mask(uint32_t chan_mask);
static inline void dma_channel_start(uint channel) { dma_start_channel_mask(1u << channel); }
void dma_channel_abort(uint channel);
bool dma_channel_is_busy(uint channel);
void dma_channel_wait_for_finish_blocking(uint channel);

void dma_irqn_set_channel_mask_enabled(uint irq_index, uint32_t channel_mask, bool enabled);
bool dma_irqn_get_channel_status(uint irq_index, uint channel);
void dma_irqn_acknowledge_channel(uint irq_index, uint channel);
static inline void dma_irqn_set_channel_enabled(uint irq_index, uint channel, bool enabled) {
    dma_irqn_set_channel_mask_enabled(irq_index, 1u << channel, enabled);
}
static inline void dma_channel_set_irq0_enabled(uint channel, bool enabled) {
    dma_irqn_set_channel_enabled(0, channel, enabled);
}
static inline void dma_channel_set_irq1_enabled(uint channel, bool enabled) {
    dma_irqn_set_channel_enabled(1, channel, enabled);
}
static inline void dma_set_irq0_channel_mask_enabled(uint32_t mask, bool enabled) {
    dma_irqn_set_channel_mask_enabled(0, mask, enabled);
}
static inline void dma_set_irq1_channel_mask_enabled(uint32_t mask, bool enabled) {
    dma_irqn_set_channel_mask_enabled(1, mask, enabled);
}
static inline bool dma_channel_get_irq0_status(uint channel) { return dma_irqn_get_channel_status(0, channel); }
static inline bool dma_channel_get_irq1_status(uint channel) { return dma_irqn_get_channel_status(1, channel); }
static inline void dma_channel_acknowledge_irq0(uint channel) { dma_irqn_acknowledge_channel(0, channel); }
static inline void dma_channel_acknowledge_irq1(uint channel) { dma_irqn_acknowledge_channel(1, channel); }

void dma_timer_claim(uint timer);
void dma_timer_unclaim(uint timer);
int dma_claim_unused_timer(bool required);
bool dma_timer_is_claimed(uint timer);
/// So many transfers for each so many cycles; none until it is set.
void dma_timer_set_fraction(uint timer, uint16_t numerator, uint16_t denominator);
static inline uint dma_get_timer_dreq(uint timer) { return DREQ_DMA_TIMER0 + timer; }

#ifdef __cplusplus
}
#endif
