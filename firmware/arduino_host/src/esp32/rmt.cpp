// Facts: cores/esp32/esp32-hal-rmt.c of arduino-esp32 3.x; components/hal/CHIP/include/hal/rmt_ll.h and
// components/soc/CHIP/include/soc/clk_tree_defs.h (the default clock of each chip is APB, 80 MHz) of ESP-IDF 5.5.1.
#include <esp32-hal-rmt.h>
#include <machine.h>
#include <pins_arduino.h>
#include <soc/soc_caps.h>

#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

namespace oceanhil::rmt {

namespace {

constexpr int kPins = 64;
constexpr uint64_t kMillion = 1000000;
constexpr uint64_t kMicrosOfMilli = 1000;
constexpr uint32_t kClock = 80000000;
#if defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
constexpr bool kIsMemoryShared = false;
/// RMT_LL_MAX_IDLE_VALUE, in ticks.
constexpr uint16_t kMostIdle = 32767;
#else
constexpr bool kIsMemoryShared = true;
constexpr uint16_t kMostIdle = 65535;
#endif
constexpr int kBlocks = SOC_RMT_TX_CANDIDATES_PER_GROUP;
// The divider has 8 bits.
constexpr uint32_t kMostDivided = 256;

struct Channel {
    int blocks;
    rmt_ch_dir_t direction;
    uint32_t frequency;
    bool ends_high;
    bool is_looping;
    uint64_t ends_us;
};

Channel channels[kPins] = {};

Channel* channel_of(int pin, rmt_ch_dir_t direction) {
    const bool is_there = pin >= 0 && pin < kPins && owner_of(static_cast<uint8_t>(pin)) == PinOwner::rmt;
    return is_there && channels[pin].direction == direction ? &channels[pin] : nullptr;
}

int blocks_left(rmt_ch_dir_t direction) {
    int left = kBlocks;
    for (const Channel& each : channels) {
        left -= kIsMemoryShared || each.direction == direction ? each.blocks : 0;
    }
    return left;
}

uint64_t duration_us(const Channel& channel, const rmt_data_t* data, size_t symbols) {
    uint64_t ticks = 0;
    for (size_t each = 0; each < symbols; ++each) {
        ticks += data[each].duration0;
        // A train ends where a duration is nothing.
        if (data[each].duration0 == 0 || data[each].duration1 == 0) {
            break;
        }
        ticks += data[each].duration1;
    }
    return ticks * kMillion / channel.frequency;
}

void serve_end(void* context) {
    const auto pin = static_cast<uint8_t>(reinterpret_cast<uintptr_t>(context));
    machine::pin_write(pin, channels[pin].ends_high);
}

}  // namespace

}  // namespace oceanhil::rmt

using oceanhil::rmt::Channel;
using oceanhil::rmt::channel_of;

bool rmtInit(int pin, rmt_ch_dir_t channel_direction, rmt_reserve_memsize_t memsize, uint32_t frequency_Hz) {
    const Channel* const present = channel_of(pin, channel_direction);
    if (present != nullptr && present->frequency == frequency_Hz && present->blocks == static_cast<int>(memsize)) {
        return true;
    }
    if (pin < 0 || pin >= SOC_GPIO_PIN_COUNT || frequency_Hz > oceanhil::rmt::kClock || frequency_Hz < oceanhil::rmt::kClock / oceanhil::rmt::kMostDivided) {
        return false;
    }
    rmtDeinit(pin);
    if (oceanhil::rmt::blocks_left(channel_direction) < static_cast<int>(memsize)) {
        return false;
    }
    const auto number = static_cast<uint8_t>(pin);
    oceanhil::rmt::channels[pin] = {static_cast<int>(memsize), channel_direction, frequency_Hz, false, false, 0};
    oceanhil::set_owner(number, oceanhil::PinOwner::rmt);
    machine::pin_mode(number,
                      channel_direction == RMT_TX_MODE ? machine::PinMode::output : machine::PinMode::input);
    // The core lets other tasks run here.
    machine::wait_us(machine::kMillisecondUs);
    return true;
}

