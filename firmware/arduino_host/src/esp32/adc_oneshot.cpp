// Conversions by ESP-IDF's names. Facts: components/esp_adc (adc_oneshot.c, adc_cali.c) and components/driver/deprecated
// (adc_legacy.c) of ESP-IDF 5.5.1.
#include <driver/adc.h>
#include <esp32-hal-adc.h>
#include <esp_adc/adc_oneshot.h>
#include <esp_adc_cal.h>
#include <machine.h>
#include <soc/soc_caps.h>

#include <new>

#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

namespace {

// The core counts ten channels of each converter, but on a C3, of which the first has five.
constexpr int kChannelsCounted = SOC_ADC_MAX_CHANNEL_NUM;
constexpr int kUnitChannels[] = {SOC_ADC_CHANNEL_NUM(0), SOC_ADC_CHANNEL_NUM(1)};
constexpr int kUnits = 2;
constexpr int kConverterBits = 12;
constexpr int kLeastBits = SOC_ADC_RTC_MIN_BITWIDTH;
constexpr int kWholeRangeMilliVolts = 3300;
constexpr int kMostChannels = 10;

int adc1_bits = kConverterBits;

int pin_of_channel(int unit, int channel) {
    return analogChannelToDigitalPin(static_cast<uint8_t>(unit * kChannelsCounted + channel));
}

bool is_channel(int unit, int channel) { return channel >= 0 && channel < kUnitChannels[unit]; }

bool is_width(int bits) { return bits >= kLeastBits && bits <= kConverterBits; }

/// The radio has it.
bool is_taken(int unit) { return unit == 1 && oceanhil::has_radio_converter(); }

int reading_of(int unit, int channel, int bits) {
    machine::look();
    const int pin = pin_of_channel(unit, channel);
    return pin < 0 ? 0 : machine::analog_read(static_cast<uint8_t>(pin)) >> (kConverterBits - bits);
}

esp_err_t tell_pin(int unit, int channel, gpio_num_t* pin) {
    if (!is_channel(unit, channel) || pin == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *pin = static_cast<gpio_num_t>(pin_of_channel(unit, channel));
    return ESP_OK;
}

esp_err_t accept_channel(int unit, int channel, adc_atten_t atten) {
    return is_channel(unit, channel) && atten <= ADC_ATTEN_DB_12 ? ESP_OK : ESP_ERR_INVALID_ARG;
}

}  // namespace

struct adc_oneshot_unit_ctx_t {
    int unit;
    int bits[kMostChannels];
};

struct adc_cali_scheme_t {
    int full;
};

namespace {

adc_oneshot_unit_ctx_t* converters[kUnits];

esp_err_t make_scheme(int bits, adc_cali_handle_t* made) {
    const int width = bits == ADC_BITWIDTH_DEFAULT ? kConverterBits : bits;
    if (made == nullptr || !is_width(width)) {
        return ESP_ERR_INVALID_ARG;
    }
    *made = new (std::nothrow) adc_cali_scheme_t{(1 << width) - 1};
    return *made == nullptr ? ESP_ERR_NO_MEM : ESP_OK;
}

esp_err_t drop_scheme(adc_cali_handle_t scheme) {
    delete scheme;
    return scheme == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t adc_oneshot_new_unit(const adc_oneshot_unit_init_cfg_t* init_config, adc_oneshot_unit_handle_t* ret_unit) {
    if (init_config == nullptr || ret_unit == nullptr || init_config->unit_id >= kUnits) {
        return ESP_ERR_INVALID_ARG;
    }
    if (converters[init_config->unit_id] != nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    auto* const made = new (std::nothrow) adc_oneshot_unit_ctx_t;
    if (made == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    made->unit = init_config->unit_id;
    for (int& each : made->bits) {
        each = kConverterBits;
    }
    converters[made->unit] = made;
    *ret_unit = made;
    return ESP_OK;
}

esp_err_t adc_oneshot_config_channel(adc_oneshot_unit_handle_t handle, adc_channel_t channel,
                                     const adc_oneshot_chan_cfg_t* config) {
    if (handle == nullptr || config == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const int bits = config->bitwidth == ADC_BITWIDTH_DEFAULT ? kConverterBits : config->bitwidth;
    if (!is_width(bits) || accept_channel(handle->unit, channel, config->atten) != ESP_OK) {
        return ESP_ERR_INVALID_ARG;
    }
    handle->bits[channel] = bits;
    return ESP_OK;
}

esp_err_t adc_oneshot_read(adc_oneshot_unit_handle_t handle, adc_channel_t chan, int* out_raw) {
    if (handle == nullptr || out_raw == nullptr || !is_channel(handle->unit, chan)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (is_taken(handle->unit)) {
        return ESP_ERR_TIMEOUT;
    }
    *out_raw = reading_of(handle->unit, chan, handle->bits[chan]);
    return ESP_OK;
}

esp_err_t adc_oneshot_del_unit(adc_oneshot_unit_handle_t handle) {
    if (handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    converters[handle->unit] = nullptr;
    delete handle;
    return ESP_OK;
}

esp_err_t adc_oneshot_io_to_channel(int io_num, adc_unit_t* unit_id, adc_channel_t* channel) {
    if (unit_id == nullptr || channel == nullptr || io_num < 0) {
        return ESP_ERR_INVALID_ARG;
    }
    const int counted = digitalPinToAnalogChannel(static_cast<uint8_t>(io_num));
    if (counted < 0) {
        return ESP_ERR_NOT_FOUND;
    }
    *unit_id = static_cast<adc_unit_t>(counted / kChannelsCounted);
    *channel = static_cast<adc_channel_t>(counted % kChannelsCounted);
    return ESP_OK;
}

esp_err_t adc_oneshot_channel_to_io(adc_unit_t unit_id, adc_channel_t channel, int* io_num) {
    if (io_num == nullptr || unit_id >= kUnits || !is_channel(unit_id, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    *io_num = pin_of_channel(unit_id, channel);
    return ESP_OK;
}

esp_err_t adc_oneshot_get_calibrated_result(adc_oneshot_unit_handle_t handle, adc_cali_handle_t cali_handle,
                                            adc_channel_t chan, int* cali_result) {
    int raw = 0;
    const esp_err_t failure = adc_oneshot_read(handle, chan, &raw);
    return failure != ESP_OK ? failure : adc_cali_raw_to_voltage(cali_handle, raw, cali_result);
}

esp_err_t adc_cali_check_scheme(adc_cali_scheme_ver_t* scheme_mask) {
    if (scheme_mask == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
#if ADC_CALI_SCHEME_LINE_FITTING_SUPPORTED
    *scheme_mask = ADC_CALI_SCHEME_VER_LINE_FITTING;
#else
    *scheme_mask = ADC_CALI_SCHEME_VER_CURVE_FITTING;
#endif
    return ESP_OK;
}

esp_err_t adc_cali_raw_to_voltage(adc_cali_handle_t handle, int raw, int* voltage) {
    if (handle == nullptr || voltage == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *voltage = raw * kWholeRangeMilliVolts / handle->full;
    return ESP_OK;
}

#if ADC_CALI_SCHEME_CURVE_FITTING_SUPPORTED
esp_err_t adc_cali_create_scheme_curve_fitting(const adc_cali_curve_fitting_config_t* config,
                                               adc_cali_handle_t* ret_handle) {
    return config == nullptr ? ESP_ERR_INVALID_ARG : make_scheme(config->bitwidth, ret_handle);
}

esp_err_t adc_cali_delete_scheme_curve_fitting(adc_cali_handle_t handle) { return drop_scheme(handle); }
#endif

#if ADC_CALI_SCHEME_LINE_FITTING_SUPPORTED
esp_err_t adc_cali_create_scheme_line_fitting(const adc_cali_line_fitting_config_t* config,
                                              adc_cali_handle_t* ret_handle) {
    return config == nullptr ? ESP_ERR_INVALID_ARG : make_scheme(config->bitwidth, ret_handle);
}

esp_err_t adc_cali_delete_scheme_line_fitting(adc_cali_handle_t handle) { return drop_scheme(handle); }

esp_err_t adc_cali_scheme_line_fitting_check_efuse(adc_cali_line_fitting_efuse_val_t* cali_val) {
    if (cali_val == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *cali_val = ADC_CALI_LINE_FITTING_EFUSE_VAL_EFUSE_VREF;
    return ESP_OK;
}
#endif

esp_err_t adc1_pad_get_io_num(adc1_channel_t channel, gpio_num_t* gpio_num) { return tell_pin(0, channel, gpio_num); }
esp_err_t adc2_pad_get_io_num(adc2_channel_t channel, gpio_num_t* gpio_num) { return tell_pin(1, channel, gpio_num); }
esp_err_t adc1_config_channel_atten(adc1_channel_t channel, adc_atten_t atten) { return accept_channel(0, channel, atten); }
esp_err_t adc2_config_channel_atten(adc2_channel_t channel, adc_atten_t atten) { return accept_channel(1, channel, atten); }

esp_err_t adc1_config_width(adc_bits_width_t width_bit) {
    if (!is_width(width_bit)) {
        return ESP_ERR_INVALID_ARG;
    }
    adc1_bits = width_bit;
    return ESP_OK;
}

int adc1_get_raw(adc1_channel_t channel) { return is_channel(0, channel) ? reading_of(0, channel, adc1_bits) : -1; }

esp_err_t adc2_get_raw(adc2_channel_t channel, adc_bits_width_t width_bit, int* raw_out) {
    if (!is_channel(1, channel) || !is_width(width_bit) || raw_out == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (is_taken(1)) {
        return ESP_ERR_TIMEOUT;
    }
    *raw_out = reading_of(1, channel, width_bit);
    return ESP_OK;
}

esp_err_t esp_adc_cal_get_voltage(adc_channel_t channel, const esp_adc_cal_characteristics_t* chars, uint32_t* voltage) {
    if (chars == nullptr || voltage == nullptr || !is_channel(chars->adc_num, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (is_taken(chars->adc_num)) {
        return ESP_ERR_TIMEOUT;
    }
    const int raw = reading_of(chars->adc_num, channel, chars->bit_width);
    *voltage = esp_adc_cal_raw_to_voltage(static_cast<uint32_t>(raw), chars);
    return ESP_OK;
}

}  // extern "C"
