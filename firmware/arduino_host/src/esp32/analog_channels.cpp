// Which pin each channel of the converters has. Facts: components/soc/*/include/soc/adc_channel.h of ESP-IDF 5.5.1.
#include <esp32-hal-adc.h>
#include <sdkconfig.h>

#include <algorithm>
#include <iterator>

namespace {

#if defined(CONFIG_IDF_TARGET_ESP32S3)
constexpr int8_t kChannelPins[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
constexpr int8_t kChannelPins[] = {0, 1, 2, 3, 4, 5};
#else
// Two channels of the first converter are none, for it has eight; the core counts ten of each.
constexpr int8_t kChannelPins[] = {36, 37, 38, 39, 32, 33, 34, 35, -1, -1, 4, 0, 2, 15, 13, 12, 14, 27, 25, 26};
#endif

}  // namespace

extern "C" int8_t digitalPinToAnalogChannel(uint8_t pin) {
    const auto* const found = std::find(std::begin(kChannelPins), std::end(kChannelPins), static_cast<int8_t>(pin));
    return found == std::end(kChannelPins) ? int8_t{-1} : static_cast<int8_t>(found - std::begin(kChannelPins));
}

extern "C" int8_t analogChannelToDigitalPin(uint8_t channel) {
    return channel < std::size(kChannelPins) ? kChannelPins[channel] : int8_t{-1};
}
