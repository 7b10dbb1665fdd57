#include "oceanremote/bench.h"
#include "program.h"

namespace oceanremote {

namespace {

// What a board without network shows as its address: one that no network has (RFC 5737, section 3).
constexpr const char* kBridgeAddress = "192.0.2.1";

}  // namespace

void Program::join_then(bool lost, State then) {
    if (lost) {
        online_ = false;
        console_.say(Line::kWifiLost);
    }
    after_join_ = then;
    go(State::kJoin);
}

void Program::join() {
    console_.print(view("[WiFi] Connecting..."));
    if (settings_.bridge == 0) {
        const or_text& ssid = settings_.wifi_ssid;
        const or_text& password = settings_.wifi_password;
        board_.join_start(board_.context, ssid.text, ssid.bytes, password.text, password.bytes,
                          milliseconds_of(settings_.wifi_timeout_s));
    }
    go(State::kJoining);
}

int32_t Program::poll_join() {
    if (settings_.bridge == 0) {
        return board_.join_poll(board_.context, address_, sizeof address_);
    }
    const or_bench* bench = or_bench_of(&board_);
    if (bench != nullptr && bench->join_poll(board_.context) == OR_PENDING) {
        return OR_PENDING;
    }
    TextWriter address(address_, sizeof address_);
    address.put(kBridgeAddress);
    address.put('\0');
    return OR_OK;
}

void Program::joining() {
    const int32_t joined = poll_join();
    if (joined == OR_PENDING) {
        return pend();
    }
    if (joined != OR_OK) {
        console_.print(view(" Failed!\n"));
        return wait_after_failure(State::kJoin);
    }
    console_.print(view(" Connected!\n"));
    console_.say(Line::kWifiIp, view(address_));
    backoff_.reset();
    go(after_join_);
}

}  // namespace oceanremote
