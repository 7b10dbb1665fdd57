/// Software timers of FreeRTOS. What they call must not block, as there.
#ifndef TIMERS_H
#define TIMERS_H

#include <freertos/FreeRTOS.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tmrTimerControl* TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t timer);

TimerHandle_t xTimerCreate(const char* name, TickType_t period, BaseType_t repeats, void* id,
                           TimerCallbackFunction_t callback);
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

#ifdef __cplusplus
}
#endif

#define xTimerStartFromISR(timer, wanted) ((void)(wanted), xTimerStart(timer, 0))
#define xTimerStopFromISR(timer, wanted) ((void)(wanted), xTimerStop(timer, 0))
#define xTimerResetFromISR(timer, wanted) ((void)(wanted), xTimerReset(timer, 0))

#endif
