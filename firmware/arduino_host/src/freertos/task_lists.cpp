// What FreeRTOS tells of its tasks. Facts: vTaskGetInfo, vTaskListTasks and vTaskGetRunTimeStatistics of its tasks.c.
#include <oceanhil/freertos/task.h>
#include <oceanhil/freertos/task_block.h>
#include <stdlib.h>
#include <string.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kRowBytes = 64;

// Of running, ready, blocked, suspended and deleted.
constexpr char kStates[] = "XRBSD";

/// Calls `tell(row, room, status)` for each task, behind its name in a column of its own.
template <typename Tell>
void tell_tasks(char* text, Tell tell) {
    *text = '\0';
    const UBaseType_t count = uxTaskGetNumberOfTasks();
    auto* const statuses = static_cast<TaskStatus_t*>(malloc(count * sizeof(TaskStatus_t)));
    if (statuses == nullptr) {
        return;
    }
    const UBaseType_t told = uxTaskGetSystemState(statuses, count, nullptr);
    for (UBaseType_t each = 0; each < told; ++each) {
        constexpr int kNameWidth = configMAX_TASK_NAME_LEN - 1;
        text += oceanhil_snprintf(text, kRowBytes, "%-*s", kNameWidth, statuses[each].pcTaskName);
        tell(text, kRowBytes, statuses[each]);
        text += strlen(text);
    }
    free(statuses);
}

}  // namespace

extern "C" {

void vTaskGetInfo(TaskHandle_t task, TaskStatus_t* status, BaseType_t wants_stack, eTaskState state) {
    tskTaskControlBlock* const block = task == nullptr ? oceanhil::present_task() : task;
    *status = {};
    status->xHandle = block;
    status->pcTaskName = block->name;
    status->xTaskNumber = block->number;
    status->eCurrentState = state == eInvalid ? eTaskGetState(block) : state;
    status->uxCurrentPriority = machine::task_priority(block->task);
    status->uxBasePriority = block->own_priority;
    status->ulRunTimeCounter = ulTaskGetRunTimeCounter(block);
    status->pxStackBase = static_cast<StackType_t*>(block->stack);
    status->usStackHighWaterMark = wants_stack == pdFALSE ? 0 : uxTaskGetStackHighWaterMark2(block);
#ifdef configUSE_CORE_AFFINITY
    status->uxCoreAffinityMask = vTaskCoreAffinityGet(block);
#else
    status->xCoreID = block->core;
#endif
}

configRUN_TIME_COUNTER_TYPE ulTaskGetRunTimeCounter(TaskHandle_t task) {
    const tskTaskControlBlock* const block = task == nullptr ? oceanhil::present_task() : task;
    return static_cast<configRUN_TIME_COUNTER_TYPE>(machine::task_busy_us(block->task));
}

configRUN_TIME_COUNTER_TYPE ulTaskGetRunTimePercent(TaskHandle_t task) {
    const auto total = static_cast<configRUN_TIME_COUNTER_TYPE>(machine::micros() / 100);
    return total == 0 ? 0 : ulTaskGetRunTimeCounter(task) / total;
}

void vTaskList(char* text) {
    tell_tasks(text, [](char* row, size_t room, const TaskStatus_t& told) {
        const int length = oceanhil_snprintf(
            row, room, "\t%c\t%u\t%u\t%u", kStates[told.eCurrentState], static_cast<unsigned>(told.uxCurrentPriority),
            static_cast<unsigned>(told.usStackHighWaterMark), static_cast<unsigned>(told.xTaskNumber));
#ifdef configUSE_CORE_AFFINITY
        oceanhil_snprintf(row + length, room, "\t0x%x\r\n", static_cast<unsigned>(told.uxCoreAffinityMask));
#else
        oceanhil_snprintf(row + length, room, "\r\n");
#endif
    });
}

void vTaskGetRunTimeStats(char* text) {
    tell_tasks(text, [](char* row, size_t room, const TaskStatus_t& told) {
        const auto percent = static_cast<unsigned>(ulTaskGetRunTimePercent(told.xHandle));
        const auto counter = static_cast<unsigned>(told.ulRunTimeCounter);
        if (percent > 0) {
            oceanhil_snprintf(row, room, "\t%u\t\t%u%%\r\n", counter, percent);
        } else {
            oceanhil_snprintf(row, room, "\t%u\t\t<1%%\r\n", counter);
        }
    });
}

}  // extern "C"
