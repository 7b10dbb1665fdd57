#include <esp_timer.h>
#include <machine.h>

#include <algorithm>
#include <new>
#include <vector>

namespace machine = oceanhil::machine;

struct esp_timer {
    esp_timer_cb_t callback = nullptr;
    void* argument = nullptr;
    const char* name = nullptr;
    bool skips = false;
    uint64_t period_us = 0;
    uint64_t alarm_us = 0;
    uint32_t number = 0;
};

namespace {

// esp_timer_impl_get_min_period_us
constexpr uint64_t kLeastPeriodUs = 50;

std::vector<esp_timer_handle_t>& esp_timers() {
    static std::vector<esp_timer_handle_t> all;
    return all;
}

/// When the first of those that run rings; INT64_MAX if none does.
int64_t next_alarm_us(bool with_skipping) {
    uint64_t first_us = INT64_MAX;
    for (const esp_timer_handle_t each : esp_timers()) {
        if (each->number != 0 && (with_skipping || !each->skips)) {
            first_us = std::min(first_us, each->alarm_us);
        }
    }
    return static_cast<int64_t>(first_us);
}

void serve_esp_timer(void* context) {
    auto* const timer = static_cast<esp_timer_handle_t>(context);
    if (timer->period_us == 0) {
        timer->number = 0;
    }
    timer->alarm_us += timer->period_us;
    timer->callback(timer->argument);
}

esp_err_t start_timer(esp_timer_handle_t timer, uint64_t delay_us, uint64_t period_us) {
    if (timer->number != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    timer->period_us = period_us;
    timer->alarm_us = machine::micros() + delay_us;
    timer->number = machine::timer_start(delay_us, period_us, serve_esp_timer, timer);
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t esp_timer_create(const esp_timer_create_args_t* create_args, esp_timer_handle_t* out_handle) {
    if (create_args == nullptr || create_args->callback == nullptr || out_handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto* const timer = new (std::nothrow) esp_timer;
    if (timer == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    timer->callback = create_args->callback;
    timer->argument = create_args->arg;
    timer->name = create_args->name;
    timer->skips = create_args->skip_unhandled_events;
    esp_timers().push_back(timer);
    *out_handle = timer;
    return ESP_OK;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t timeout_us) {
    return start_timer(timer, timeout_us, 0);
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer, uint64_t period_us) {
    const uint64_t possible_us = std::max(period_us, kLeastPeriodUs);
    return start_timer(timer, possible_us, possible_us);
}

esp_err_t esp_timer_restart(esp_timer_handle_t timer, uint64_t timeout_us) {
    const bool is_periodic = timer->period_us != 0;
    const esp_err_t stopped = esp_timer_stop(timer);
    return stopped == ESP_OK
               ? (is_periodic ? esp_timer_start_periodic(timer, timeout_us) : start_timer(timer, timeout_us, 0))
               : stopped;
}

esp_err_t esp_timer_stop(esp_timer_handle_t timer) {
    if (timer->number == 0) {
        return ESP_ERR_INVALID_STATE;
    }
    machine::timer_stop(timer->number);
    timer->number = 0;
    return ESP_OK;
}

esp_err_t esp_timer_delete(esp_timer_handle_t timer) {
    if (timer->number != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    auto& all = esp_timers();
    all.erase(std::remove(all.begin(), all.end(), timer), all.end());
    delete timer;
    return ESP_OK;
}

bool esp_timer_is_active(esp_timer_handle_t timer) { return timer->number != 0; }

esp_err_t esp_timer_get_period(esp_timer_handle_t timer, uint64_t* period) {
    if (timer == nullptr || period == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *period = timer->period_us;
    return ESP_OK;
}

esp_err_t esp_timer_get_expiry_time(esp_timer_handle_t timer, uint64_t* expiry) {
    if (timer == nullptr || expiry == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (timer->period_us != 0) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    *expiry = timer->alarm_us;
    return ESP_OK;
}

int64_t esp_timer_get_next_alarm(void) { return next_alarm_us(true); }

int64_t esp_timer_get_next_alarm_for_wake_up(void) { return next_alarm_us(false); }

esp_err_t esp_timer_dump(FILE* stream) {
    for (const esp_timer_handle_t each : esp_timers()) {
        if (each->number != 0) {
            fprintf(stream, "%-20.20s  %12llu  %12llu\n", each->name == nullptr ? "" : each->name,
                    static_cast<unsigned long long>(each->period_us), static_cast<unsigned long long>(each->alarm_us));
        }
    }
    return ESP_OK;
}

int64_t esp_timer_get_time(void) { return static_cast<int64_t>(machine::micros_for_program()); }

}  // extern "C"
