/// Tasks of FreeRTOS, with notifications.
///
/// Differs: `uxTaskGetStackHighWaterMark` counts what this machine's code has used of a stack of its own; idle tasks, the
/// timers' and those of a core's own parts are in no list. Not here: hooks, tags, the scheduler's begin and
/// end; on a Pico W `xTaskAbortDelay`, which its core leaves out (INCLUDE_xTaskAbortDelay).
#ifndef INC_TASK_H
#define INC_TASK_H

#include <oceanhil/freertos/FreeRTOS.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);

typedef enum { eRunning = 0, eReady, eBlocked, eSuspended, eDeleted, eInvalid } eTaskState;
typedef enum {
    eNoAction = 0,
    eSetBits,
    eIncrement,
    eSetValueWithOverwrite,
    eSetValueWithoutOverwrite
} eNotifyAction;

#define taskSCHEDULER_SUSPENDED ((BaseType_t)0)
#define taskSCHEDULER_NOT_STARTED ((BaseType_t)1)
#define taskSCHEDULER_RUNNING ((BaseType_t)2)

/// What is told of a task; run times are microseconds.
typedef struct xTASK_STATUS {
    TaskHandle_t xHandle;
    const char* pcTaskName;
    UBaseType_t xTaskNumber;
    eTaskState eCurrentState;
    UBaseType_t uxCurrentPriority;
    UBaseType_t uxBasePriority;
    configRUN_TIME_COUNTER_TYPE ulRunTimeCounter;
    StackType_t* pxStackBase;
    uint32_t usStackHighWaterMark;
#ifdef configUSE_CORE_AFFINITY
    UBaseType_t uxCoreAffinityMask;
#else
    BaseType_t xCoreID;
#endif
} TaskStatus_t;

typedef struct xTIME_OUT {
    BaseType_t xOverflowCount;
    TickType_t xTimeOnEntering;
} TimeOut_t;

/// The stack is counted as the family does, and comes from the heap.
BaseType_t xTaskCreate(TaskFunction_t function, const char* name, uint32_t stack, void* argument, UBaseType_t priority,
                       TaskHandle_t* handle);
/// In memory of the sketch's own.
TaskHandle_t xTaskCreateStatic(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                               UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory);
#ifdef configUSE_CORE_AFFINITY
BaseType_t xTaskCreateAffinitySet(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                  UBaseType_t priority, UBaseType_t cores, TaskHandle_t* handle);
TaskHandle_t xTaskCreateStaticAffinitySet(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                          UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory,
                                          UBaseType_t cores);
void vTaskCoreAffinitySet(TaskHandle_t task, UBaseType_t cores);
UBaseType_t vTaskCoreAffinityGet(TaskHandle_t task);
/// Of the task that runs alone: until it is enabled again nobody else has a turn.
void vTaskPreemptionDisable(TaskHandle_t task);
void vTaskPreemptionEnable(TaskHandle_t task);
#else
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                   UBaseType_t priority, TaskHandle_t* handle, BaseType_t core);
TaskHandle_t xTaskCreateStaticPinnedToCore(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                           UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory,
                                           BaseType_t core);
/// The core that it was given, as far as it was told one.
BaseType_t xTaskGetCoreID(TaskHandle_t task);
#define xTaskGetAffinity(task) xTaskGetCoreID(task)
/// nullptr of a core that is not there.
TaskHandle_t xTaskGetCurrentTaskHandleForCore(BaseType_t core);
#define xTaskGetCurrentTaskHandleForCPU(core) xTaskGetCurrentTaskHandleForCore(core)
void vTaskSetThreadLocalStoragePointer(TaskHandle_t task, BaseType_t index, void* value);
void* pvTaskGetThreadLocalStoragePointer(TaskHandle_t task, BaseType_t index);
#endif

/// nullptr in these means the task that calls.
void vTaskDelete(TaskHandle_t task);
void vTaskSuspend(TaskHandle_t task);
void vTaskResume(TaskHandle_t task);
BaseType_t xTaskResumeFromISR(TaskHandle_t task);
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
UBaseType_t uxTaskPriorityGetFromISR(TaskHandle_t task);
/// Without what it inherits.
UBaseType_t uxTaskBasePriorityGet(TaskHandle_t task);
void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority);
char* pcTaskGetName(TaskHandle_t task);
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);
uint32_t uxTaskGetStackHighWaterMark2(TaskHandle_t task);
eTaskState eTaskGetState(TaskHandle_t task);
void vTaskGetInfo(TaskHandle_t task, TaskStatus_t* status, BaseType_t wants_stack, eTaskState state);
/// Gives how many it told of, 0 if there is no room for all.
UBaseType_t uxTaskGetSystemState(TaskStatus_t* statuses, UBaseType_t room, configRUN_TIME_COUNTER_TYPE* total);
/// A line for each task: name, state, priority, stack that is left, number.
void vTaskList(char* text);
void vTaskGetRunTimeStats(char* text);
configRUN_TIME_COUNTER_TYPE ulTaskGetRunTimeCounter(TaskHandle_t task);
configRUN_TIME_COUNTER_TYPE ulTaskGetRunTimePercent(TaskHandle_t task);

