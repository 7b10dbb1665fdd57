// The chip's two timers. Facts: cores/esp8266/core_esp8266_timer.cpp.
#include <Arduino.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kTicksMask = 0x7FFFFF;
constexpr uint64_t kTicksOfMicro = 80;
constexpr uint64_t kCyclesOfMicro = F_CPU / 1000000L;

struct ChipTimer {
    timercallback function = nullptr;
    uint32_t number = 0;
};

ChipTimer first;
ChipTimer second;
uint64_t divider_1 = 1;
bool repeats_1 = false;
bool is_enabled_1 = false;

void stop(ChipTimer& timer) {
    machine::timer_stop(timer.number);
    timer.number = 0;
}

void serve_hw_timer(void* context) {
    auto* const timer = static_cast<ChipTimer*>(context);
    if (timer != &first || !repeats_1) {
        timer->number = 0;
    }
    if (timer->function != nullptr) {
        timer->function();
    }
}

void start(ChipTimer& timer, uint64_t us, bool repeats) {
    stop(timer);
    // A timer that never rests would leave no time for anything else.
    const uint64_t delay_us = us == 0 ? 1 : us;
    timer.number = machine::interrupt_start(delay_us, repeats ? delay_us : 0, serve_hw_timer, &timer);
}

}  // namespace

extern "C" {

void timer1_isr_init(void) {}

void timer1_enable(uint8_t divider, uint8_t int_type, uint8_t reload) {
    (void)int_type;
    divider_1 = divider == TIM_DIV256 ? 256 : (divider == TIM_DIV16 ? 16 : 1);
    repeats_1 = reload == TIM_LOOP;
    is_enabled_1 = true;
}

void timer1_disable(void) {
    is_enabled_1 = false;
    stop(first);
}

void timer1_attachInterrupt(timercallback userFunc) { first.function = userFunc; }

void timer1_detachInterrupt(void) {
    timer1_disable();
    first.function = nullptr;
}

void timer1_write(uint32_t ticks) {
    if (is_enabled_1) {
        start(first, (ticks & kTicksMask) * divider_1 / kTicksOfMicro, repeats_1);
    }
}

bool timer1_enabled(void) { return is_enabled_1; }

bool timer1_interrupted(void) { return false; }

void timer0_isr_init(void) {}

void timer0_attachInterrupt(timercallback userFunc) { second.function = userFunc; }

void timer0_detachInterrupt(void) {
    stop(second);
    second.function = nullptr;
}

void timer0_write(uint32_t count) { start(second, (count - esp_get_cycle_count()) / kCyclesOfMicro, false); }

}  // extern "C"
