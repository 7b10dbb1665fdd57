// Counters of pulses. Facts: components/esp_driver_pcnt/src/pulse_cnt.c of ESP-IDF 5.5.1.
#include <driver/pulse_cnt.h>
#include <machine.h>
#include <pins_arduino.h>

#include <initializer_list>
#include <new>

#if SOC_PCNT_SUPPORTED

namespace machine = oceanhil::machine;

namespace {

constexpr int kPulseChannels = SOC_PCNT_CHANNELS_PER_UNIT;
constexpr int kPulseUnits = SOC_PCNT_UNITS_PER_GROUP;
// The counters have 16 bits and a sign.
constexpr int kLeastLimit = -32768;
constexpr int kMostLimit = 32767;
constexpr int kFreeWatchPoints = 2;
// 1,023 periods of a clock of 80 MHz.
constexpr uint32_t kMostGlitchNs = 12787;

}  // namespace

struct pcnt_chan_t {
    oceanhil_pulse_unit* unit;
    pcnt_chan_config_t config;
    pcnt_channel_edge_action_t rising;
    pcnt_channel_edge_action_t falling;
    pcnt_channel_level_action_t at_high;
    pcnt_channel_level_action_t at_low;
};

struct oceanhil_pulse_unit {
    pcnt_unit_config_t config;
    pcnt_chan_t* channels[kPulseChannels];
    bool is_enabled;
    bool runs;
    int count;
    int kept;
    int watched[kFreeWatchPoints];
    bool is_watched[kFreeWatchPoints];
    bool watches_zero;
    bool watches_low;
    bool watches_high;
    pcnt_watch_cb_t on_reach;
    void* context;
};

