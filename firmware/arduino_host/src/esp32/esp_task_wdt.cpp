#include <board_facts.h>
#include <boot.h>
#include <esp_task_wdt.h>
#include <machine.h>
#include <string.h>

#include <algorithm>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kWatched = 16;
constexpr size_t kTaskLineBytes = 160;

struct Watched {
    TaskHandle_t task = nullptr;
    uint64_t fed_us = 0;
};

Watched watched[kWatched];
// arduino-esp32 has it panic.
uint64_t timeout_us = machine::facts::kTaskWatchdogS * machine::kSecondUs;
bool panics = true;
bool is_on = true;
uint32_t timer = 0;

Watched* find(TaskHandle_t task) {
    Watched* const found =
        std::find_if(watched, watched + kWatched, [task](const Watched& each) { return each.task == task; });
    return found == watched + kWatched ? nullptr : found;
}

TaskHandle_t or_current(TaskHandle_t task) { return task == nullptr ? xTaskGetCurrentTaskHandle() : task; }

#if CONFIG_IDF_TARGET_ESP32C3
constexpr int kWatchedCore = 0;
#else
constexpr int kWatchedCore = 1;
#endif

template <typename... Values>
void say_late(const char* form, Values... values) {
    char text[kTaskLineBytes];
    oceanhil_snprintf(text, sizeof text, form, values...);
    char line[kTaskLineBytes];
    oceanhil_snprintf(line, sizeof line, "E (%lu) task_wdt: %s\r\n",
                      static_cast<unsigned long>(machine::micros() / machine::kMillisecondUs), text);
    machine::console_write(reinterpret_cast<const uint8_t*>(line), strlen(line));
}

void complain(TaskHandle_t task) {
    say_late("%s", machine::facts::kTaskWatchdog);
    say_late(machine::facts::kTaskWatchdogTask, pcTaskGetName(task), kWatchedCore);
    say_late("%s", machine::facts::kTaskWatchdogTasks);
    if (kWatchedCore != 0) {
        say_late(machine::facts::kTaskWatchdogRuns, 0, "IDLE0");
    }
    say_late(machine::facts::kTaskWatchdogRuns, kWatchedCore, pcTaskGetName(task));
}

void bite(Watched& late) {
    if (panics) {
        machine::crash(machine::Crash::task_watchdog);
    }
    complain(late.task);
    late.fed_us = machine::micros();
}

void watch();

void look(void*) {
    timer = 0;
    for (Watched& each : watched) {
        if (each.task != nullptr && machine::micros() >= each.fed_us + timeout_us) {
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
            first_us = std::min(first_us, each.fed_us + timeout_us);
        }
    }
    return is_on && first_us != UINT64_MAX ? first_us : 0;
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

}  // namespace

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
    watch();
    return ESP_OK;
}

esp_err_t esp_task_wdt_deinit(void) {
    const bool is_watching =
        std::any_of(watched, watched + kWatched, [](const Watched& each) { return each.task != nullptr; });
    if (!is_on || is_watching) {
        return ESP_ERR_INVALID_STATE;
    }
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
    *free = {or_current(task), machine::micros()};
    watch();
    return ESP_OK;
}

esp_err_t esp_task_wdt_delete(TaskHandle_t task) {
    Watched* const found = find(or_current(task));
    if (found == nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    *found = {};
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
