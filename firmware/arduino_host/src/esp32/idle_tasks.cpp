// Idle tasks, their hooks and those of ticks. Facts: components/esp_system/freertos_hooks.c of ESP-IDF 5.5.1.
#include "idle_tasks.h"

#include <esp_freertos_hooks.h>
#include <esp_task_wdt.h>
#include <machine.h>
#include <oceanhil/freertos/task_block.h>
#include <string.h>
#include <tasks.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kHooks = 8;
constexpr size_t kIdleStackBytes = 1536;
constexpr uint64_t kHookedUs = machine::kMillisecondUs;
// A watchdog waits for a second at least.
constexpr uint64_t kWatchedUs = 100 * machine::kMillisecondUs;

template <typename Hook>
struct Hooks {
    Hook all[kHooks] = {};

    bool add(Hook hook) {
        Hook* const free = std::find(all, all + kHooks, nullptr);
        if (free == all + kHooks) {
            return false;
        }
        *free = hook;
        return true;
    }
    void remove(Hook hook) { std::replace(all, all + kHooks, hook, Hook{nullptr}); }
    bool is_empty() const {
        return std::all_of(all, all + kHooks, [](Hook each) { return each == nullptr; });
    }
    void call() const {
        for (const Hook each : all) {
            if (each != nullptr) {
                each();
            }
        }
    }
};

struct IdleTask {
    tskTaskControlBlock block;
    Hooks<esp_freertos_idle_cb_t> hooks;
};

IdleTask idle_tasks[portNUM_PROCESSORS];
Hooks<esp_freertos_tick_cb_t> tick_hooks[portNUM_PROCESSORS];
uint32_t tick_timer = 0;
bool is_idleness_watched = false;

uint64_t next_turn_us(const IdleTask& idle) {
    if (!idle.hooks.is_empty()) {
        return kHookedUs;
    }
    return is_idleness_watched ? kWatchedUs : machine::kForever;
}

void run_idle(void* context) {
    const IdleTask& idle = *static_cast<const IdleTask*>(context);
    while (true) {
        esp_task_wdt_reset();
        idle.hooks.call();
        machine::task_block(next_turn_us(idle));
    }
}

IdleTask& idle_task(UBaseType_t core) {
    IdleTask& idle = idle_tasks[core];
    if (idle.block.task != nullptr) {
        return idle;
    }
    oceanhil::present_task();
    const char digit = portNUM_PROCESSORS == 1 ? '\0' : static_cast<char>('0' + core);
    const char name[] = {'I', 'D', 'L', 'E', digit, '\0'};
    memcpy(idle.block.name, name, sizeof name);
    idle.block.core = static_cast<BaseType_t>(core);
    idle.block.stack_bytes = kIdleStackBytes;
    idle.block.is_static = true;
    machine::tasks_hold();
    idle.block.task = machine::task_start(run_idle, &idle, tskIDLE_PRIORITY, kIdleStackBytes);
    machine::task_set_name(idle.block.task, idle.block.name);
    machine::task_set_owner(idle.block.task, &idle.block);
    machine::tasks_release();
    if (oceanhil::is_calm_idle_task(&idle.block)) {
        // From the beginning, at which nobody could look.
        esp_task_wdt_add(&idle.block);
    }
    return idle;
}

void wake_idle_tasks() {
    for (const IdleTask& each : idle_tasks) {
        if (each.block.task != nullptr) {
            machine::task_wake(each.block.task);
        }
    }
}

void tick(void*) {
    for (const auto& each : tick_hooks) {
        each.call();
    }
}

void follow_tick_hooks() {
    const bool is_quiet =
        std::all_of(tick_hooks, tick_hooks + portNUM_PROCESSORS, [](const auto& each) { return each.is_empty(); });
    if (is_quiet) {
        machine::timer_stop(tick_timer);
        tick_timer = 0;
    } else if (tick_timer == 0) {
        tick_timer = machine::timer_start(kHookedUs, kHookedUs, tick, nullptr);
    }
}

}  // namespace

