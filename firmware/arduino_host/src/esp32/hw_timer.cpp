#include <esp32-hal-timer.h>
#include <pins_arduino.h>

#include <functional>

#include "machine.h"

namespace machine = oceanhil::machine;

struct timer_struct_t {
    uint32_t frequency = 0;
    // What was counted when it was last set or stopped, and when that was.
    uint64_t counted = 0;
    uint64_t since_us = 0;
    bool is_taken = false;
    bool runs = false;
    uint64_t alarm_value = 0;
    bool autoreload = false;
    uint64_t reloads_left = 0;
    bool has_alarm = false;
    uint32_t machine_timer = 0;
    std::function<void()> function;
};

namespace {

constexpr uint64_t kMicros = 1000000;
constexpr uint64_t kMillis = 1000;
#if defined(CONFIG_IDF_TARGET_ESP32C3)
constexpr unsigned kTimers = 2;
#else
constexpr unsigned kTimers = 4;
#endif
constexpr uint64_t kWithoutEnd = ~uint64_t{0};

hw_timer_t timers[kTimers];

uint64_t count_of(const hw_timer_t& timer) {
    return timer.counted + (timer.runs ? (machine::micros() - timer.since_us) * timer.frequency / kMicros : 0);
}

void set_count(hw_timer_t& timer, uint64_t count) {
    timer.counted = count;
    timer.since_us = machine::micros();
}

void disarm(hw_timer_t& timer) {
    if (timer.machine_timer != 0) {
        machine::timer_stop(timer.machine_timer);
        timer.machine_timer = 0;
    }
}

void serve_alarm(void* context);

/// Of a count that is past already, the alarm comes at once.
void arm(hw_timer_t& timer) {
    disarm(timer);
    if (!timer.has_alarm || !timer.runs) {
        return;
    }
    const uint64_t count = count_of(timer);
    const uint64_t left = timer.alarm_value > count ? timer.alarm_value - count : 0;
    const uint64_t delay_us = (left * kMicros + timer.frequency - 1) / timer.frequency;
    timer.machine_timer = machine::interrupt_start(delay_us, 0, serve_alarm, &timer);
}

void serve_alarm(void* context) {
    auto& timer = *static_cast<hw_timer_t*>(context);
    timer.machine_timer = 0;
    timer.has_alarm = timer.autoreload && timer.reloads_left > 0;
    if (timer.has_alarm) {
        timer.reloads_left -= timer.reloads_left == kWithoutEnd ? 0 : 1;
        set_count(timer, 0);
        arm(timer);
    }
    if (timer.function) {
        timer.function();
    }
}

}  // namespace

extern "C" {

hw_timer_t* timerBegin(uint32_t frequency) {
    for (hw_timer_t& timer : timers) {
        if (!timer.is_taken && frequency != 0) {
            timer = hw_timer_t();
            timer.frequency = frequency;
            timer.is_taken = true;
            timerStart(&timer);
            return &timer;
        }
    }
    return nullptr;
}

void timerEnd(hw_timer_t* timer) {
    disarm(*timer);
    *timer = hw_timer_t();
}

void timerStart(hw_timer_t* timer) {
    if (!timer->runs) {
        set_count(*timer, timer->counted);
        timer->runs = true;
        arm(*timer);
    }
}

void timerStop(hw_timer_t* timer) {
    set_count(*timer, count_of(*timer));
    timer->runs = false;
    disarm(*timer);
}

void timerRestart(hw_timer_t* timer) { timerWrite(timer, 0); }

void timerWrite(hw_timer_t* timer, uint64_t value) {
    set_count(*timer, value);
    arm(*timer);
}

uint64_t timerRead(hw_timer_t* timer) { return count_of(*timer); }

uint64_t timerReadMicros(hw_timer_t* timer) { return count_of(*timer) * kMicros / timer->frequency; }

uint64_t timerReadMillis(hw_timer_t* timer) { return count_of(*timer) * kMillis / timer->frequency; }

double timerReadSeconds(hw_timer_t* timer) { return static_cast<double>(count_of(*timer)) / timer->frequency; }

uint32_t timerGetFrequency(hw_timer_t* timer) { return timer->frequency; }

void timerAttachInterrupt(hw_timer_t* timer, void (*function)(void)) { timer->function = function; }

void timerAttachInterruptArg(hw_timer_t* timer, void (*function)(void*), void* argument) {
    timer->function = [function, argument] { function(argument); };
}

void timerDetachInterrupt(hw_timer_t* timer) { timer->function = nullptr; }

void timerAlarm(hw_timer_t* timer, uint64_t alarm_value, bool autoreload, uint64_t reload_count) {
    timer->alarm_value = alarm_value;
    timer->autoreload = autoreload;
    timer->reloads_left = reload_count == 0 ? kWithoutEnd : reload_count - 1;
    timer->has_alarm = true;
    arm(*timer);
}

}  // extern "C"
