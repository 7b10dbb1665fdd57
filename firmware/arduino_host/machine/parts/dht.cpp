#include "dht.h"

#include <algorithm>

namespace oceanhil::parts {

namespace {

// How long the program has to pull the line at least.
constexpr uint64_t kStartUs11 = 18000;
constexpr uint64_t kStartUs22 = 800;
// It answers 20 to 40 µs behind that.
constexpr uint64_t kPauseUs = 30;
constexpr uint64_t kAnnouncedUs = 80;
constexpr uint64_t kBitLowUs = 50;
constexpr uint64_t kZeroUs = 26;
constexpr uint64_t kOneUs = 70;

constexpr int kTenths = 10;
constexpr uint16_t kBelowZero = 0x8000;

int rounded(int tenths) { return (tenths + kTenths / 2) / kTenths; }

}  // namespace

void Dht::held(bool is_low, uint64_t now_us) {
    if (is_low && !is_held_) {
        is_answering_ = false;
        held_us_ = now_us;
    }
    const uint64_t least_us = kind_ == DhtKind::dht11 ? kStartUs11 : kStartUs22;
    if (!is_low && is_held_ && now_us - held_us_ >= least_us) {
        answer(now_us);
    }
    is_held_ = is_low;
}

bool Dht::pulls_low(uint64_t now_us) const { return is_answering_ && edges_by(now_us) % 2 == 1; }

uint64_t Dht::next_edge_us(uint64_t now_us) const {
    const uint8_t been = edges_by(now_us);
    return is_answering_ && been < kEdges ? edges_us_[been] : kNever;
}

uint8_t Dht::edges_by(uint64_t now_us) const {
    return static_cast<uint8_t>(std::upper_bound(edges_us_, edges_us_ + kEdges, now_us) - edges_us_);
}

void Dht::answer(uint64_t now_us) {
    uint8_t told[kBytes] = {};
    fill(told);
    uint64_t* edge_us = edges_us_;
    uint64_t at_us = now_us + kPauseUs;
    const auto pull = [&](uint64_t low_us, uint64_t high_us) {
        *edge_us++ = at_us;
        *edge_us++ = at_us + low_us;
        at_us += low_us + high_us;
    };
    pull(kAnnouncedUs, kAnnouncedUs);
    for (const uint8_t byte : told) {
        for (uint8_t bit = 0x80; bit != 0; bit >>= 1) {
            pull(kBitLowUs, (byte & bit) != 0 ? kOneUs : kZeroUs);
        }
    }
    pull(kBitLowUs, 0);
    is_answering_ = true;
}

void Dht::fill(uint8_t (&told)[kBytes]) const {
    if (kind_ == DhtKind::dht11) {
        // Whole percents from 20 to 90, whole degrees from 0 to 50.
        told[0] = static_cast<uint8_t>(std::clamp(rounded(climate_.humidity_tenths), 20, 90));
        told[2] = static_cast<uint8_t>(std::clamp(rounded(climate_.temperature_tenths), 0, 50));
    } else {
        // Tenths, from 0 to 100 % and from -40 to 80 °C; below zero by a bit of its own.
        const uint16_t humidity = std::min<uint16_t>(climate_.humidity_tenths, 1000);
        const int temperature = std::clamp<int>(climate_.temperature_tenths, -400, 800);
        const auto degrees = static_cast<uint16_t>(temperature < 0 ? kBelowZero | -temperature : temperature);
        told[0] = static_cast<uint8_t>(humidity >> 8);
        told[1] = static_cast<uint8_t>(humidity);
        told[2] = static_cast<uint8_t>(degrees >> 8);
        told[3] = static_cast<uint8_t>(degrees);
    }
    told[4] = static_cast<uint8_t>(told[0] + told[1] + told[2] + told[3]);
}

}  // namespace oceanhil::parts
