#include "outputs.h"

#include "agent/notes.h"

namespace oceanremote {

namespace {

constexpr uint8_t kBoth = 3;
// What the sensors of a simulated board show: the example of docs.oceanremote.net/api.
constexpr int32_t kTemperatureTenths = 235;
constexpr int32_t kHumidityTenths = 620;

}  // namespace

void Outputs::move(uint8_t on) {
    if (!has_relays()) {
        return;
    }
    const uint8_t wanted = on & kBoth;
    const uint8_t changed = wanted ^ on_;
    on_ = wanted;
    board_.relays(board_.context, wanted);
    for (size_t relay = 0; relay < kRelays; ++relay) {
        switched_[relay] += (changed >> relay) & 1u;
    }
    if (changed != 0) {
        notes_.relays_moved(standing());
    }
}

void Outputs::let_go() {
    if (on_ != 0) {
        board_.relays(board_.context, 0);
    }
    on_ = 0;
    for (uint32_t& count : switched_) {
        count = 0;
    }
}

uint8_t Outputs::standing() const {
    return board_.relays_read != nullptr ? board_.relays_read(board_.context) & kBoth : on_;
}

void Outputs::pretend(const Pretended& temperature, const Pretended& humidity) {
    temperature_ = temperature;
    humidity_ = humidity;
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