void vTaskDelay(TickType_t ticks);
/// Gives false if the time had already come.
BaseType_t xTaskDelayUntil(TickType_t* previous_wake, TickType_t increment);
#ifdef ESP32
/// Ends what a task waits for as if its time were over; gives false if it waits for nothing.
BaseType_t xTaskAbortDelay(TaskHandle_t task);
#endif
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);
BaseType_t xTaskGetSchedulerState(void);
void vTaskYield(void);

TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
void vTaskSetTimeOutState(TimeOut_t* state);
/// Gives whether the time is over, and else how much of it is left.
BaseType_t xTaskCheckForTimeOut(TimeOut_t* state, TickType_t* ticks);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
TaskHandle_t xTaskGetHandle(const char* name);
UBaseType_t uxTaskGetNumberOfTasks(void);

// A notification's index is below configTASK_NOTIFICATION_ARRAY_ENTRIES.
BaseType_t xTaskNotifyIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action);
BaseType_t xTaskNotifyAndQueryIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action,
                                      uint32_t* previous);
BaseType_t xTaskNotifyIndexedFromISR(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action,
                                     BaseType_t* is_switch_wanted);
BaseType_t xTaskNotifyAndQueryIndexedFromISR(TaskHandle_t task, UBaseType_t index, uint32_t value,
                                             eNotifyAction action, uint32_t* previous, BaseType_t* is_switch_wanted);
void vTaskNotifyGiveIndexedFromISR(TaskHandle_t task, UBaseType_t index, BaseType_t* is_switch_wanted);
uint32_t ulTaskNotifyTakeIndexed(UBaseType_t index, BaseType_t clears_count, TickType_t ticks);
BaseType_t xTaskNotifyWaitIndexed(UBaseType_t index, uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t* value,
                                  TickType_t ticks);
BaseType_t xTaskNotifyStateClearIndexed(TaskHandle_t task, UBaseType_t index);
/// Gives the value before.
uint32_t ulTaskNotifyValueClearIndexed(TaskHandle_t task, UBaseType_t index, uint32_t bits);

#ifdef __cplusplus
}

// On the chips a number of 32 bits is an unsigned long. Whoever includes this as C means it all the same.
extern "C++" {
static inline UBaseType_t uxTaskGetSystemState(TaskStatus_t* statuses, UBaseType_t room, unsigned long* total) {
    return uxTaskGetSystemState(statuses, room, reinterpret_cast<configRUN_TIME_COUNTER_TYPE*>(total));
}

static inline UBaseType_t uxTaskGetSystemState(TaskStatus_t* statuses, UBaseType_t room, decltype(nullptr)) {
    return uxTaskGetSystemState(statuses, room, static_cast<configRUN_TIME_COUNTER_TYPE*>(nullptr));
}
}
#endif

#define xTaskNotify(task, value, action) xTaskNotifyIndexed(task, 0, value, action)
#define xTaskNotifyAndQuery(task, value, action, previous) xTaskNotifyAndQueryIndexed(task, 0, value, action, previous)
#define xTaskNotifyFromISR(task, value, action, wanted) xTaskNotifyIndexedFromISR(task, 0, value, action, wanted)
#define xTaskNotifyAndQueryFromISR(task, value, action, previous, wanted) \
    xTaskNotifyAndQueryIndexedFromISR(task, 0, value, action, previous, wanted)
#define xTaskNotifyGive(task) xTaskNotifyIndexed(task, 0, 0, eIncrement)
#define xTaskNotifyGiveIndexed(task, index) xTaskNotifyIndexed(task, index, 0, eIncrement)
#define vTaskNotifyGiveFromISR(task, wanted) vTaskNotifyGiveIndexedFromISR(task, 0, wanted)
#define ulTaskNotifyTake(clears_count, ticks) ulTaskNotifyTakeIndexed(0, clears_count, ticks)
#define xTaskNotifyWait(entry, exit, value, ticks) xTaskNotifyWaitIndexed(0, entry, exit, value, ticks)
#define xTaskNotifyStateClear(task) xTaskNotifyStateClearIndexed(task, 0)
#define ulTaskNotifyValueClear(task, bits) ulTaskNotifyValueClearIndexed(task, 0, bits)

#define taskYIELD() vTaskYield()
#define portYIELD() vTaskYield()
#define taskYIELD_FROM_ISR(...) portYIELD_FROM_ISR(__VA_ARGS__)
#define vTaskDelayUntil(previous_wake, increment) ((void)xTaskDelayUntil(previous_wake, increment))
#define pcTaskGetTaskName(task) pcTaskGetName(task)
#define xTaskHandle TaskHandle_t

#endif