bool rmtSetEOT(int pin, uint8_t EOT_Level) {
    Channel* const channel = channel_of(pin, RMT_TX_MODE);
    if (channel != nullptr) {
        channel->ends_high = EOT_Level != 0;
    }
    return channel != nullptr;
}

bool rmtWriteAsync(int pin, rmt_data_t* data, size_t num_rmt_symbols) {
    Channel* const channel = channel_of(pin, RMT_TX_MODE);
    if (channel == nullptr || data == nullptr || num_rmt_symbols == 0 || !rmtTransmitCompleted(pin)) {
        return false;
    }
    const uint64_t takes_us = oceanhil::rmt::duration_us(*channel, data, num_rmt_symbols);
    channel->is_looping = false;
    channel->ends_us = machine::micros() + takes_us;
    machine::timer_start(takes_us, 0, oceanhil::rmt::serve_end, reinterpret_cast<void*>(static_cast<uintptr_t>(pin)));
    return true;
}

bool rmtWrite(int pin, rmt_data_t* data, size_t num_rmt_symbols, uint32_t timeout_ms) {
    if (!rmtWriteAsync(pin, data, num_rmt_symbols)) {
        return false;
    }
    const uint64_t left_us = oceanhil::rmt::channels[pin].ends_us - machine::micros();
    const bool is_over = timeout_ms == RMT_WAIT_FOR_EVER || left_us <= timeout_ms * oceanhil::rmt::kMicrosOfMilli;
    machine::wait_us(is_over ? left_us : timeout_ms * oceanhil::rmt::kMicrosOfMilli);
    return is_over;
}

bool rmtWriteLooping(int pin, rmt_data_t* data, size_t num_rmt_symbols) {
    Channel* const channel = channel_of(pin, RMT_TX_MODE);
    if (channel == nullptr) {
        return false;
    }
    if (!rmtTransmitCompleted(pin)) {
        return false;
    }
    // Nothing to send ends it.
    channel->is_looping = data != nullptr && num_rmt_symbols > 0;
    return true;
}

bool rmtTransmitCompleted(int pin) {
    const Channel* const channel = channel_of(pin, RMT_TX_MODE);
    // A loop is never under way by this: a train written meanwhile takes its place.
    return channel != nullptr && machine::micros() >= channel->ends_us;
}

bool rmtRead(int pin, rmt_data_t* data, size_t* num_rmt_symbols, uint32_t timeout_ms) {
    if (!rmtReadAsync(pin, data, num_rmt_symbols)) {
        return false;
    }
    do {
        machine::wait_us(timeout_ms * oceanhil::rmt::kMicrosOfMilli);
    } while (timeout_ms == RMT_WAIT_FOR_EVER);
    return false;
}

bool rmtReadAsync(int pin, rmt_data_t* data, size_t* num_rmt_symbols) {
    return channel_of(pin, RMT_RX_MODE) != nullptr && data != nullptr && num_rmt_symbols != nullptr;
}

bool rmtReceiveCompleted(int) { return false; }

bool rmtSetRxMaxThreshold(int pin, uint16_t idle_thres_ticks) {
    return channel_of(pin, RMT_RX_MODE) != nullptr && idle_thres_ticks <= oceanhil::rmt::kMostIdle;
}

bool rmtSetRxMinThreshold(int pin, uint8_t) { return channel_of(pin, RMT_RX_MODE) != nullptr; }

bool rmtSetCarrier(int pin, bool, bool, uint32_t, float) {
    return channel_of(pin, RMT_TX_MODE) != nullptr || channel_of(pin, RMT_RX_MODE) != nullptr;
}

bool rmtDeinit(int pin) {
    if (pin < 0 || pin >= oceanhil::rmt::kPins || oceanhil::owner_of(static_cast<uint8_t>(pin)) != oceanhil::PinOwner::rmt) {
        return false;
    }
    oceanhil::rmt::channels[pin] = {};
    oceanhil::set_owner(static_cast<uint8_t>(pin), oceanhil::PinOwner::nobody);
    return true;
}