bool oceanhil::is_calm_idle_task(TaskHandle_t task) {
    return portNUM_PROCESSORS > 1 && task == &idle_tasks[0].block;
}

TaskHandle_t oceanhil::restless_on_core_0() {
    const tskTaskControlBlock* found = nullptr;
    for (const tskTaskControlBlock* each = first_block(); each != nullptr; each = each->next) {
        const bool is_there = portNUM_PROCESSORS > 1 && each->core == 0;
        const bool is_urgent = machine::task_priority(each->task) > tskIDLE_PRIORITY;
        if (!is_there || !is_urgent || machine::task_is_blocked(each->task)) {
            continue;
        }
        const uint64_t restless_us = machine::task_restless_us(each->task);
        found = found == nullptr || restless_us > machine::task_restless_us(found->task) ? each : found;
    }
    return const_cast<TaskHandle_t>(found);
}

bool oceanhil::is_idle_task(TaskHandle_t task) {
    return std::any_of(idle_tasks, idle_tasks + portNUM_PROCESSORS,
                       [task](const IdleTask& each) { return task == &each.block; });
}

void oceanhil::watch_idle_tasks(bool on) {
    is_idleness_watched = on;
    wake_idle_tasks();
}

extern "C" {

TaskHandle_t xTaskGetIdleTaskHandleForCore(BaseType_t core) {
    return core < 0 || core >= portNUM_PROCESSORS ? nullptr : &idle_task(static_cast<UBaseType_t>(core)).block;
}

TaskHandle_t xTaskGetIdleTaskHandle(void) { return xTaskGetIdleTaskHandleForCore(xPortGetCoreID()); }

esp_err_t esp_register_freertos_idle_hook_for_cpu(esp_freertos_idle_cb_t new_idle_cb, UBaseType_t cpuid) {
    if (cpuid >= portNUM_PROCESSORS) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool has_room = idle_task(cpuid).hooks.add(new_idle_cb);
    wake_idle_tasks();
    return has_room ? ESP_OK : ESP_ERR_NO_MEM;
}

esp_err_t esp_register_freertos_idle_hook(esp_freertos_idle_cb_t new_idle_cb) {
    return esp_register_freertos_idle_hook_for_cpu(new_idle_cb, static_cast<UBaseType_t>(xPortGetCoreID()));
}

esp_err_t esp_register_freertos_tick_hook_for_cpu(esp_freertos_tick_cb_t new_tick_cb, UBaseType_t cpuid) {
    if (cpuid >= portNUM_PROCESSORS) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool has_room = tick_hooks[cpuid].add(new_tick_cb);
    follow_tick_hooks();
    return has_room ? ESP_OK : ESP_ERR_NO_MEM;
}

esp_err_t esp_register_freertos_tick_hook(esp_freertos_tick_cb_t new_tick_cb) {
    return esp_register_freertos_tick_hook_for_cpu(new_tick_cb, static_cast<UBaseType_t>(xPortGetCoreID()));
}

void esp_deregister_freertos_idle_hook_for_cpu(esp_freertos_idle_cb_t old_idle_cb, UBaseType_t cpuid) {
    if (cpuid < portNUM_PROCESSORS) {
        idle_tasks[cpuid].hooks.remove(old_idle_cb);
    }
}

void esp_deregister_freertos_idle_hook(esp_freertos_idle_cb_t old_idle_cb) {
    for (IdleTask& each : idle_tasks) {
        each.hooks.remove(old_idle_cb);
    }
}

void esp_deregister_freertos_tick_hook_for_cpu(esp_freertos_tick_cb_t old_tick_cb, UBaseType_t cpuid) {
    if (cpuid < portNUM_PROCESSORS) {
        tick_hooks[cpuid].remove(old_tick_cb);
        follow_tick_hooks();
    }
}

void esp_deregister_freertos_tick_hook(esp_freertos_tick_cb_t old_tick_cb) {
    for (UBaseType_t core = 0; core < portNUM_PROCESSORS; ++core) {
        esp_deregister_freertos_tick_hook_for_cpu(old_tick_cb, core);
    }
}

}  // extern "C"
