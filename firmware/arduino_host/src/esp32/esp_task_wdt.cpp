#include <board_facts.h>
#include <boot.h>
#include <esp_task_wdt.h>
#include <machine.h>
#include <oceanhil/freertos/task_block.h>
#include <string.h>

#include <algorithm>

#include "idle_tasks.h"
#include "oceanhil/format.h"
#include "watchdog_timer.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kWatched = 16;
constexpr size_t kTaskLineBytes = 160;

struct Watched {
    TaskHandle_t task = nullptr;
    uint64_t fed_us = 0;
    /// What it was called, if it has ended and is watched all the same.
    char ended[configMAX_TASK_NAME_LEN] = {};
};

Watched watched[kWatched];
// arduino-esp32 has it panic.
uint64_t timeout_us = machine::facts::kTaskWatchdogS * machine::kSecondUs;
bool panics = true;
bool is_on = true;
/// Whether the timer of the chip behind it counts, which its registers can end.
bool is_counting = true;
uint32_t timer = 0;

Watched* find(TaskHandle_t task) {
    Watched* const found =
        std::find_if(watched, watched + kWatched, [task](const Watched& each) { return each.task == task; });
    return found == watched + kWatched ? nullptr : found;
}

TaskHandle_t or_current(TaskHandle_t task) { return task == nullptr ? xTaskGetCurrentTaskHandle() : task; }

constexpr int kWatchedCore = CONFIG_ARDUINO_RUNNING_CORE;

template <typename... Values>
void say_late(const char* form, Values... values) {
    char text[kTaskLineBytes];
    oceanhil_snprintf(text, sizeof text, form, values...);
    char line[kTaskLineBytes];
    oceanhil_snprintf(line, sizeof line, "E (%lu) task_wdt: %s\r\n",
                      static_cast<unsigned long>(machine::micros() / machine::kMillisecondUs), text);
    machine::console_write(reinterpret_cast<const uint8_t*>(line), strlen(line));
}

const char* name_of(const Watched& each) { return each.ended[0] != '\0' ? each.ended : pcTaskGetName(each.task); }

void complain(const Watched& late) {
    say_late("%s", machine::facts::kTaskWatchdog);
    say_late(machine::facts::kTaskWatchdogTask, name_of(late), kWatchedCore);
    say_late("%s", machine::facts::kTaskWatchdogTasks);
    if (kWatchedCore != 0) {
        say_late(machine::facts::kTaskWatchdogRuns, 0, "IDLE0");
    }
    // An idle task is late because of the one that runs.
    const bool is_another = late.ended[0] != '\0' || oceanhil::is_idle_task(late.task);
    const char* const runs = pcTaskGetName(is_another ? nullptr : late.task);
    say_late(machine::facts::kTaskWatchdogRuns, kWatchedCore, runs);
}

/// The text has both names: whoever is late, and behind a tab who runs in its place (simulator/board/panic_xtensa.py).
[[noreturn]] void crash_by_restless(const char* late, const tskTaskControlBlock* restless) {
    char names[2 * configMAX_TASK_NAME_LEN];
    oceanhil_snprintf(names, sizeof names, "%s\t%s", late, restless->name);
    machine::crash_by(machine::Crash::task_watchdog, restless->task, names);
}

void bite(Watched& late) {
    if (panics) {
        if (oceanhil::is_calm_idle_task(late.task)) {
            crash_by_restless(late.task->name, oceanhil::restless_on_core_0());
        }
        // An idle task is late because of the one that runs.
        if (!oceanhil::is_idle_task(late.task)) {
            const bool is_there = late.ended[0] == '\0';
            machine::crash_by(machine::Crash::task_watchdog, is_there ? late.task->task : nullptr, name_of(late),
                              is_there ? oceanhil::keeper_of_awaited(*late.task) : nullptr);
        }
        machine::crash(machine::Crash::task_watchdog);
    }
    complain(late);
    late.fed_us = machine::micros();
}

void watch();

/// The idle task of the other core is late because of a task there that does not rest.
uint64_t fed_us(const Watched& each) {
    if (!oceanhil::is_calm_idle_task(each.task)) {
        return each.fed_us;
    }
    const TaskHandle_t restless = oceanhil::restless_on_core_0();
    const uint64_t now_us = machine::micros();
    return std::max(each.fed_us, restless == nullptr ? now_us : now_us - machine::task_restless_us(restless->task));
}

void look(void*) {
    timer = 0;
    for (Watched& each : watched) {
        if (each.task != nullptr && machine::micros() >= fed_us(each) + timeout_us) {
            bite(each);
        }
    }
    watch();
}

