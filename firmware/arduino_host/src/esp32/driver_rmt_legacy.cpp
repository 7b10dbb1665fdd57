// The RMT by its older driver. Facts: components/driver/deprecated/rmt_legacy.c of ESP-IDF 5.5.1.
#include <driver/rmt.h>
#include <machine.h>
#include <pins_arduino.h>

#include <algorithm>
#include <vector>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kOldRmtClockHz = 80000000;
#if CONFIG_IDF_TARGET_ESP32
constexpr uint32_t kOtherRmtClockHz = 1000000;
constexpr int kFirstReceiver = 0;
constexpr int kSenders = RMT_CHANNEL_MAX;
#else
constexpr uint32_t kOtherRmtClockHz = 40000000;
constexpr int kFirstReceiver = SOC_RMT_TX_CANDIDATES_PER_GROUP;
constexpr int kSenders = SOC_RMT_TX_CANDIDATES_PER_GROUP;
#endif

struct OldRmt {
    bool has_driver = false;
    rmt_mode_t mode = RMT_MODE_TX;
    int pin = -1;
    bool is_inverted = false;
    uint8_t divider = 1;
    uint8_t blocks = 1;
    uint32_t clock_hz = kOldRmtClockHz;
    bool loops = false;
    bool is_idle_shown = false;
    rmt_idle_level_t idle = RMT_IDLE_LEVEL_LOW;
    uint16_t idle_ticks = 0;
    bool is_sending = false;
    uint32_t timer = 0;
    std::vector<rmt_item32_t> memory;
    sample_to_rmt_t translate = nullptr;
    void* context = nullptr;
    /// Where a translator is told to put how many items it made: by that it asks for its context.
    size_t made = 0;
};

OldRmt old_rmt[RMT_CHANNEL_MAX];
rmt_tx_end_callback_t tx_end = {nullptr, nullptr};

bool is_old_channel(int channel, rmt_mode_t mode) {
    return mode == RMT_MODE_TX ? channel >= 0 && channel < kSenders
                               : channel >= kFirstReceiver && channel < RMT_CHANNEL_MAX;
}

template <typename Change>
esp_err_t with_rmt(rmt_channel_t channel, bool is_possible, Change change) {
    if (channel < 0 || channel >= RMT_CHANNEL_MAX || !is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    change(old_rmt[channel]);
    return ESP_OK;
}

void finish_items(void* context) {
    auto& rmt = *static_cast<OldRmt*>(context);
    rmt.timer = 0;
    rmt.is_sending = false;
    if (rmt.is_idle_shown && rmt.pin >= 0) {
        machine::pin_write(static_cast<uint8_t>(rmt.pin), (rmt.idle == RMT_IDLE_LEVEL_HIGH) != rmt.is_inverted);
    }
    if (tx_end.function != nullptr && rmt.has_driver) {
        tx_end.function(static_cast<rmt_channel_t>(&rmt - old_rmt), tx_end.arg);
    }
}

/// One that goes round is under way until it is stopped.
void send_items(OldRmt& rmt, const rmt_item32_t* items, size_t count) {
    uint64_t ticks = 0;
    for (size_t each = 0; each < count; ++each) {
        ticks += uint64_t{items[each].duration0} + items[each].duration1;
        // A level of no time is the end.
        if (items[each].duration0 == 0 || items[each].duration1 == 0) {
            break;
        }
    }
    rmt.is_sending = true;
    if (!rmt.loops) {
        const uint64_t takes_us = ticks * rmt.divider * machine::kSecondUs / rmt.clock_hz;
        rmt.timer = machine::timer_start(takes_us, 0, finish_items, &rmt);
    }
}

bool await_items(const OldRmt& rmt, uint64_t patience_us) {
    const uint64_t since_us = machine::micros();
    while (rmt.is_sending) {
        if (machine::micros() - since_us >= patience_us) {
            return false;
        }
        machine::wait_us(1);
    }
    return true;
}

/// Sends once what is being sent is over.
esp_err_t send_next(OldRmt& rmt, const std::vector<rmt_item32_t>& items, bool waits) {
    await_items(rmt, UINT64_MAX);
    send_items(rmt, items.data(), items.size());
    if (waits && !rmt.loops) {
        await_items(rmt, UINT64_MAX);
    }
    return ESP_OK;
}

void stop_items(OldRmt& rmt) {
    machine::timer_stop(rmt.timer);
    rmt.timer = 0;
    rmt.is_sending = false;
}

esp_err_t set_old_pin(OldRmt& rmt, rmt_mode_t mode, int pin, bool is_inverted) {
    rmt.mode = mode;
    rmt.pin = pin;
    rmt.is_inverted = is_inverted;
    const auto number = static_cast<uint8_t>(pin);
    machine::pin_mode(number, mode == RMT_MODE_TX ? machine::PinMode::output : machine::PinMode::input_pullup);
    if (mode == RMT_MODE_TX) {
        machine::pin_write(number, (rmt.is_idle_shown && rmt.idle == RMT_IDLE_LEVEL_HIGH) != is_inverted);
    }
    return ESP_OK;
}

bool is_old_pin(rmt_mode_t mode, int pin) {
    const uint64_t valid = mode == RMT_MODE_TX ? SOC_GPIO_VALID_OUTPUT_GPIO_MASK : SOC_GPIO_VALID_GPIO_MASK;
    return pin >= 0 && pin < SOC_GPIO_PIN_COUNT && (valid >> pin & 1) != 0;
}

}  // namespace

