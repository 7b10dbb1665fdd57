// Copies by DMA. Facts: src/rp2_common/hardware_dma of pico-sdk 2; RP2040 Datasheet, "DMA".
#include <Arduino.h>
#include <hardware/adc.h>
#include <hardware/clocks.h>
#include <hardware/dma.h>
#include <machine.h>
#include <tasks.h>
#include <pico/platform.h>
#include <string.h>

#include "adc_block.h"
#include "pio_block.h"
#include "pwm_block.h"
#include "sdk_claims.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kNever = UINT64_MAX;
constexpr uint64_t kLongestPauseUs = 1000;

struct Channel {
    dma_channel_config config = {0};
    const volatile uint8_t* read = nullptr;
    volatile uint8_t* write = nullptr;
    uint32_t count = 0;
    bool is_busy = false;
    uint32_t timer = 0;
    /// Of the transfers under way.
    uint32_t left = 0;
    uint64_t pause_us = 1;
};

struct Pace {
    uint16_t numerator;
    uint16_t denominator;
};

Channel channels[NUM_DMA_CHANNELS];
Pace paces[NUM_DMA_TIMERS];
oceanhil::Claims channel_claims("DMA channel", 0, NUM_DMA_CHANNELS);
oceanhil::Claims timer_claims("DMA timer", 0, NUM_DMA_TIMERS);
uint32_t enabled_irqs[NUM_DMA_IRQS];
uint32_t raised = 0;

uint32_t ctrl_field(const Channel& channel, uint lsb, uint bits) { return channel.config.ctrl >> lsb & ((1U << bits) - 1); }

bool has_bit(const Channel& channel, uint bit) { return ctrl_field(channel, bit, 1) != 0; }

uint number_of(const Channel& channel) { return static_cast<uint>(&channel - channels); }

/// How long its transfers take; kNever of what waits for a part that asks for nothing.
uint64_t duration_us(const Channel& channel) {
    const uint32_t asked_by = ctrl_field(channel, 15, 6);
    const uint64_t clocks_per_us = clock_get_hz(clk_sys) / machine::kSecondUs;
    if (asked_by == DREQ_FORCE) {
        return channel.count / clocks_per_us;
    }
    if (asked_by < DREQ_SPI0_TX || asked_by == DREQ_ADC) {
        return 0;
    }
    if (asked_by >= DREQ_PWM_WRAP0 && asked_by <= DREQ_PWM_WRAP7) {
        return oceanhil::pwm_wraps_us(asked_by - DREQ_PWM_WRAP0, channel.count);
    }
    if (asked_by < DREQ_DMA_TIMER0 || paces[asked_by - DREQ_DMA_TIMER0].numerator == 0) {
        return kNever;
    }
    const Pace& pace = paces[asked_by - DREQ_DMA_TIMER0];
    return uint64_t{channel.count} * pace.denominator / pace.numerator / clocks_per_us;
}

/// One step further, within a ring if there is one for this side.
template <typename Byte>
Byte* advanced(const Channel& channel, Byte* at, uint step, bool is_write) {
    const uint ring_bits = ctrl_field(channel, 6, 4);
    if (ring_bits == 0 || has_bit(channel, 10) != is_write) {
        return at + step;
    }
    const uintptr_t mask = (uintptr_t{1} << ring_bits) - 1;
    const auto address = reinterpret_cast<uintptr_t>(at);
    return reinterpret_cast<Byte*>((address & ~mask) | ((address + step) & mask));
}

/// Into a register goes what is narrower in all of its parts.
uint32_t word_of(const uint8_t* item, uint width) {
    uint32_t word = 0;
    for (uint each = 0; each < sizeof word; ++each) {
        word |= uint32_t{item[each % width]} << (8 * each);
    }
    return word;
}

/// Whether there is a register at the address.
bool read_register(const volatile void* address, uint8_t* read) {
    uint32_t word = 0;
    if (const oceanhil::PioRegister* const pio = oceanhil::pio_register_at(address); pio != nullptr) {
        word = *pio;
    } else if (oceanhil::is_adc_fifo(address)) {
        word = adc_hw->fifo;
    } else {
        return false;
    }
    memcpy(read, &word, sizeof word);
    return true;
}

