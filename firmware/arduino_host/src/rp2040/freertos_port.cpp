// FreeRTOS on the two cores of an RP2040. Facts: cores/rp2040/freertos/freertos-main.cpp of arduino-pico.
#include <FreeRTOS.h>
#include <machine.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/task_block.h>
#include <pico/platform.h>
#include <task.h>
#include <tasks.h>

#include "second_core.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kSketchPriority = configMAX_PRIORITIES / 2;
constexpr uint32_t kSketchStackBytes = 1024 * sizeof(StackType_t);

void take_over(machine::Task* task, const char* name, uint32_t cores) {
    machine::task_set_priority(task, kSketchPriority);
    machine::task_set_affinity(task, cores);
    oceanhil::adopt_task(task, name, kSketchStackBytes);
}

uint32_t affinity_of(UBaseType_t cores) { return static_cast<uint32_t>(cores & 3); }

}  // namespace

void oceanhil::refuse_to_wait_in_interrupt() {}

void oceanhil::begin_kernel() {
    machine::tasks_hold();
    machine::tasks_share_cores(configNUMBER_OF_CORES);
    if (first_core() != nullptr) {
        take_over(first_core(), "CORE0", 1);
    }
    if (second_core() != nullptr) {
        take_over(second_core(), "CORE1", 2);
    }
    machine::tasks_release();
}

void oceanhil::note_end(const tskTaskControlBlock&) {}

/// Its `configASSERT` says nothing of what has failed.
void oceanhil::fail_in_kernel(const KernelAssertion&) { panic("Fatal error"); }

extern "C" {

void vPortEnterCritical(void) { machine::tasks_hold(); }

void vPortExitCritical(void) {
    machine::tasks_release();
    machine::look();
}

uint32_t ulSetInterruptMask(void) {
    machine::tasks_hold();
    return 0;
}

void vClearInterruptMask(uint32_t) { machine::tasks_release(); }

BaseType_t xPortGetCoreID(void) { return static_cast<BaseType_t>(machine::task_core()); }

BaseType_t xTaskCreateAffinitySet(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                  UBaseType_t priority, UBaseType_t cores, TaskHandle_t* handle) {
    machine::tasks_hold();
    TaskHandle_t made = nullptr;
    const BaseType_t done = xTaskCreate(function, name, stack, argument, priority, &made);
    if (done == pdPASS) {
        machine::task_set_affinity(made->task, affinity_of(cores));
        if (handle != nullptr) {
            *handle = made;
        }
    }
    machine::tasks_release();
    return done;
}

TaskHandle_t xTaskCreateStaticAffinitySet(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                          UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory,
                                          UBaseType_t cores) {
    machine::tasks_hold();
    const TaskHandle_t made = xTaskCreateStatic(function, name, stack, argument, priority, stack_memory, memory);
    if (made != nullptr) {
        machine::task_set_affinity(made->task, affinity_of(cores));
    }
    machine::tasks_release();
    return made;
}

void vTaskCoreAffinitySet(TaskHandle_t task, UBaseType_t cores) {
    machine::task_set_affinity((task == nullptr ? oceanhil::present_task() : task)->task, affinity_of(cores));
}

UBaseType_t vTaskCoreAffinityGet(TaskHandle_t task) {
    return machine::task_affinity((task == nullptr ? oceanhil::present_task() : task)->task);
}

void vTaskPreemptionDisable(TaskHandle_t task) {
    if (task == nullptr || task == oceanhil::present_task()) {
        machine::tasks_hold();
    }
}

void vTaskPreemptionEnable(TaskHandle_t task) {
    if (task == nullptr || task == oceanhil::present_task()) {
        machine::tasks_release();
    }
}

}  // extern "C"