namespace {

oceanhil_pulse_unit* pulse_units[kPulseUnits];

bool is_pulse_pin(int pin) { return pin >= 0 && pin < SOC_GPIO_PIN_COUNT; }

int step_of(const pcnt_chan_t& channel, bool is_rising) {
    const bool rises = is_rising != (channel.config.flags.invert_edge_input != 0);
    const pcnt_channel_edge_action_t action = rises ? channel.rising : channel.falling;
    const int step = action == PCNT_CHANNEL_EDGE_ACTION_HOLD ? 0 : action == PCNT_CHANNEL_EDGE_ACTION_INCREASE ? 1 : -1;
    const int level_pin = channel.config.level_gpio_num;
    const bool is_high = is_pulse_pin(level_pin) ? machine::pin_read(static_cast<uint8_t>(level_pin))
                                                 : channel.config.flags.virt_level_io_level != 0;
    const bool counts_as_high = is_high != (channel.config.flags.invert_level_input != 0);
    const pcnt_channel_level_action_t level = counts_as_high ? channel.at_high : channel.at_low;
    return level == PCNT_CHANNEL_LEVEL_ACTION_HOLD ? 0 : level == PCNT_CHANNEL_LEVEL_ACTION_INVERSE ? -step : step;
}

void tell_of(oceanhil_pulse_unit& unit, bool is_watched, int value, pcnt_unit_zero_cross_mode_t crossing) {
    if (is_watched && unit.on_reach != nullptr) {
        const pcnt_watch_event_data_t event = {value, crossing};
        unit.on_reach(&unit, &event, unit.context);
    }
}

void count_pulse(oceanhil_pulse_unit& unit, int step) {
    unit.count += step;
    const bool is_high = unit.count >= unit.config.high_limit;
    const bool is_low = unit.count <= unit.config.low_limit;
    if (is_high || is_low) {
        const int limit = unit.count;
        unit.kept += unit.config.flags.accum_count != 0 ? limit : 0;
        unit.count = 0;
        tell_of(unit, is_high ? unit.watches_high : unit.watches_low, limit, PCNT_UNIT_ZERO_CROSS_INVALID);
        return;
    }
    for (int each = 0; each < kFreeWatchPoints; ++each) {
        tell_of(unit, unit.is_watched[each] && unit.watched[each] == unit.count, unit.count,
                PCNT_UNIT_ZERO_CROSS_INVALID);
    }
    const auto crossing = step > 0 ? PCNT_UNIT_ZERO_CROSS_NEG_ZERO : PCNT_UNIT_ZERO_CROSS_POS_ZERO;
    tell_of(unit, unit.watches_zero && unit.count == 0, 0, crossing);
}

/// An edge came to a pin: every channel that has it looks at it.
void serve_pulse(void* context) {
    const auto pin = static_cast<int>(reinterpret_cast<intptr_t>(context));
    const bool is_rising = machine::pin_read(static_cast<uint8_t>(pin));
    for (oceanhil_pulse_unit* unit : pulse_units) {
        for (int each = 0; unit != nullptr && unit->runs && each < kPulseChannels; ++each) {
            const pcnt_chan_t* const channel = unit->channels[each];
            const int step = channel != nullptr && channel->config.edge_gpio_num == pin ? step_of(*channel, is_rising) : 0;
            if (step != 0) {
                count_pulse(*unit, step);
            }
        }
    }
}

void follow_pin(int pin, bool is_wanted) {
    if (is_pulse_pin(pin)) {
        machine::pin_interrupt(static_cast<uint8_t>(pin), machine::Edge::change, is_wanted ? serve_pulse : nullptr,
                               reinterpret_cast<void*>(static_cast<intptr_t>(pin)));
    }
}

bool* watch_of(oceanhil_pulse_unit& unit, int point) {
    if (point == 0) {
        return &unit.watches_zero;
    }
    if (point == unit.config.low_limit || point == unit.config.high_limit) {
        return point == unit.config.low_limit ? &unit.watches_low : &unit.watches_high;
    }
    for (int each = 0; each < kFreeWatchPoints; ++each) {
        if (unit.is_watched[each] && unit.watched[each] == point) {
            return &unit.is_watched[each];
        }
    }
    return nullptr;
}

/// Whether a unit is there, and enabled or not as it has to be.
esp_err_t check_unit(pcnt_unit_handle_t unit, bool is_enabled) {
    if (unit == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    return unit->is_enabled == is_enabled ? ESP_OK : ESP_ERR_INVALID_STATE;
}

template <typename Change>
esp_err_t change_unit(pcnt_unit_handle_t unit, bool is_enabled, Change change) {
    const esp_err_t failure = check_unit(unit, is_enabled);
    if (failure == ESP_OK) {
        change(*unit);
    }
    return failure;
}

}  // namespace

extern "C" {

esp_err_t pcnt_new_unit(const pcnt_unit_config_t* config, pcnt_unit_handle_t* ret_unit) {
    const bool is_possible = config != nullptr && ret_unit != nullptr && config->low_limit < 0 &&
                             config->high_limit > 0 && config->low_limit >= kLeastLimit &&
                             config->high_limit <= kMostLimit;
    if (!is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    for (oceanhil_pulse_unit*& place : pulse_units) {
        if (place == nullptr) {
            place = new (std::nothrow) oceanhil_pulse_unit{};
            if (place == nullptr) {
                return ESP_ERR_NO_MEM;
            }
            place->config = *config;
            *ret_unit = place;
            return ESP_OK;
        }
    }
    return ESP_ERR_NOT_FOUND;
}

esp_err_t pcnt_del_unit(pcnt_unit_handle_t unit) {
    const esp_err_t failure = check_unit(unit, false);
    if (failure != ESP_OK) {
        return failure;
    }
    for (const pcnt_chan_t* channel : unit->channels) {
        if (channel != nullptr) {
            return ESP_ERR_INVALID_STATE;
        }
    }
    for (oceanhil_pulse_unit*& place : pulse_units) {
        place = place == unit ? nullptr : place;
    }
    delete unit;
    return ESP_OK;
}

esp_err_t pcnt_unit_set_glitch_filter(pcnt_unit_handle_t unit, const pcnt_glitch_filter_config_t* config) {
    const esp_err_t failure = check_unit(unit, false);
    if (failure == ESP_OK && config != nullptr && config->max_glitch_ns > kMostGlitchNs) {
        return ESP_ERR_INVALID_ARG;
    }
    return failure;
}

esp_err_t pcnt_unit_enable(pcnt_unit_handle_t unit) {
    return change_unit(unit, false, [](oceanhil_pulse_unit& found) { found.is_enabled = true; });
}

esp_err_t pcnt_unit_disable(pcnt_unit_handle_t unit) {
    return change_unit(unit, true, [](oceanhil_pulse_unit& found) { found.is_enabled = false; });
}

esp_err_t pcnt_unit_start(pcnt_unit_handle_t unit) {
    return change_unit(unit, true, [](oceanhil_pulse_unit& found) { found.runs = true; });
}

esp_err_t pcnt_unit_stop(pcnt_unit_handle_t unit) {
    return change_unit(unit, true, [](oceanhil_pulse_unit& found) { found.runs = false; });
}

esp_err_t pcnt_unit_clear_count(pcnt_unit_handle_t unit) {
    if (unit == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    unit->count = unit->kept = 0;
    return ESP_OK;
}

esp_err_t pcnt_unit_get_count(pcnt_unit_handle_t unit, int* value) {
    if (unit == nullptr || value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    machine::micros();
    *value = unit->count + unit->kept;
    return ESP_OK;
}

esp_err_t pcnt_unit_register_event_callbacks(pcnt_unit_handle_t unit, const pcnt_event_callbacks_t* cbs,
                                             void* user_data) {
    if (unit == nullptr || cbs == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (unit->on_reach == nullptr && unit->is_enabled) {
        return ESP_ERR_INVALID_STATE;
    }
    unit->on_reach = cbs->on_reach;
    unit->context = user_data;
    return ESP_OK;
}

esp_err_t pcnt_unit_add_watch_point(pcnt_unit_handle_t unit, int watch_point) {
    if (unit == nullptr || watch_point > unit->config.high_limit || watch_point < unit->config.low_limit) {
        return ESP_ERR_INVALID_ARG;
    }
    if (bool* const found = watch_of(*unit, watch_point)) {
        const bool was_free = !*found;
        *found = true;
        return was_free ? ESP_OK : ESP_ERR_INVALID_STATE;
    }
    for (int each = 0; each < kFreeWatchPoints; ++each) {
        if (!unit->is_watched[each]) {
            unit->is_watched[each] = true;
            unit->watched[each] = watch_point;
            return ESP_OK;
        }
    }
    return ESP_ERR_NOT_FOUND;
}

esp_err_t pcnt_unit_remove_watch_point(pcnt_unit_handle_t unit, int watch_point) {
    if (unit == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    bool* const found = watch_of(*unit, watch_point);
    if (found == nullptr || !*found) {
        return ESP_ERR_INVALID_STATE;
    }
    *found = false;
    return ESP_OK;
}

esp_err_t pcnt_new_channel(pcnt_unit_handle_t unit, const pcnt_chan_config_t* config, pcnt_channel_handle_t* ret_chan) {
    if (unit == nullptr || config == nullptr || ret_chan == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (unit->is_enabled) {
        return ESP_ERR_INVALID_STATE;
    }
    for (pcnt_chan_t*& place : unit->channels) {
        if (place != nullptr) {
            continue;
        }
        place = new (std::nothrow) pcnt_chan_t{};
        if (place == nullptr) {
            return ESP_ERR_NO_MEM;
        }
        place->unit = unit;
        place->config = *config;
        for (const int pin : {config->edge_gpio_num, config->level_gpio_num}) {
            if (is_pulse_pin(pin) && config->flags.io_loop_back == 0) {
                machine::pin_mode(static_cast<uint8_t>(pin), machine::PinMode::input_pullup);
            }
        }
        follow_pin(config->edge_gpio_num, true);
        *ret_chan = place;
        return ESP_OK;
    }
    return ESP_ERR_NOT_FOUND;
}

esp_err_t pcnt_del_channel(pcnt_channel_handle_t chan) {
    if (chan == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    for (pcnt_chan_t*& place : chan->unit->channels) {
        place = place == chan ? nullptr : place;
    }
    bool is_shared = false;
    for (const oceanhil_pulse_unit* unit : pulse_units) {
        for (int each = 0; unit != nullptr && each < kPulseChannels; ++each) {
            const pcnt_chan_t* const other = unit->channels[each];
            is_shared = is_shared || (other != nullptr && other->config.edge_gpio_num == chan->config.edge_gpio_num);
        }
    }
    if (!is_shared) {
        follow_pin(chan->config.edge_gpio_num, false);
    }
    delete chan;
    return ESP_OK;
}

esp_err_t pcnt_channel_set_edge_action(pcnt_channel_handle_t chan, pcnt_channel_edge_action_t pos_act,
                                       pcnt_channel_edge_action_t neg_act) {
    if (chan == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    chan->rising = pos_act;
    chan->falling = neg_act;
    return ESP_OK;
}

esp_err_t pcnt_channel_set_level_action(pcnt_channel_handle_t chan, pcnt_channel_level_action_t high_act,
                                        pcnt_channel_level_action_t low_act) {
    if (chan == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    chan->at_high = high_act;
    chan->at_low = low_act;
    return ESP_OK;
}

}  // extern "C"

#endif