bool write_register(volatile void* address, uint32_t word) {
    if (oceanhil::PioRegister* const pio = oceanhil::pio_register_at(address); pio != nullptr) {
        *pio = word;
        return true;
    }
    if (oceanhil::PwmRegister* const pwm = oceanhil::pwm_register_at(address); pwm != nullptr) {
        *pwm = word;
        return true;
    }
    return false;
}

void copy_one(Channel& channel) {
    const uint width = 1U << ctrl_field(channel, 2, 2);
    uint8_t read[sizeof(uint32_t)];
    if (!read_register(channel.read, read)) {
        for (uint each = 0; each < width; ++each) {
            read[each] = channel.read[each];
        }
    }
    uint8_t item[sizeof(uint32_t)];
    for (uint each = 0; each < width; ++each) {
        item[has_bit(channel, 22) ? width - 1 - each : each] = read[each];
    }
    if (!write_register(channel.write, word_of(item, width))) {
        for (uint each = 0; each < width; ++each) {
            channel.write[each] = item[each];
        }
    }
    channel.read = has_bit(channel, 4) ? advanced(channel, channel.read, width, false) : channel.read;
    channel.write = has_bit(channel, 5) ? advanced(channel, channel.write, width, true) : channel.write;
}

void raise_for(uint number) {
    raised |= 1U << number;
    for (uint index = 0; index < NUM_DMA_IRQS; ++index) {
        if ((enabled_irqs[index] >> number & 1) != 0) {
            irq_set_pending(DMA_IRQ_NUM(index));
        }
    }
}

bool is_ready(uint32_t asked_by) {
    if (asked_by == DREQ_ADC) {
        return oceanhil::is_adc_ready();
    }
    return asked_by >= DREQ_SPI0_TX || oceanhil::is_pio_ready(asked_by);
}

void trigger_channel(Channel& channel);

void finish_channel(void* context) {
    Channel& channel = *static_cast<Channel*>(context);
    channel.timer = 0;
    const uint32_t asked_by = ctrl_field(channel, 15, 6);
    const uint32_t before = channel.left;
    while (channel.left > 0 && is_ready(asked_by)) {
        copy_one(channel);
        --channel.left;
    }
    if (channel.left > 0) {
        // A state machine that asks for nothing is looked at less and less often.
        channel.pause_us = before == channel.left ? min(channel.pause_us * 2, kLongestPauseUs) : 1;
        if (asked_by == DREQ_ADC && oceanhil::adc_pause_us() != machine::kForever) {
            channel.pause_us = oceanhil::adc_pause_us();
        }
        channel.timer = machine::timer_start(channel.pause_us, 0, finish_channel, &channel);
        return;
    }
    channel.is_busy = false;
    if (!has_bit(channel, 21)) {
        raise_for(number_of(channel));
    }
    const uint next = ctrl_field(channel, 11, 4);
    if (next != number_of(channel) && next < NUM_DMA_CHANNELS) {
        trigger_channel(channels[next]);
    }
}

void trigger_channel(Channel& channel) {
    if (channel.is_busy || !has_bit(channel, 0)) {
        return;
    }
    channel.is_busy = true;
    channel.left = channel.count;
    channel.pause_us = 1;
    const uint64_t wait_us = duration_us(channel);
    if (wait_us != kNever) {
        channel.timer = machine::timer_start(wait_us, 0, finish_channel, &channel);
    }
}

void trigger_if(Channel& channel, bool is_wanted) {
    if (is_wanted) {
        trigger_channel(channel);
    }
}

template <typename Each>
void for_channels(uint32_t mask, Each each) {
    for (uint number = 0; number < NUM_DMA_CHANNELS; ++number) {
        if ((mask >> number & 1) != 0) {
            each(number);
        }
    }
}

}  // namespace

