#include <freertos/timers.h>
#include <machine.h>

#include <new>

namespace machine = oceanhil::machine;

struct tmrTimerControl {
    const char* name = nullptr;
    TickType_t period = 0;
    bool repeats = false;
    void* id = nullptr;
    TimerCallbackFunction_t callback = nullptr;
    uint32_t timer = 0;
};

namespace {

constexpr uint64_t kPeriodUnitUs = portTICK_PERIOD_MS * machine::kMillisecondUs;

void serve_timer(void* context) {
    auto* const timer = static_cast<TimerHandle_t>(context);
    if (!timer->repeats) {
        timer->timer = 0;
    }
    timer->callback(timer);
}

}  // namespace

extern "C" {

TimerHandle_t xTimerCreate(const char* name, TickType_t period, BaseType_t repeats, void* id,
                           TimerCallbackFunction_t callback) {
    auto* const timer = period == 0 ? nullptr : new (std::nothrow) tmrTimerControl;
    if (timer != nullptr) {
        *timer = {name, period, repeats != pdFALSE, id, callback, 0};
    }
    return timer;
}

BaseType_t xTimerStart(TimerHandle_t timer, TickType_t) {
    xTimerStop(timer, 0);
    const uint64_t period_us = timer->period * kPeriodUnitUs;
    timer->timer = machine::timer_start(period_us, timer->repeats ? period_us : 0, serve_timer, timer);
    return pdPASS;
}

BaseType_t xTimerStop(TimerHandle_t timer, TickType_t) {
    machine::timer_stop(timer->timer);
    timer->timer = 0;
    return pdPASS;
}

BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks) { return xTimerStart(timer, ticks); }

BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period, TickType_t ticks) {
    timer->period = period;
    return xTimerStart(timer, ticks);
}

BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t) {
    xTimerStop(timer, 0);
    delete timer;
    return pdPASS;
}

BaseType_t xTimerIsTimerActive(TimerHandle_t timer) { return timer->timer != 0 ? pdTRUE : pdFALSE; }
void* pvTimerGetTimerID(TimerHandle_t timer) { return timer->id; }
void vTimerSetTimerID(TimerHandle_t timer, void* id) { timer->id = id; }
const char* pcTimerGetName(TimerHandle_t timer) { return timer->name; }
TickType_t xTimerGetPeriod(TimerHandle_t timer) { return timer->period; }

}  // extern "C"
