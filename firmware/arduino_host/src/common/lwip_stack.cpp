#include "oceanhil/lwip_stack.h"

#include <lwip/priv/tcpip_priv.h>
#include <machine.h>
#include <network.h>
#include <tasks.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace oceanhil::lwip {

namespace {

// Of CONFIG_LWIP_TCPIP_TASK_PRIORITY and _STACK_SIZE of arduino-esp32; above any loop.
constexpr uint32_t kPriority = 18;
constexpr size_t kStackBytes = 2560;

Worker* workers = nullptr;
machine::Task* task = nullptr;
bool is_roused = false;

void run(void*) {
    for (;;) {
        is_roused = false;
        const uint64_t now_us = machine::micros();
        uint64_t next_us = machine::kForever;
        for (Worker* each = workers; each != nullptr; each = each->next) {
            next_us = std::min(next_us, each->work(now_us));
        }
        if (!is_roused) {
            machine::task_block(next_us == machine::kForever ? machine::kForever : std::max(next_us, now_us + 1) - now_us);
        }
    }
}

void wake(void*) {
    if (task != nullptr) {
        machine::task_wake(task);
    }
}

/// What arrives comes in the middle of a call: the task has its turn when that is over.
void hear(void*) { rouse(); }

}  // namespace

void enlist(Worker& worker) {
    for (Worker* each = workers; each != nullptr; each = each->next) {
        if (each == &worker) {
            return rouse();
        }
    }
    worker.next = workers;
    workers = &worker;
    if (task == nullptr) {
        machine::arrivals_listen(hear, nullptr);
        task = machine::task_start(run, nullptr, kPriority, kStackBytes);
    }
    rouse();
}

void rouse() {
    if (!is_roused) {
        is_roused = true;
        machine::timer_start(0, 0, wake, nullptr);
    }
}

}  // namespace oceanhil::lwip

extern "C" err_t tcpip_api_call(tcpip_api_call_fn fn, struct tcpip_api_call_data* call) { return fn(call); }