extern "C" {

dma_channel_config dma_channel_get_default_config(uint channel) {
    dma_channel_config made = {0};
    channel_config_set_read_increment(&made, true);
    channel_config_set_dreq(&made, DREQ_FORCE);
    channel_config_set_chain_to(&made, channel);
    channel_config_set_transfer_data_size(&made, DMA_SIZE_32);
    channel_config_set_enable(&made, true);
    return made;
}

dma_channel_config dma_get_channel_config(uint channel) { return channels[channel].config; }

void dma_channel_claim(uint channel) { channel_claims.claim(channel); }
void dma_claim_mask(uint32_t channel_mask) { for_channels(channel_mask, dma_channel_claim); }
void dma_channel_unclaim(uint channel) { channel_claims.give_up(channel); }
void dma_unclaim_mask(uint32_t channel_mask) { for_channels(channel_mask, dma_channel_unclaim); }
int dma_claim_unused_channel(bool required) { return channel_claims.claim_unused(required); }
bool dma_channel_is_claimed(uint channel) { return channel_claims.is_claimed(channel); }

void dma_channel_cleanup(uint channel) {
    dma_channel_abort(channel);
    channels[channel] = {};
    for (uint32_t& enabled : enabled_irqs) {
        enabled &= ~(1U << channel);
    }
    raised &= ~(1U << channel);
}

void dma_channel_set_config(uint channel, const dma_channel_config* config, bool is_wanted) {
    channels[channel].config = *config;
    trigger_if(channels[channel], is_wanted);
}

void dma_channel_set_read_addr(uint channel, const volatile void* read_addr, bool is_wanted) {
    channels[channel].read = static_cast<const volatile uint8_t*>(read_addr);
    trigger_if(channels[channel], is_wanted);
}

void dma_channel_set_write_addr(uint channel, volatile void* write_addr, bool is_wanted) {
    channels[channel].write = static_cast<volatile uint8_t*>(write_addr);
    trigger_if(channels[channel], is_wanted);
}

void dma_channel_set_trans_count(uint channel, uint32_t trans_count, bool is_wanted) {
    channels[channel].count = trans_count;
    trigger_if(channels[channel], is_wanted);
}

void dma_channel_configure(uint channel, const dma_channel_config* config, volatile void* write_addr,
                           const volatile void* read_addr, uint32_t transfer_count, bool is_wanted) {
    dma_channel_set_read_addr(channel, read_addr, false);
    dma_channel_set_write_addr(channel, write_addr, false);
    dma_channel_set_trans_count(channel, transfer_count, false);
    dma_channel_set_config(channel, config, is_wanted);
}

void dma_channel_transfer_from_buffer_now(uint channel, const volatile void* read_addr, uint32_t transfer_count) {
    dma_channel_set_read_addr(channel, read_addr, false);
    dma_channel_set_trans_count(channel, transfer_count, true);
}

void dma_channel_transfer_to_buffer_now(uint channel, volatile void* write_addr, uint32_t transfer_count) {
    dma_channel_set_write_addr(channel, write_addr, false);
    dma_channel_set_trans_count(channel, transfer_count, true);
}

void dma_start_channel_mask(uint32_t chan_mask) {
    for_channels(chan_mask, [](uint number) { trigger_channel(channels[number]); });
}

void dma_channel_abort(uint channel) {
    machine::timer_stop(channels[channel].timer);
    channels[channel].timer = 0;
    channels[channel].is_busy = false;
}

bool dma_channel_is_busy(uint channel) {
    machine::micros();
    return channels[channel].is_busy;
}

void dma_channel_wait_for_finish_blocking(uint channel) {
    while (dma_channel_is_busy(channel)) {
        machine::wait_us(1);
    }
}

void dma_irqn_set_channel_mask_enabled(uint irq_index, uint32_t channel_mask, bool enabled) {
    uint32_t& now = enabled_irqs[irq_index];
    now = enabled ? now | channel_mask : now & ~channel_mask;
    if ((now & raised) != 0) {
        irq_set_pending(DMA_IRQ_NUM(irq_index));
    }
}

bool dma_irqn_get_channel_status(uint irq_index, uint channel) {
    return (raised & enabled_irqs[irq_index] & 1U << channel) != 0;
}

void dma_irqn_acknowledge_channel(uint, uint channel) { raised &= ~(1U << channel); }

void dma_timer_claim(uint timer) { timer_claims.claim(timer); }
void dma_timer_unclaim(uint timer) { timer_claims.give_up(timer); }
int dma_claim_unused_timer(bool required) { return timer_claims.claim_unused(required); }
bool dma_timer_is_claimed(uint timer) { return timer_claims.is_claimed(timer); }

void dma_timer_set_fraction(uint timer, uint16_t numerator, uint16_t denominator) {
    paces[timer] = {numerator, denominator};
}

}  // extern "C"
