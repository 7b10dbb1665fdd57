#include "agent/agent.h"
#include "agent/words.h"
#include "board_notes.h"

namespace oceanremote {

namespace {

constexpr int64_t kColdestTenths = -1000;
constexpr int64_t kHottestTenths = 2000;
constexpr int64_t kSaturatedTenths = 1000;

}  // namespace

void Outputs::tell_moved(uint8_t changed) {
    for (size_t relay = 0; relay < kRelays; ++relay) {
        switched_[relay] += (changed >> relay) & 1u;
    }
    notes_.relays_moved(standing());
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
    return board_.relays_read != nullptr ? board_.relays_read(board_.context) & kBothRelays : on_;
}

void Outputs::pretend(const Pretended& temperature, const Pretended& humidity) {
    temperature_ = temperature;
    humidity_ = humidity;
}

Agent::Answer Agent::relays_read() {
    const uint8_t on = outputs_.standing();
    sentences_.begin("HOK", command().sequence);
    for (size_t relay = 0; relay < Outputs::kRelays; ++relay) {
        sentences_.word(relay_word(on, relay));
    }
    for (size_t relay = 0; relay < Outputs::kRelays; ++relay) {
        sentences_.number(outputs_.switched(relay));
    }
    return Answer::kBegun;
}

Agent::Answer Agent::sensor_set() {
    Outputs::Pretended temperature;
    Outputs::Pretended humidity;
    Found found = pretended_argument(0, kColdestTenths, kHottestTenths, temperature);
    found = found == Found::kGood ? pretended_argument(1, 0, kSaturatedTenths, humidity) : found;
    if (found != Found::kGood) {
        return refuse(found, "tenths of a degree, -1000 to 2000, and of a percent, 0 to 1000, or empty");
    }
    outputs_.pretend(temperature, humidity);
    return Answer::kDone;
}

Found Agent::pretended_argument(size_t number, int64_t least, int64_t most, Outputs::Pretended& value) {
    if (argument(number).bytes == 0) {
        return Found::kGood;
    }
    int64_t tenths = 0;
    const Found found = number_argument(number, least, most, tenths);
    value = {found == Found::kGood, static_cast<int32_t>(tenths)};
    return found;
}

}  // namespace oceanremote
