#include <esp_timer.h>
#include <machine.h>

#include <new>

namespace machine = oceanhil::machine;

struct esp_timer {
    esp_timer_cb_t callback = nullptr;
    void* argument = nullptr;
    uint64_t period_us = 0;
    uint32_t number = 0;
};

namespace {

void serve_esp_timer(void* context) {
    auto* const timer = static_cast<esp_timer_handle_t>(context);
    if (timer->period_us == 0) {
        timer->number = 0;
    }
    timer->callback(timer->argument);
}

esp_err_t start_timer(esp_timer_handle_t timer, uint64_t delay_us, uint64_t period_us) {
    if (timer->number != 0) {
        return ESP_ERR_INVALID_STATE;
    }
    timer->period_us = period_us;
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
    *out_handle = timer;
    return ESP_OK;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t timeout_us) {
    return start_timer(timer, timeout_us, 0);
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer, uint64_t period_us) {
    return start_timer(timer, period_us, period_us);
}

esp_err_t esp_timer_restart(esp_timer_handle_t timer, uint64_t timeout_us) {
    const bool is_periodic = timer->period_us != 0;
    const esp_err_t stopped = esp_timer_stop(timer);
    return stopped == ESP_OK ? start_timer(timer, timeout_us, is_periodic ? timeout_us : 0) : stopped;
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
    delete timer;
    return ESP_OK;
}

bool esp_timer_is_active(esp_timer_handle_t timer) { return timer->number != 0; }

int64_t esp_timer_get_time(void) { return static_cast<int64_t>(machine::micros()); }

}  // extern "C"