extern "C" {

esp_err_t rmt_config(const rmt_config_t* rmt_param) {
    const bool is_there = rmt_param != nullptr && is_old_channel(rmt_param->channel, rmt_param->rmt_mode);
    if (!is_there || rmt_param->clk_div == 0 || rmt_param->mem_block_num == 0 ||
        rmt_param->mem_block_num + rmt_param->channel > RMT_CHANNEL_MAX ||
        !is_old_pin(rmt_param->rmt_mode, rmt_param->gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    const bool sends = rmt_param->rmt_mode == RMT_MODE_TX;
    if (sends && rmt_param->tx_config.carrier_en && rmt_param->tx_config.carrier_freq_hz == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    OldRmt& rmt = old_rmt[rmt_param->channel];
    rmt.divider = rmt_param->clk_div;
    rmt.blocks = rmt_param->mem_block_num;
    rmt.clock_hz = kOldRmtClockHz;
    if (sends) {
        rmt.loops = rmt_param->tx_config.loop_en;
        rmt.is_idle_shown = rmt_param->tx_config.idle_output_en;
        rmt.idle = rmt_param->tx_config.idle_level;
    } else {
        rmt.idle_ticks = rmt_param->rx_config.idle_threshold;
    }
    return set_old_pin(rmt, rmt_param->rmt_mode, rmt_param->gpio_num, (rmt_param->flags & RMT_CHANNEL_FLAGS_INVERT_SIG) != 0);
}

esp_err_t rmt_driver_install(rmt_channel_t channel, size_t, int) {
    if (channel < 0 || channel >= RMT_CHANNEL_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    if (old_rmt[channel].has_driver) {
        return ESP_ERR_INVALID_STATE;
    }
    old_rmt[channel].has_driver = true;
    old_rmt[channel].translate = nullptr;
    return ESP_OK;
}

esp_err_t rmt_driver_uninstall(rmt_channel_t channel) {
    return with_rmt(channel, true, [](OldRmt& rmt) {
        if (!rmt.loops) {
            await_items(rmt, UINT64_MAX);
        }
        stop_items(rmt);
        rmt.has_driver = false;
    });
}

esp_err_t rmt_get_channel_status(rmt_channel_status_result_t* channel_status) {
    if (channel_status == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    for (int each = 0; each < RMT_CHANNEL_MAX; ++each) {
        const OldRmt& rmt = old_rmt[each];
        const rmt_channel_status_t status = rmt.is_sending ? RMT_CHANNEL_BUSY : RMT_CHANNEL_IDLE;
        channel_status->status[each] = rmt.has_driver ? status : RMT_CHANNEL_UNINIT;
    }
    return ESP_OK;
}

esp_err_t rmt_write_items(rmt_channel_t channel, const rmt_item32_t* rmt_item, int item_num, bool wait_tx_done) {
    if (!is_old_channel(channel, RMT_MODE_TX) || !old_rmt[channel].has_driver) {
        return is_old_channel(channel, RMT_MODE_TX) ? ESP_FAIL : ESP_ERR_INVALID_ARG;
    }
    if (rmt_item == nullptr || item_num <= 0) {
        return ESP_ERR_INVALID_ARG;
    }
    return send_next(old_rmt[channel], std::vector<rmt_item32_t>(rmt_item, rmt_item + item_num), wait_tx_done);
}

esp_err_t rmt_wait_tx_done(rmt_channel_t channel, TickType_t wait_time) {
    if (!is_old_channel(channel, RMT_MODE_TX) || !old_rmt[channel].has_driver) {
        return is_old_channel(channel, RMT_MODE_TX) ? ESP_FAIL : ESP_ERR_INVALID_ARG;
    }
    const uint64_t patience_us =
        wait_time == portMAX_DELAY ? UINT64_MAX : uint64_t{wait_time} * portTICK_PERIOD_MS * machine::kMillisecondUs;
    return await_items(old_rmt[channel], patience_us) ? ESP_OK : ESP_ERR_TIMEOUT;
}

esp_err_t rmt_translator_init(rmt_channel_t channel, sample_to_rmt_t fn) {
    if (fn == nullptr || !is_old_channel(channel, RMT_MODE_TX)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!old_rmt[channel].has_driver) {
        return ESP_FAIL;
    }
    old_rmt[channel].translate = fn;
    old_rmt[channel].context = nullptr;
    return ESP_OK;
}

esp_err_t rmt_translator_set_context(rmt_channel_t channel, void* context) {
    if (channel < 0 || channel >= RMT_CHANNEL_MAX || !old_rmt[channel].has_driver) {
        return ESP_FAIL;
    }
    old_rmt[channel].context = context;
    return ESP_OK;
}

esp_err_t rmt_translator_get_context(const size_t* item_num, void** context) {
    if (item_num == nullptr || context == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    for (OldRmt& rmt : old_rmt) {
        if (&rmt.made == item_num) {
            *context = rmt.context;
            return ESP_OK;
        }
    }
    return ESP_ERR_INVALID_ARG;
}

esp_err_t rmt_write_sample(rmt_channel_t channel, const uint8_t* src, size_t src_size, bool wait_tx_done) {
    if (!is_old_channel(channel, RMT_MODE_TX)) {
        return ESP_ERR_INVALID_ARG;
    }
    OldRmt& rmt = old_rmt[channel];
    if (!rmt.has_driver || rmt.translate == nullptr) {
        return ESP_FAIL;
    }
    await_items(rmt, UINT64_MAX);
    std::vector<rmt_item32_t> items;
    const size_t room = size_t{rmt.blocks} * RMT_MEM_ITEM_NUM;
    while (src_size > 0) {
        std::vector<rmt_item32_t> part(room);
        size_t taken = 0;
        rmt.made = 0;
        rmt.translate(src, part.data(), src_size, room, &taken, &rmt.made);
        if (taken == 0) {
            break;
        }
        items.insert(items.end(), part.begin(), part.begin() + static_cast<ptrdiff_t>(std::min(rmt.made, room)));
        src += taken;
        src_size -= std::min(taken, src_size);
    }
    return send_next(rmt, items, wait_tx_done);
}

esp_err_t rmt_fill_tx_items(rmt_channel_t channel, const rmt_item32_t* item, uint16_t item_num, uint16_t mem_offset) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_TX) && item != nullptr && item_num > 0;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) {
        rmt.memory.resize(std::max(rmt.memory.size(), size_t{mem_offset} + item_num));
        std::copy(item, item + item_num, rmt.memory.begin() + mem_offset);
    });
}

esp_err_t rmt_tx_start(rmt_channel_t channel, bool) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_TX), [](OldRmt& rmt) {
        stop_items(rmt);
        send_items(rmt, rmt.memory.data(), rmt.memory.size());
    });
}

