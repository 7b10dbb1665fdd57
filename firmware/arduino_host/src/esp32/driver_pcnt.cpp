// Counters of pulses by the older driver. Facts: components/driver/deprecated/pcnt_legacy.c of ESP-IDF 5.5.1.
#include <driver/pcnt.h>
#include <esp_ipc.h>
#include <machine.h>
#include <pins_arduino.h>
#include <soc/pcnt_struct.h>

#if SOC_PCNT_SUPPORTED

namespace machine = oceanhil::machine;

pcnt_dev_t PCNT;

namespace {

struct OldChannel {
    int pulse_pin = PCNT_PIN_NOT_USED;
    int level_pin = PCNT_PIN_NOT_USED;
    pcnt_count_mode_t rising = PCNT_COUNT_DIS;
    pcnt_count_mode_t falling = PCNT_COUNT_DIS;
    pcnt_ctrl_mode_t at_high = PCNT_MODE_KEEP;
    pcnt_ctrl_mode_t at_low = PCNT_MODE_KEEP;
};

struct OldCounter {
    OldChannel channels[PCNT_CHANNEL_MAX];
    int16_t count = 0;
    int16_t highest = 0;
    int16_t lowest = 0;
    int16_t thresholds[2] = {0, 0};
    uint32_t events = 0;
    uint32_t status = 0;
    uint16_t filter = 0;
    bool runs = true;
    bool interrupts = true;
    void (*handler)(void*) = nullptr;
    void* argument = nullptr;
};

constexpr uint16_t kMostFilter = 1023;

OldCounter old_counters[PCNT_UNIT_MAX];
bool has_service = false;

bool is_unit(pcnt_unit_t unit) { return unit >= 0 && unit < PCNT_UNIT_MAX; }

bool is_old_pin(int pin) { return pin < SOC_GPIO_PIN_COUNT; }

int old_step(const OldChannel& channel, bool is_rising) {
    const pcnt_count_mode_t mode = is_rising ? channel.rising : channel.falling;
    const int step = mode == PCNT_COUNT_DIS ? 0 : mode == PCNT_COUNT_INC ? 1 : -1;
    const bool is_high = channel.level_pin < 0 || machine::pin_read(static_cast<uint8_t>(channel.level_pin));
    const pcnt_ctrl_mode_t level = is_high ? channel.at_high : channel.at_low;
    return level == PCNT_MODE_DISABLE ? 0 : level == PCNT_MODE_REVERSE ? -step : step;
}

/// What a count is an event of, as bits of the status.
uint32_t events_of(OldCounter& counter) {
    uint32_t came = 0;
    came |= counter.count == counter.thresholds[0] ? PCNT_EVT_THRES_0 : 0;
    came |= counter.count == counter.thresholds[1] ? PCNT_EVT_THRES_1 : 0;
    came |= counter.count == 0 ? PCNT_EVT_ZERO : 0;
    came |= counter.highest != 0 && counter.count == counter.highest ? PCNT_EVT_H_LIM : 0;
    came |= counter.lowest != 0 && counter.count == counter.lowest ? PCNT_EVT_L_LIM : 0;
    return came & counter.events;
}

void take_step(int number, int step) {
    OldCounter& counter = old_counters[number];
    counter.count = static_cast<int16_t>(counter.count + step);
    const uint32_t came = events_of(counter);
    const bool is_limit = (counter.highest != 0 && counter.count >= counter.highest) ||
                          (counter.lowest != 0 && counter.count <= counter.lowest);
    if (is_limit) {
        counter.count = 0;
    }
    if (came == 0) {
        return;
    }
    counter.status = came;
    PCNT.status_unit[number].val = came;
    if (has_service && counter.interrupts && counter.handler != nullptr) {
        // Cleared before the handler, which looks at the unit alone.
        counter.handler(counter.argument);
    }
    PCNT.status_unit[number].val = 0;
}

void serve_old_pulse(void* context) {
    const auto pin = static_cast<int>(reinterpret_cast<intptr_t>(context));
    const bool is_rising = machine::pin_read(static_cast<uint8_t>(pin));
    for (int number = 0; number < PCNT_UNIT_MAX; ++number) {
        for (const OldChannel& channel : old_counters[number].channels) {
            const bool is_counted = old_counters[number].runs && channel.pulse_pin == pin;
            const int step = is_counted ? old_step(channel, is_rising) : 0;
            if (step != 0) {
                take_step(number, step);
            }
        }
    }
}

template <typename Change>
esp_err_t change_counter(pcnt_unit_t unit, bool is_possible, Change change) {
    if (!is_unit(unit) || !is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    change(old_counters[unit]);
    return ESP_OK;
}

int16_t* value_of(OldCounter& counter, pcnt_evt_type_t event) {
    switch (event) {
        case PCNT_EVT_THRES_0:
            return &counter.thresholds[0];
        case PCNT_EVT_THRES_1:
            return &counter.thresholds[1];
        case PCNT_EVT_L_LIM:
            return &counter.lowest;
        case PCNT_EVT_H_LIM:
            return &counter.highest;
        default:
            return nullptr;
    }
}

}  // namespace

extern "C" {

esp_err_t pcnt_set_pin(pcnt_unit_t unit, pcnt_channel_t channel, int pulse_io, int ctrl_io) {
    if (!is_unit(unit) || channel >= PCNT_CHANNEL_MAX || !is_old_pin(pulse_io) || !is_old_pin(ctrl_io)) {
        return ESP_ERR_INVALID_ARG;
    }
    OldChannel& found = old_counters[unit].channels[channel];
    found.pulse_pin = pulse_io;
    found.level_pin = ctrl_io;
    if (pulse_io >= 0) {
        machine::pin_mode(static_cast<uint8_t>(pulse_io), machine::PinMode::input_pullup);
        machine::pin_interrupt(static_cast<uint8_t>(pulse_io), machine::Edge::change, serve_old_pulse,
                               reinterpret_cast<void*>(static_cast<intptr_t>(pulse_io)));
    }
    if (ctrl_io >= 0) {
        machine::pin_mode(static_cast<uint8_t>(ctrl_io), machine::PinMode::input_pullup);
    }
    return ESP_OK;
}

esp_err_t pcnt_set_mode(pcnt_unit_t unit, pcnt_channel_t channel, pcnt_count_mode_t pos_mode, pcnt_count_mode_t neg_mode,
                        pcnt_ctrl_mode_t hctrl_mode, pcnt_ctrl_mode_t lctrl_mode) {
    return change_counter(unit, channel < PCNT_CHANNEL_MAX, [&](OldCounter& counter) {
        OldChannel& found = counter.channels[channel];
        found.rising = pos_mode;
        found.falling = neg_mode;
        found.at_high = hctrl_mode;
        found.at_low = lctrl_mode;
    });
}

esp_err_t pcnt_unit_config(const pcnt_config_t* pcnt_config) {
    const bool is_one_pin = pcnt_config->pulse_gpio_num >= 0 && pcnt_config->pulse_gpio_num == pcnt_config->ctrl_gpio_num;
    if (!is_unit(pcnt_config->unit) || is_one_pin) {
        return ESP_ERR_INVALID_ARG;
    }
    OldCounter& counter = old_counters[pcnt_config->unit];
    counter.highest = pcnt_config->counter_h_lim;
    counter.lowest = pcnt_config->counter_l_lim;
    counter.events &= ~static_cast<uint32_t>(PCNT_EVT_H_LIM | PCNT_EVT_L_LIM | PCNT_EVT_ZERO);
    const esp_err_t failure =
        pcnt_set_mode(pcnt_config->unit, pcnt_config->channel, pcnt_config->pos_mode, pcnt_config->neg_mode,
                      pcnt_config->hctrl_mode, pcnt_config->lctrl_mode);
    return failure != ESP_OK ? failure
                             : pcnt_set_pin(pcnt_config->unit, pcnt_config->channel, pcnt_config->pulse_gpio_num,
                                            pcnt_config->ctrl_gpio_num);
}

esp_err_t pcnt_get_counter_value(pcnt_unit_t pcnt_unit, int16_t* count) {
    machine::micros();
    return change_counter(pcnt_unit, count != nullptr, [count](OldCounter& counter) { *count = counter.count; });
}

esp_err_t pcnt_counter_pause(pcnt_unit_t pcnt_unit) {
    return change_counter(pcnt_unit, true, [](OldCounter& counter) { counter.runs = false; });
}

esp_err_t pcnt_counter_resume(pcnt_unit_t pcnt_unit) {
    return change_counter(pcnt_unit, true, [](OldCounter& counter) { counter.runs = true; });
}

esp_err_t pcnt_counter_clear(pcnt_unit_t pcnt_unit) {
    return change_counter(pcnt_unit, true, [](OldCounter& counter) { counter.count = 0; });
}

esp_err_t pcnt_intr_enable(pcnt_unit_t pcnt_unit) {
    return change_counter(pcnt_unit, true, [](OldCounter& counter) { counter.interrupts = true; });
}

esp_err_t pcnt_intr_disable(pcnt_unit_t pcnt_unit) {
    return change_counter(pcnt_unit, true, [](OldCounter& counter) { counter.interrupts = false; });
}

esp_err_t pcnt_event_enable(pcnt_unit_t unit, pcnt_evt_type_t evt_type) {
    return change_counter(unit, evt_type < PCNT_EVT_MAX, [evt_type](OldCounter& counter) { counter.events |= evt_type; });
}

esp_err_t pcnt_event_disable(pcnt_unit_t unit, pcnt_evt_type_t evt_type) {
    return change_counter(unit, evt_type < PCNT_EVT_MAX, [evt_type](OldCounter& counter) {
        counter.events &= ~static_cast<uint32_t>(evt_type);
    });
}

esp_err_t pcnt_set_event_value(pcnt_unit_t unit, pcnt_evt_type_t evt_type, int16_t value) {
    const bool is_wrong_side = (evt_type == PCNT_EVT_L_LIM && value > 0) || (evt_type == PCNT_EVT_H_LIM && value < 0);
    return change_counter(unit, evt_type < PCNT_EVT_MAX && !is_wrong_side, [evt_type, value](OldCounter& counter) {
        if (int16_t* const found = value_of(counter, evt_type)) {
            *found = value;
        }
    });
}

esp_err_t pcnt_get_event_value(pcnt_unit_t unit, pcnt_evt_type_t evt_type, int16_t* value) {
    return change_counter(unit, evt_type < PCNT_EVT_MAX && value != nullptr, [evt_type, value](OldCounter& counter) {
        if (const int16_t* const found = value_of(counter, evt_type)) {
            *value = *found;
        }
    });
}

esp_err_t pcnt_get_event_status(pcnt_unit_t unit, uint32_t* status) {
    return change_counter(unit, status != nullptr, [status](OldCounter& counter) { *status = counter.status; });
}

esp_err_t pcnt_set_filter_value(pcnt_unit_t unit, uint16_t filter_val) {
    return change_counter(unit, filter_val <= kMostFilter, [filter_val](OldCounter& counter) { counter.filter = filter_val; });
}

esp_err_t pcnt_get_filter_value(pcnt_unit_t unit, uint16_t* filter_val) {
    return change_counter(unit, filter_val != nullptr, [filter_val](OldCounter& counter) { *filter_val = counter.filter; });
}

esp_err_t pcnt_filter_enable(pcnt_unit_t unit) {
    return change_counter(unit, true, [](OldCounter&) {});
}

esp_err_t pcnt_filter_disable(pcnt_unit_t unit) { return pcnt_filter_enable(unit); }

esp_err_t pcnt_isr_service_install(int) {
    if (has_service) {
        return ESP_ERR_INVALID_STATE;
    }
    has_service = true;
    return ESP_OK;
}

void pcnt_isr_service_uninstall(void) {
    for (OldCounter& each : old_counters) {
        each.handler = nullptr;
    }
    has_service = false;
}

esp_err_t pcnt_isr_handler_add(pcnt_unit_t unit, void (*isr_handler)(void*), void* args) {
    if (!has_service) {
        return ESP_ERR_INVALID_STATE;
    }
    return change_counter(unit, true, [isr_handler, args](OldCounter& counter) {
        counter.handler = isr_handler;
        counter.argument = args;
        counter.interrupts = true;
    });
}

esp_err_t pcnt_isr_handler_remove(pcnt_unit_t unit) {
    if (!has_service) {
        return ESP_ERR_INVALID_STATE;
    }
    return change_counter(unit, true, [](OldCounter& counter) {
        counter.handler = nullptr;
        counter.interrupts = false;
    });
}

}  // extern "C"

#endif

extern "C" {

esp_err_t esp_ipc_call(uint32_t cpu_id, esp_ipc_func_t func, void* arg) { return esp_ipc_call_blocking(cpu_id, func, arg); }

esp_err_t esp_ipc_call_blocking(uint32_t cpu_id, esp_ipc_func_t func, void* arg) {
#if SOC_CPU_CORES_NUM > 1
    constexpr uint32_t kCores = SOC_CPU_CORES_NUM;
#else
    constexpr uint32_t kCores = 1;
#endif
    if (cpu_id >= kCores || func == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    func(arg);
    return ESP_OK;
}

}  // extern "C"
