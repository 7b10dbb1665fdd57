#include <machine.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/timers.h>

#include <new>

namespace machine = oceanhil::machine;

struct tmrTimerControl {
    const char* name = nullptr;
    TickType_t period = 0;
    bool repeats = false;
    void* id = nullptr;
    TimerCallbackFunction_t callback = nullptr;
    uint32_t timer = 0;
    bool is_static = false;
    uint64_t due_us = 0;
};

static_assert(sizeof(tmrTimerControl) <= sizeof(StaticTimer_t), "a sketch's memory for a timer has room for it");

namespace {

constexpr uint64_t kPeriodUnitUs = portTICK_PERIOD_MS * machine::kMillisecondUs;

// No board's timers are so far behind: a bench has moved its counter, and what would have come meanwhile is left out.
constexpr uint64_t kLeapUs = 3600 * machine::kSecondUs;

void serve_timer(void* context);

void assert_period(TickType_t period) {
    oceanhil::kernel_asserts(period > 0,
                             {428, "timers.c", "prvInitialiseNewTimer", "( xTimerPeriodInTicks > 0 )"});
}

void assert_timer(TimerHandle_t timer) {
    oceanhil::kernel_asserts(timer != nullptr, {460, "timers.c", "xTimerGenericCommand", "xTimer"});
}

void start_until(TimerHandle_t timer, uint64_t due_us) {
    const uint64_t now_us = machine::micros();
    timer->due_us = due_us;
    timer->timer = machine::timer_start(due_us > now_us ? due_us - now_us : 0, 0, serve_timer, timer);
}

void serve_timer(void* context) {
    auto* const timer = static_cast<TimerHandle_t>(context);
    timer->timer = 0;
    if (timer->repeats) {
        const uint64_t next_us = timer->due_us + timer->period * kPeriodUnitUs;
        const uint64_t now_us = machine::micros();
        const bool has_leapt = now_us > next_us + kLeapUs;
        start_until(timer, has_leapt ? now_us + timer->period * kPeriodUnitUs : next_us);
    }
    timer->callback(timer);
}

/// A function that is to be called once, by whoever is called when time passes.
struct Pended {
    PendedFunction_t function;
    void* first;
    uint32_t second;
};

void serve_pended(void* context) {
    const Pended called = *static_cast<Pended*>(context);
    delete static_cast<Pended*>(context);
    called.function(called.first, called.second);
}

}  // namespace

extern "C" {

TimerHandle_t xTimerCreate(const char* name, TickType_t period, BaseType_t repeats, void* id,
                           TimerCallbackFunction_t callback) {
    assert_period(period);
    auto* const timer = new (std::nothrow) tmrTimerControl;
    if (timer != nullptr) {
        *timer = {name, period, repeats != pdFALSE, id, callback, 0, false, 0};
    }
    return timer;
}

BaseType_t xTimerStart(TimerHandle_t timer, TickType_t) {
    xTimerStop(timer, 0);
    start_until(timer, machine::micros() + timer->period * kPeriodUnitUs);
    return pdPASS;
}

BaseType_t xTimerStop(TimerHandle_t timer, TickType_t) {
    assert_timer(timer);
    machine::timer_stop(timer->timer);
    timer->timer = 0;
    return pdPASS;
}

BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks) { return xTimerStart(timer, ticks); }

BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period, TickType_t ticks) {
    assert_timer(timer);
    timer->period = period;
    return xTimerStart(timer, ticks);
}

BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t) {
    xTimerStop(timer, 0);
    if (!timer->is_static) {
        delete timer;
    }
    return pdPASS;
}

BaseType_t xTimerIsTimerActive(TimerHandle_t timer) {
    machine::look();
    return timer->timer != 0 ? pdTRUE : pdFALSE;
}

void* pvTimerGetTimerID(TimerHandle_t timer) {
    oceanhil::kernel_asserts(timer != nullptr, {1078, "timers.c", "pvTimerGetTimerID", "xTimer"});
    return timer->id;
}

void vTimerSetTimerID(TimerHandle_t timer, void* id) { timer->id = id; }
const char* pcTimerGetName(TimerHandle_t timer) { return timer->name; }
TickType_t xTimerGetPeriod(TimerHandle_t timer) { return timer->period; }

TickType_t xTimerGetExpiryTime(TimerHandle_t timer) { return static_cast<TickType_t>(timer->due_us / kPeriodUnitUs); }
void vTimerSetReloadMode(TimerHandle_t timer, BaseType_t repeats) { timer->repeats = repeats != pdFALSE; }
BaseType_t xTimerGetReloadMode(TimerHandle_t timer) { return timer->repeats ? pdTRUE : pdFALSE; }
UBaseType_t uxTimerGetReloadMode(TimerHandle_t timer) { return timer->repeats ? 1 : 0; }

TimerHandle_t xTimerCreateStatic(const char* name, TickType_t period, BaseType_t repeats, void* id,
                                 TimerCallbackFunction_t callback, StaticTimer_t* memory) {
    oceanhil::kernel_asserts(memory != nullptr, {401, "timers.c", "xTimerCreateStatic", "pxTimerBuffer"});
    assert_period(period);
    return new (memory) tmrTimerControl{name, period, repeats != pdFALSE, id, callback, 0, true, 0};
}

BaseType_t xTimerPendFunctionCall(PendedFunction_t function, void* first, uint32_t second, TickType_t) {
    auto* const pended = new (std::nothrow) Pended{function, first, second};
    if (pended == nullptr) {
        return pdFAIL;
    }
    machine::timer_start(0, 0, serve_pended, pended);
    return pdPASS;
}

BaseType_t xTimerPendFunctionCallFromISR(PendedFunction_t function, void* first, uint32_t second,
                                         BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
    return xTimerPendFunctionCall(function, first, second, 0);
}

}  // extern "C"
