// What FreeRTOS of ESP-IDF has more: locks between cores, tasks that are given to a core, memory of a task's own.
#include <boot.h>
#include <freertos/task.h>
#include <machine.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/task_block.h>
#include <tasks.h>

namespace machine = oceanhil::machine;

namespace {

#if portNUM_PROCESSORS == 1
constexpr BaseType_t kSketchCore = 0;
#else
constexpr BaseType_t kSketchCore = 1;
#endif

void give_core(tskTaskControlBlock& block, BaseType_t core) {
    block.core = core;
    if (core != kSketchCore && core == 0) {
        // Its idle task is watched.
        xTaskGetIdleTaskHandleForCore(core);
    }
}

}  // namespace

void oceanhil::begin_kernel() {}

void oceanhil::fail_in_kernel(const KernelAssertion& failed) {
    machine::crash_of_assertion(failed.line, failed.file, failed.function, failed.condition);
}

/// It waits for what cannot come before it ends: arduino-esp32, issue 4834.
void oceanhil::refuse_to_wait_in_interrupt() {
    if (machine::is_interrupted()) {
        machine::crash(machine::Crash::interrupt_watchdog);
    }
}

extern "C" {

void vPortEnterCritical(portMUX_TYPE* mux) {
    ++mux->count;
    machine::interrupts_wait();
    machine::tasks_hold();
}

void vPortExitCritical(portMUX_TYPE* mux) {
    --mux->count;
    machine::interrupts_go_on();
    machine::tasks_release();
    // Behind the last of them comes whatever has waited.
    if (!machine::do_interrupts_wait()) {
        machine::look();
    }
}

bool xPortInIsrContext(void) { return machine::is_serving(); }
BaseType_t xPortGetCoreID(void) { return kSketchCore; }

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                   UBaseType_t priority, TaskHandle_t* handle, BaseType_t core) {
    machine::tasks_hold();
    TaskHandle_t made = nullptr;
    const BaseType_t done = xTaskCreate(function, name, stack, argument, priority, &made);
    if (done == pdPASS) {
        give_core(*made, core);
        if (handle != nullptr) {
            *handle = made;
        }
    }
    machine::tasks_release();
    return done;
}

TaskHandle_t xTaskCreateStaticPinnedToCore(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                                           UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory,
                                           BaseType_t core) {
    machine::tasks_hold();
    const TaskHandle_t made = xTaskCreateStatic(function, name, stack, argument, priority, stack_memory, memory);
    if (made != nullptr) {
        give_core(*made, core);
    }
    machine::tasks_release();
    return made;
}

BaseType_t xTaskGetCoreID(TaskHandle_t task) { return (task == nullptr ? oceanhil::present_task() : task)->core; }

TaskHandle_t xTaskGetCurrentTaskHandleForCore(BaseType_t core) {
    return core == kSketchCore ? oceanhil::present_task() : nullptr;
}

void vTaskSetThreadLocalStoragePointer(TaskHandle_t task, BaseType_t index, void* value) {
    if (index < configNUM_THREAD_LOCAL_STORAGE_POINTERS) {
        (task == nullptr ? oceanhil::present_task() : task)->local = value;
    }
}

void* pvTaskGetThreadLocalStoragePointer(TaskHandle_t task, BaseType_t index) {
    const tskTaskControlBlock* const block = task == nullptr ? oceanhil::present_task() : task;
    return index < configNUM_THREAD_LOCAL_STORAGE_POINTERS ? block->local : nullptr;
}

}  // extern "C"
