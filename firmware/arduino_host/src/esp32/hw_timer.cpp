// Timers of arduino-esp32 3.x, which are those of ESP-IDF. Facts: cores/esp32/esp32-hal-timer.c of arduino-esp32 3.x.
#include <driver/gptimer.h>
#include <esp32-hal-timer.h>

#include <new>

struct timer_struct_t {
    gptimer_handle_t handle = nullptr;
    void (*function)() = nullptr;
    void (*function_of)(void*) = nullptr;
    void* argument = nullptr;
};

namespace {

constexpr uint64_t kMicros = 1000000;
constexpr uint64_t kMillis = 1000;
#if defined(CONFIG_IDF_TARGET_ESP32)
constexpr gptimer_clock_source_t kClocks[] = {GPTIMER_CLK_SRC_APB};
#else
constexpr gptimer_clock_source_t kClocks[] = {GPTIMER_CLK_SRC_APB, GPTIMER_CLK_SRC_XTAL};
#endif

bool call(gptimer_handle_t, const gptimer_alarm_event_data_t*, void* context) {
    // A copy, for what is called may end the timer.
    const hw_timer_t timer = *static_cast<hw_timer_t*>(context);
    if (timer.function != nullptr) {
        timer.function();
    } else if (timer.function_of != nullptr) {
        timer.function_of(timer.argument);
    }
    return false;
}

/// Begins with the first clock that can be divided so far; nullptr if none can, or all timers are taken.
gptimer_handle_t begin_gptimer(uint32_t frequency) {
    for (const gptimer_clock_source_t clock : kClocks) {
        const gptimer_config_t config = {clock, GPTIMER_COUNT_UP, frequency, 0, {}};
        gptimer_handle_t made = nullptr;
        const esp_err_t error = gptimer_new_timer(&config, &made);
        if (error != ESP_ERR_INVALID_ARG) {
            return made;
        }
    }
    return nullptr;
}

}  // namespace

extern "C" {

hw_timer_t* timerBegin(uint32_t frequency) {
    gptimer_handle_t const handle = begin_gptimer(frequency);
    auto* const timer = handle == nullptr ? nullptr : new (std::nothrow) hw_timer_t;
    if (timer == nullptr) {
        gptimer_del_timer(handle);
        return nullptr;
    }
    timer->handle = handle;
    const gptimer_event_callbacks_t calls = {call};
    gptimer_register_event_callbacks(handle, &calls, timer);
    gptimer_enable(handle);
    gptimer_start(handle);
    return timer;
}

void timerEnd(hw_timer_t* timer) {
    gptimer_stop(timer->handle);
    gptimer_disable(timer->handle);
    gptimer_del_timer(timer->handle);
    delete timer;
}

void timerStart(hw_timer_t* timer) { gptimer_start(timer->handle); }
void timerStop(hw_timer_t* timer) { gptimer_stop(timer->handle); }
void timerRestart(hw_timer_t* timer) { timerWrite(timer, 0); }
void timerWrite(hw_timer_t* timer, uint64_t value) { gptimer_set_raw_count(timer->handle, value); }

uint64_t timerRead(hw_timer_t* timer) {
    uint64_t count = 0;
    gptimer_get_raw_count(timer->handle, &count);
    return count;
}

uint64_t timerReadMicros(hw_timer_t* timer) { return timerRead(timer) * kMicros / timerGetFrequency(timer); }
uint64_t timerReadMillis(hw_timer_t* timer) { return timerRead(timer) * kMillis / timerGetFrequency(timer); }
double timerReadSeconds(hw_timer_t* timer) { return static_cast<double>(timerRead(timer)) / timerGetFrequency(timer); }

uint32_t timerGetFrequency(hw_timer_t* timer) {
    uint32_t frequency = 0;
    gptimer_get_resolution(timer->handle, &frequency);
    return frequency;
}

void timerAttachInterrupt(hw_timer_t* timer, void (*function)(void)) {
    *timer = {timer->handle, function, nullptr, nullptr};
}

void timerAttachInterruptArg(hw_timer_t* timer, void (*function)(void*), void* argument) {
    *timer = {timer->handle, nullptr, function, argument};
}

void timerDetachInterrupt(hw_timer_t* timer) {
    gptimer_set_alarm_action(timer->handle, nullptr);
    *timer = {timer->handle, nullptr, nullptr, nullptr};
}

void timerAlarm(hw_timer_t* timer, uint64_t alarm_value, bool autoreload, uint64_t reload_count) {
    const gptimer_alarm_config_t alarm = {alarm_value, reload_count, {autoreload}};
    gptimer_set_alarm_action(timer->handle, &alarm);
}

}  // extern "C"
