#include "outputs.h"

namespace oceanremote {

namespace {

// What the sensors of a simulated board show: the example of docs.oceanremote.net/api.
constexpr int32_t kTemperatureTenths = 235;
constexpr int32_t kHumidityTenths = 620;

}  // namespace

void Outputs::move(uint8_t on) {
    if (!has_relays()) {
        return;
    }
    const uint8_t wanted = on & kBothRelays;
    const uint8_t changed = wanted ^ on_;
    on_ = wanted;
    board_.relays(board_.context, wanted);
    if (changed != 0) {
        tell_moved(changed);
    }
}

void Outputs::measure(int32_t& temperature_tenths, int32_t& humidity_tenths) const {
    temperature_tenths = kTemperatureTenths;
    humidity_tenths = kHumidityTenths;
    // A sensor may take its time: it is not asked for what nobody wants to know.
    if (board_.sensors != nullptr && !(temperature_.is_there && humidity_.is_there)) {
        board_.sensors(board_.context, &temperature_tenths, &humidity_tenths);
    }
    temperature_tenths = temperature_.is_there ? temperature_.tenths : temperature_tenths;
    humidity_tenths = humidity_.is_there ? humidity_.tenths : humidity_tenths;
}

}  // namespace oceanremote
