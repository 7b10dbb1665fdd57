/// Software timers of FreeRTOS. What they call must not block, as there.
#ifndef TIMERS_H
#define TIMERS_H

#include <oceanhil/freertos/FreeRTOS.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tmrTimerControl* TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t timer);

TimerHandle_t xTimerCreate(const char* name, TickType_t period, BaseType_t repeats, void* id,
                           TimerCallbackFunction_t callback);
/// In memory of the sketch's own.
TimerHandle_t xTimerCreateStatic(const char* name, TickType_t period, BaseType_t repeats, void* id,
                                 TimerCallbackFunction_t callback, StaticTimer_t* memory);
/// `ticks` has no meaning: commands are done at once.
BaseType_t xTimerStart(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerStop(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period, TickType_t ticks);
BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerIsTimerActive(TimerHandle_t timer);
void* pvTimerGetTimerID(TimerHandle_t timer);
void vTimerSetTimerID(TimerHandle_t timer, void* id);
const char* pcTimerGetName(TimerHandle_t timer);
TickType_t xTimerGetPeriod(TimerHandle_t timer);
/// The tick at which it is due next.
TickType_t xTimerGetExpiryTime(TimerHandle_t timer);
/// Counts from the next time on that it is due or started.
void vTimerSetReloadMode(TimerHandle_t timer, BaseType_t repeats);
BaseType_t xTimerGetReloadMode(TimerHandle_t timer);
UBaseType_t uxTimerGetReloadMode(TimerHandle_t timer);

typedef void (*PendedFunction_t)(void* first, uint32_t second);
/// Calls it as a timer's callback is called, when time passes next.
BaseType_t xTimerPendFunctionCall(PendedFunction_t function, void* first, uint32_t second, TickType_t ticks);
BaseType_t xTimerPendFunctionCallFromISR(PendedFunction_t function, void* first, uint32_t second,
                                         BaseType_t* is_switch_wanted);

#ifdef __cplusplus
}
#endif

#define xTimerStartFromISR(timer, wanted) ((void)(wanted), xTimerStart(timer, 0))
#define xTimerStopFromISR(timer, wanted) ((void)(wanted), xTimerStop(timer, 0))
#define xTimerChangePeriodFromISR(timer, period, wanted) ((void)(wanted), xTimerChangePeriod(timer, period, 0))
#define xTimerHandle TimerHandle_t
#define xTimerResetFromISR(timer, wanted) ((void)(wanted), xTimerReset(timer, 0))

#endif