esp_err_t rmt_tx_stop(rmt_channel_t channel) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_TX), stop_items);
}

rmt_tx_end_callback_t rmt_register_tx_end_callback(rmt_tx_end_fn_t function, void* arg) {
    const rmt_tx_end_callback_t before = tx_end;
    tx_end = {function, arg};
    return before;
}

esp_err_t rmt_set_clk_div(rmt_channel_t channel, uint8_t div_cnt) {
    return with_rmt(channel, true, [=](OldRmt& rmt) { rmt.divider = div_cnt; });
}

esp_err_t rmt_get_clk_div(rmt_channel_t channel, uint8_t* div_cnt) {
    return with_rmt(channel, div_cnt != nullptr, [=](OldRmt& rmt) { *div_cnt = rmt.divider; });
}

esp_err_t rmt_get_counter_clock(rmt_channel_t channel, uint32_t* clock_hz) {
    return with_rmt(channel, clock_hz != nullptr, [=](OldRmt& rmt) { *clock_hz = rmt.clock_hz / rmt.divider; });
}

esp_err_t rmt_set_source_clk(rmt_channel_t channel, rmt_source_clk_t base_clk) {
    return with_rmt(channel, true, [=](OldRmt& rmt) {
        rmt.clock_hz = base_clk == RMT_BASECLK_APB ? kOldRmtClockHz : kOtherRmtClockHz;
    });
}

