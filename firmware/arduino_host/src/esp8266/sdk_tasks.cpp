// Tasks of the SDK. Facts: tools/sdk/include/user_interface.h; LOOP_TASK_PRIORITY of cores/esp8266/core_esp8266_main.cpp.
#include <machine.h>
#include <user_interface.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint8 kLoopPriority = 1;

struct SdkTask {
    os_task_t task = nullptr;
    os_event_t* queue = nullptr;
    uint8 room = 0;
    uint8 first = 0;
    uint8 count = 0;
};

SdkTask sdk_tasks[USER_TASK_PRIO_MAX];

void serve_sdk_task(void* context) {
    SdkTask& served = *static_cast<SdkTask*>(context);
    os_event_t event = served.queue[served.first];
    served.first = static_cast<uint8>((served.first + 1) % served.room);
    --served.count;
    served.task(&event);
}

}  // namespace

extern "C" {

bool system_os_task(os_task_t task, uint8 prio, os_event_t* queue, uint8 qlen) {
    if (prio >= USER_TASK_PRIO_MAX || prio == kLoopPriority || task == nullptr || queue == nullptr || qlen == 0) {
        return false;
    }
    sdk_tasks[prio] = {task, queue, qlen, 0, 0};
    return true;
}

bool system_os_post(uint8 prio, os_signal_t sig, os_param_t par) {
    if (prio >= USER_TASK_PRIO_MAX || sdk_tasks[prio].task == nullptr) {
        return false;
    }
    SdkTask& heard = sdk_tasks[prio];
    if (heard.count == heard.room) {
        return false;
    }
    heard.queue[(heard.first + heard.count++) % heard.room] = {sig, par};
    machine::timer_start(0, 0, serve_sdk_task, &heard);
    return true;
}

}  // extern "C"
