#include "oceanhil/lone_radio.h"

#include <machine.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// A frame of 250 bytes with its head at 1 Mbit/s, the default rate (ESP-IDF 5.5.1, docs/en/api-reference/network/
// esp_now.rst), takes some 2.5 ms. One that nobody acknowledges goes out again; how often is said nowhere, for the radio's
// library is closed: seven times more is an assumption of this project's.
constexpr uint64_t kFrameUs = 2500;
constexpr uint64_t kRepetitions = 8;

struct Sending {
    uint8_t mac[kNowMacBytes];
    bool is_for_all;
};

void conclude(void* context) {
    auto* const sending = static_cast<Sending*>(context);
    const LoneRadio& radio = lone_radio();
    if (radio.is_begun && radio.tell != nullptr) {
        radio.tell(sending->mac, sending->is_for_all);
    }
    delete sending;
}

bool is_same(const NowPeer& peer, const uint8_t* mac) { return memcmp(peer.mac, mac, kNowMacBytes) == 0; }

}  // namespace

LoneRadio& lone_radio() {
    static LoneRadio radio;
    return radio;
}

void LoneRadio::end() {
    is_begun = false;
    tell = nullptr;
    peers.clear();
}

NowPeer* LoneRadio::find(const uint8_t* mac) {
    const auto found = std::find_if(peers.begin(), peers.end(), [mac](const NowPeer& each) { return is_same(each, mac); });
    return found == peers.end() ? nullptr : &*found;
}

void LoneRadio::forget(const uint8_t* mac) {
    peers.erase(std::remove_if(peers.begin(), peers.end(), [mac](const NowPeer& each) { return is_same(each, mac); }),
                peers.end());
}

size_t LoneRadio::count_encrypted() const {
    return static_cast<size_t>(
        std::count_if(peers.begin(), peers.end(), [](const NowPeer& each) { return each.is_encrypted; }));
}

void LoneRadio::send(const uint8_t* mac) {
    auto* const sending = new Sending();
    memcpy(sending->mac, mac, kNowMacBytes);
    // The lowest bit of the first byte: a group, as everybody is one.
    sending->is_for_all = (mac[0] & 1) != 0;
    machine::timer_start(sending->is_for_all ? kFrameUs : kFrameUs * kRepetitions, 0, conclude, sending);
}

size_t LoneRadio::send_to_all() {
    for (const NowPeer& each : peers) {
        send(each.mac);
    }
    return peers.size();
}

NowPeer* LoneRadio::next(bool from_start) {
    next_ = from_start ? 0 : next_;
    return next_ < peers.size() ? &peers[next_++] : nullptr;
}

}  // namespace oceanhil