/// Gives when the first of the watched may be late; 0: none is watched.
uint64_t first_late_us() {
    uint64_t first_us = UINT64_MAX;
    for (const Watched& each : watched) {
        if (each.task != nullptr) {
            first_us = std::min(first_us, fed_us(each) + timeout_us);
        }
    }
    return is_on && is_counting && first_us != UINT64_MAX ? first_us : 0;
}

uint64_t bites_us() { return panics ? first_late_us() : 0; }

/// Looks again when the first of the watched may be late.
void watch() {
    machine::timer_stop(timer);
    timer = 0;
    machine::watch_tasks(bites_us);
    const uint64_t first_us = first_late_us();
    if (first_us != 0) {
        const uint64_t now_us = machine::micros();
        timer = machine::timer_start(first_us > now_us ? first_us - now_us : 0, 0, look, nullptr);
    }
}

/// Makes the idle tasks that are watched those of a mask, a bit for each core.
void watch_idle_cores(uint32_t mask) {
    for (BaseType_t core = 0; core < portNUM_PROCESSORS; ++core) {
        const bool is_wanted = (mask >> core & 1) != 0;
        const TaskHandle_t idle = xTaskGetIdleTaskHandleForCore(core);
        if (is_wanted != (find(idle) != nullptr)) {
            is_wanted ? esp_task_wdt_add(idle) : esp_task_wdt_delete(idle);
        }
    }
}

bool is_idleness_awaited() {
    return std::any_of(watched, watched + kWatched, [](const Watched& each) {
        return oceanhil::is_idle_task(each.task) && !oceanhil::is_calm_idle_task(each.task);
    });
}

}  // namespace

void oceanhil::feed_timer_of_task_watchdog() {
    for (Watched& each : watched) {
        each.fed_us = machine::micros();
    }
    watch();
}

void oceanhil::note_end(const tskTaskControlBlock& block) {
    Watched* const found = find(const_cast<TaskHandle_t>(&block));
    if (found != nullptr) {
        memcpy(found->ended, block.name, sizeof found->ended);
    }
}

void oceanhil::run_timer_of_task_watchdog(bool on) {
    is_counting = on;
    feed_timer_of_task_watchdog();
}

extern "C" {

esp_err_t esp_task_wdt_init(const esp_task_wdt_config_t* config) {
    if (is_on) {
        return ESP_ERR_INVALID_STATE;
    }
    is_on = true;
    return esp_task_wdt_reconfigure(config);
}

esp_err_t esp_task_wdt_reconfigure(const esp_task_wdt_config_t* config) {
    if (!is_on) {
        return ESP_ERR_INVALID_STATE;
    }
    timeout_us = config->timeout_ms * machine::kMillisecondUs;
    panics = config->trigger_panic;
    watch_idle_cores(config->idle_core_mask);
    watch();
    return ESP_OK;
}

esp_err_t oceanhil_task_wdt_init(uint32_t timeout_s, bool panic) {
    is_on = true;
    timeout_us = timeout_s * machine::kSecondUs;
    panics = panic;
    watch();
    return ESP_OK;
}

esp_err_t esp_task_wdt_deinit(void) {
    const bool is_watching = std::any_of(watched, watched + kWatched, [](const Watched& each) {
        return each.task != nullptr && !oceanhil::is_idle_task(each.task);
    });
    if (!is_on || is_watching) {
        return ESP_ERR_INVALID_STATE;
    }
    watch_idle_cores(0);
    is_on = false;
    return ESP_OK;
}

esp_err_t esp_task_wdt_add(TaskHandle_t task) {
    Watched* const free = find(nullptr);
    if (!is_on) {
        return ESP_ERR_INVALID_STATE;
    }
    if (free == nullptr || find(or_current(task)) != nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *free = {or_current(task), machine::micros(), {}};
    oceanhil::watch_idle_tasks(is_idleness_awaited());
    watch();
    return ESP_OK;
}

esp_err_t esp_task_wdt_delete(TaskHandle_t task) {
    Watched* const found = find(or_current(task));
    if (found == nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    *found = {};
    oceanhil::watch_idle_tasks(is_idleness_awaited());
    watch();
    return ESP_OK;
}

esp_err_t esp_task_wdt_reset(void) {
    Watched* const found = find(xTaskGetCurrentTaskHandle());
    if (found == nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    found->fed_us = machine::micros();
    return ESP_OK;
}

esp_err_t esp_task_wdt_status(TaskHandle_t task) {
    return find(or_current(task)) == nullptr ? ESP_ERR_NOT_FOUND : ESP_OK;
}

}  // extern "C"
