// Trains of pulses by ESP-IDF's names. Facts: components/esp_driver_rmt/src (rmt_tx.c, rmt_rx.c, rmt_encoder.c, rmt_common.c)
// of ESP-IDF 5.5.1.
#include <driver/rmt_rx.h>
#include <driver/rmt_tx.h>
#include <machine.h>
#include <pins_arduino.h>
#include <soc/soc_caps.h>
#include <stdlib.h>

#include <deque>
#include <new>
#include <vector>

namespace machine = oceanhil::machine;

namespace {

/// What an encoder made of a payload.
struct Train {
    uint64_t ticks = 0;
    size_t symbols = 0;
    int loops = 0;
    bool ends_high = false;
};

}  // namespace

struct oceanhil_rmt_channel {
    bool sends = true;
    uint8_t pin = 0;
    bool is_inverted = false;
    uint32_t hertz = 0;
    size_t depth = 0;
    bool is_enabled = false;
    bool is_receiving = false;
    std::deque<Train> trains;
    /// What is being encoded.
    Train made;
    uint32_t timer = 0;
    rmt_tx_done_callback_t on_done = nullptr;
    void* context = nullptr;
};

namespace {

constexpr uint32_t kRmtClockHz = 80000000;
constexpr uint32_t kMostRmtDivided = 256;
constexpr size_t kUsualChunk = 64;
constexpr uint32_t kBitsOfByte = 8;
#if CONFIG_IDF_TARGET_ESP32
constexpr bool kAreChannelsBoth = true;
#else
constexpr bool kAreChannelsBoth = false;
#endif

int channels_taken[2];

void note_symbols(oceanhil_rmt_channel& channel, const rmt_symbol_word_t* symbols, size_t count) {
    for (size_t each = 0; each < count; ++each) {
        channel.made.ticks += uint64_t{symbols[each].duration0} + symbols[each].duration1;
    }
    channel.made.symbols += count;
}

void finish_train(void* context);

void begin_train(oceanhil_rmt_channel& channel) {
    const bool is_ready = channel.is_enabled && channel.timer == 0 && !channel.trains.empty();
    // One without an end is under way until the channel is disabled.
    if (!is_ready || channel.trains.front().loops < 0) {
        return;
    }
    const Train& train = channel.trains.front();
    const uint64_t rounds = train.loops > 0 ? static_cast<uint64_t>(train.loops) : 1;
    const uint64_t takes_us = train.ticks * rounds * machine::kSecondUs / channel.hertz;
    channel.timer = machine::timer_start(takes_us, 0, finish_train, &channel);
}

void finish_train(void* context) {
    auto& channel = *static_cast<oceanhil_rmt_channel*>(context);
    const Train train = channel.trains.front();
    channel.trains.pop_front();
    channel.timer = 0;
    machine::pin_write(channel.pin, train.ends_high != channel.is_inverted);
    begin_train(channel);
    if (channel.on_done != nullptr) {
        // One more marks the end.
        const rmt_tx_done_event_data_t event = {train.symbols + 1};
        channel.on_done(&channel, &event, channel.context);
    }
}

bool is_possible_channel(int pin, uint32_t hertz, size_t symbols, int most_pins) {
    const bool is_pin = pin >= 0 && pin <= most_pins;
    const bool is_speed = hertz <= kRmtClockHz && hertz >= kRmtClockHz / kMostRmtDivided;
    return is_pin && is_speed && symbols % 2 == 0 && symbols >= SOC_RMT_MEM_WORDS_PER_CHANNEL;
}

bool has_free_channel(bool sends) {
    if (kAreChannelsBoth) {
        return channels_taken[0] + channels_taken[1] < SOC_RMT_CHANNELS_PER_GROUP;
    }
    return channels_taken[sends ? 1 : 0] < SOC_RMT_TX_CANDIDATES_PER_GROUP;
}

esp_err_t make_channel(bool sends, gpio_num_t pin, uint32_t hertz, rmt_channel_handle_t* made) {
    if (!has_free_channel(sends)) {
        return ESP_ERR_NOT_FOUND;
    }
    *made = new (std::nothrow) oceanhil_rmt_channel;
    if (*made == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    ++channels_taken[sends ? 1 : 0];
    (*made)->sends = sends;
    (*made)->pin = static_cast<uint8_t>(pin);
    (*made)->hertz = hertz;
    machine::pin_mode((*made)->pin, sends ? machine::PinMode::output : machine::PinMode::input_pullup);
    return ESP_OK;
}

struct BytesEncoder {
    rmt_encoder_t base;
    rmt_bytes_encoder_config_t config;
};

struct SimpleEncoder {
    rmt_encoder_t base;
    rmt_simple_encoder_config_t config;
};

// The first member of each is its base.
template <typename Encoder>
Encoder* own(rmt_encoder_t* base) {
    return reinterpret_cast<Encoder*>(base);
}

size_t encode_bytes(rmt_encoder_t* encoder, rmt_channel_handle_t channel, const void* data, size_t size,
                    rmt_encode_state_t* state) {
    const rmt_bytes_encoder_config_t& config = own<BytesEncoder>(encoder)->config;
    for (size_t each = 0; each < size; ++each) {
        for (uint32_t bit = 0; bit < kBitsOfByte; ++bit) {
            const uint32_t place = config.flags.msb_first != 0 ? kBitsOfByte - 1 - bit : bit;
            const bool is_one = (static_cast<const uint8_t*>(data)[each] >> place & 1) != 0;
            note_symbols(*channel, is_one ? &config.bit1 : &config.bit0, 1);
        }
    }
    *state = RMT_ENCODING_COMPLETE;
    return size * kBitsOfByte;
}

size_t encode_copy(rmt_encoder_t*, rmt_channel_handle_t channel, const void* data, size_t size,
                   rmt_encode_state_t* state) {
    const size_t count = size / sizeof(rmt_symbol_word_t);
    note_symbols(*channel, static_cast<const rmt_symbol_word_t*>(data), count);
    *state = RMT_ENCODING_COMPLETE;
    return count;
}

size_t encode_simply(rmt_encoder_t* encoder, rmt_channel_handle_t channel, const void* data, size_t size,
                     rmt_encode_state_t* state) {
    const rmt_simple_encoder_config_t& config = own<SimpleEncoder>(encoder)->config;
    std::vector<rmt_symbol_word_t> room(config.min_chunk_size == 0 ? kUsualChunk : config.min_chunk_size);
    size_t written = 0;
    for (bool is_done = false; !is_done;) {
        const size_t count = config.callback(data, size, written, room.size(), room.data(), &is_done, config.arg);
        note_symbols(*channel, room.data(), count);
        written += count;
        // One that makes nothing of so much room never will.
        is_done = is_done || count == 0;
    }
    *state = RMT_ENCODING_COMPLETE;
    return written;
}

esp_err_t reset_nothing(rmt_encoder_t*) { return ESP_OK; }

esp_err_t free_encoder(rmt_encoder_t* encoder) {
    free(encoder);
    return ESP_OK;
}

template <typename Encoder>
esp_err_t make_encoder(rmt_encoder_handle_t* made,
                       size_t (*encode)(rmt_encoder_t*, rmt_channel_handle_t, const void*, size_t, rmt_encode_state_t*),
                       Encoder& (*filled)(Encoder&, const void*), const void* config) {
    auto* const encoder = static_cast<Encoder*>(rmt_alloc_encoder_mem(sizeof(Encoder)));
    if (encoder == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    filled(*encoder, config);
    encoder->base = {encode, reset_nothing, free_encoder};
    *made = &encoder->base;
    return ESP_OK;
}

struct CopyEncoder {
    rmt_encoder_t base;
};

}  // namespace

extern "C" {

void* rmt_alloc_encoder_mem(size_t size) { return calloc(1, size); }

esp_err_t rmt_new_bytes_encoder(const rmt_bytes_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder) {
    if (config == nullptr || ret_encoder == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    return make_encoder<BytesEncoder>(
        ret_encoder, encode_bytes,
        [](BytesEncoder& made, const void* given) -> BytesEncoder& {
            made.config = *static_cast<const rmt_bytes_encoder_config_t*>(given);
            return made;
        },
        config);
}

esp_err_t rmt_bytes_encoder_update_config(rmt_encoder_handle_t bytes_encoder, const rmt_bytes_encoder_config_t* config) {
    if (bytes_encoder == nullptr || config == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    own<BytesEncoder>(bytes_encoder)->config = *config;
    return ESP_OK;
}

esp_err_t rmt_new_copy_encoder(const rmt_copy_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder) {
    if (config == nullptr || ret_encoder == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    return make_encoder<CopyEncoder>(
        ret_encoder, encode_copy, [](CopyEncoder& made, const void*) -> CopyEncoder& { return made; }, config);
}

esp_err_t rmt_new_simple_encoder(const rmt_simple_encoder_config_t* config, rmt_encoder_handle_t* ret_encoder) {
    if (config == nullptr || ret_encoder == nullptr || config->callback == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    return make_encoder<SimpleEncoder>(
        ret_encoder, encode_simply,
        [](SimpleEncoder& made, const void* given) -> SimpleEncoder& {
            made.config = *static_cast<const rmt_simple_encoder_config_t*>(given);
            return made;
        },
        config);
}

esp_err_t rmt_del_encoder(rmt_encoder_handle_t encoder) {
    return encoder == nullptr ? ESP_ERR_INVALID_ARG : encoder->del(encoder);
}

esp_err_t rmt_encoder_reset(rmt_encoder_handle_t encoder) {
    return encoder == nullptr ? ESP_ERR_INVALID_ARG : encoder->reset(encoder);
}

esp_err_t rmt_new_tx_channel(const rmt_tx_channel_config_t* config, rmt_channel_handle_t* ret_chan) {
    if (config == nullptr || ret_chan == nullptr || config->trans_queue_depth == 0 ||
        !is_possible_channel(config->gpio_num, config->resolution_hz, config->mem_block_symbols,
                             SOC_GPIO_OUT_RANGE_MAX)) {
        return ESP_ERR_INVALID_ARG;
    }
#if !SOC_RMT_SUPPORT_DMA
    if (config->flags.with_dma != 0) {
        return ESP_ERR_NOT_SUPPORTED;
    }
#endif
    const esp_err_t failure = make_channel(true, config->gpio_num, config->resolution_hz, ret_chan);
    if (failure == ESP_OK) {
        (*ret_chan)->depth = config->trans_queue_depth;
        (*ret_chan)->is_inverted = config->flags.invert_out != 0;
        machine::pin_write((*ret_chan)->pin, (*ret_chan)->is_inverted);
    }
    return failure;
}

esp_err_t rmt_new_rx_channel(const rmt_rx_channel_config_t* config, rmt_channel_handle_t* ret_chan) {
    if (config == nullptr || ret_chan == nullptr ||
        !is_possible_channel(config->gpio_num, config->resolution_hz, config->mem_block_symbols,
                             SOC_GPIO_IN_RANGE_MAX)) {
        return ESP_ERR_INVALID_ARG;
    }
    return make_channel(false, config->gpio_num, config->resolution_hz, ret_chan);
}

esp_err_t rmt_del_channel(rmt_channel_handle_t channel) {
    if (channel == nullptr || channel->is_enabled) {
        return channel == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    --channels_taken[channel->sends ? 1 : 0];
    delete channel;
    return ESP_OK;
}

esp_err_t rmt_apply_carrier(rmt_channel_handle_t channel, const rmt_carrier_config_t*) {
    return channel == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t rmt_enable(rmt_channel_handle_t channel) {
    if (channel == nullptr || channel->is_enabled) {
        return channel == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    channel->is_enabled = true;
    begin_train(*channel);
    return ESP_OK;
}

esp_err_t rmt_disable(rmt_channel_handle_t channel) {
    if (channel == nullptr || !channel->is_enabled) {
        return channel == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    channel->is_enabled = channel->is_receiving = false;
    machine::timer_stop(channel->timer);
    const bool was_sending = channel->timer != 0 || (!channel->trains.empty() && channel->trains.front().loops < 0);
    channel->timer = 0;
    if (was_sending) {
        channel->trains.pop_front();
    }
    return ESP_OK;
}

esp_err_t rmt_transmit(rmt_channel_handle_t tx_channel, rmt_encoder_handle_t encoder, const void* payload,
                       size_t payload_bytes, const rmt_transmit_config_t* config) {
    if (tx_channel == nullptr || encoder == nullptr || payload == nullptr || payload_bytes == 0 || config == nullptr ||
        !tx_channel->sends) {
        return ESP_ERR_INVALID_ARG;
    }
#if !SOC_RMT_SUPPORT_TX_LOOP_COUNT
    if (config->loop_count > 0) {
        return ESP_ERR_NOT_SUPPORTED;
    }
#endif
    while (tx_channel->trains.size() >= tx_channel->depth) {
        if (config->flags.queue_nonblocking != 0) {
            return ESP_ERR_INVALID_STATE;
        }
        machine::wait_us(1);
    }
    tx_channel->made = {};
    tx_channel->made.loops = config->loop_count;
    tx_channel->made.ends_high = config->flags.eot_level != 0;
    encoder->reset(encoder);
    rmt_encode_state_t state = RMT_ENCODING_RESET;
    encoder->encode(encoder, tx_channel, payload, payload_bytes, &state);
    tx_channel->trains.push_back(tx_channel->made);
    begin_train(*tx_channel);
    return ESP_OK;
}

esp_err_t rmt_tx_wait_all_done(rmt_channel_handle_t tx_channel, int timeout_ms) {
    if (tx_channel == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const uint64_t since_us = machine::micros();
    while (!tx_channel->trains.empty()) {
        const uint64_t passed_us = machine::micros() - since_us;
        if (timeout_ms >= 0 && passed_us >= static_cast<uint64_t>(timeout_ms) * machine::kMillisecondUs) {
            return ESP_ERR_TIMEOUT;
        }
        machine::wait_us(1);
    }
    return ESP_OK;
}

esp_err_t rmt_tx_register_event_callbacks(rmt_channel_handle_t tx_channel, const rmt_tx_event_callbacks_t* cbs,
                                          void* user_data) {
    if (tx_channel == nullptr || cbs == nullptr || !tx_channel->sends) {
        return ESP_ERR_INVALID_ARG;
    }
    tx_channel->on_done = cbs->on_trans_done;
    tx_channel->context = user_data;
    return ESP_OK;
}

esp_err_t rmt_receive(rmt_channel_handle_t rx_channel, void* buffer, size_t buffer_size,
                      const rmt_receive_config_t* config) {
    if (rx_channel == nullptr || buffer == nullptr || buffer_size == 0 || config == nullptr || rx_channel->sends) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!rx_channel->is_enabled || rx_channel->is_receiving) {
        return ESP_ERR_INVALID_STATE;
    }
    rx_channel->is_receiving = true;
    return ESP_OK;
}

esp_err_t rmt_rx_register_event_callbacks(rmt_channel_handle_t rx_channel, const rmt_rx_event_callbacks_t* cbs, void*) {
    return rx_channel == nullptr || cbs == nullptr || rx_channel->sends ? ESP_ERR_INVALID_ARG : ESP_OK;
}

}  // extern "C"