esp_err_t rmt_set_tx_loop_mode(rmt_channel_t channel, bool loop_en) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_TX), [=](OldRmt& rmt) { rmt.loops = loop_en; });
}

esp_err_t rmt_get_tx_loop_mode(rmt_channel_t channel, bool* loop_en) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_TX) && loop_en != nullptr;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) { *loop_en = rmt.loops; });
}

esp_err_t rmt_set_tx_carrier(rmt_channel_t channel, bool, uint16_t, uint16_t, rmt_carrier_level_t carrier_level) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_TX) && carrier_level < RMT_CARRIER_LEVEL_MAX;
    return with_rmt(channel, is_possible, [](OldRmt&) {});
}

esp_err_t rmt_set_idle_level(rmt_channel_t channel, bool idle_out_en, rmt_idle_level_t level) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_TX) && level < RMT_IDLE_LEVEL_MAX;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) {
        rmt.is_idle_shown = idle_out_en;
        rmt.idle = level;
    });
}

esp_err_t rmt_get_idle_level(rmt_channel_t channel, bool* idle_out_en, rmt_idle_level_t* level) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_TX) && idle_out_en != nullptr && level != nullptr;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) {
        *idle_out_en = rmt.is_idle_shown;
        *level = rmt.idle;
    });
}

esp_err_t rmt_set_mem_block_num(rmt_channel_t channel, uint8_t rmt_mem_num) {
    const bool is_possible = rmt_mem_num > 0 && rmt_mem_num <= RMT_CHANNEL_MAX - channel;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) { rmt.blocks = rmt_mem_num; });
}

esp_err_t rmt_get_mem_block_num(rmt_channel_t channel, uint8_t* rmt_mem_num) {
    return with_rmt(channel, rmt_mem_num != nullptr, [=](OldRmt& rmt) { *rmt_mem_num = rmt.blocks; });
}

esp_err_t rmt_set_gpio(rmt_channel_t channel, rmt_mode_t mode, gpio_num_t gpio_num, bool invert_signal) {
    const bool is_possible = mode < RMT_MODE_MAX && is_old_pin(mode, gpio_num);
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) { set_old_pin(rmt, mode, gpio_num, invert_signal); });
}

esp_err_t rmt_set_rx_idle_thresh(rmt_channel_t channel, uint16_t thresh) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_RX), [=](OldRmt& rmt) { rmt.idle_ticks = thresh; });
}

esp_err_t rmt_get_rx_idle_thresh(rmt_channel_t channel, uint16_t* thresh) {
    const bool is_possible = is_old_channel(channel, RMT_MODE_RX) && thresh != nullptr;
    return with_rmt(channel, is_possible, [=](OldRmt& rmt) { *thresh = rmt.idle_ticks; });
}

esp_err_t rmt_set_rx_filter(rmt_channel_t channel, bool, uint8_t) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_RX), [](OldRmt&) {});
}

esp_err_t rmt_rx_start(rmt_channel_t channel, bool) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_RX), [](OldRmt&) {});
}

esp_err_t rmt_rx_stop(rmt_channel_t channel) {
    return with_rmt(channel, is_old_channel(channel, RMT_MODE_RX), [](OldRmt&) {});
}

}  // extern "C"
