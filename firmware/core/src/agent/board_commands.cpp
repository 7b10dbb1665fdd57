#include "agent/agent.h"
#include "agent/words.h"
#include "identity.h"

namespace oceanremote {

namespace {

constexpr int64_t kProtocolVersion = 1;
constexpr int64_t kWindow = 1;
constexpr int64_t kUint32Most = 0xFFFFFFFF;
constexpr size_t kReasonBytes = 64;
constexpr size_t kMostValueBytes = 190;

constexpr const char* kProvisionFields[] = {"wifi-ssid",  "wifi-password", "token", "store",
                                            "derivation", "tls",           "sntp",  "server"};

View short_name(const or_text& text) {
    constexpr size_t kLongestName = 32;
    return {text.text, text.bytes < kLongestName ? text.bytes : kLongestName};
}

}  // namespace

Agent::Answer Agent::info() {
    uint8_t mac[6] = {};
    char reason[kReasonBytes];
    if (board_.mac_read(board_.context, mac, reason, sizeof reason) != OR_OK) {
        for (uint8_t& octet : mac) {
            octet = 0;
        }
    }
    const bool provisioned = settings_.registration_token.bytes != 0;
    sentences_.begin("HOK", command().sequence);
    sentences_.number(kProtocolVersion);
    sentences_.word(family_word(static_cast<or_family>(settings_.family)));
    sentences_.word(short_name(settings_.firmware_name));
    sentences_.word(short_name(settings_.firmware_version));
    sentences_.data(mac, sizeof mac);
    sentences_.word(short_name(settings_.driver));
    sentences_.word(!provisioned ? "" : settings_.store == OR_STORE_LEGACY ? "legacy" : "reference");
    sentences_.word(device_.held ? "held" : "running");
    sentences_.number(device_.boots);
    sentences_.number(kWindow);
    put_capabilities();
    return Answer::kBegun;
}

Agent::Answer Agent::restart() {
    if (!read_restart(argument(0), restart_reason_)) {
        return refuse("bad-argument", "reason, expected pin, software, watchdog or brownout");
    }
    // A held board has not run since its last boot: its next one is from power-on.
    restart_reason_ = device_.held ? OR_RESET_POWER_ON : restart_reason_;
    after_reply_ = AfterReply::kRestart;
    return Answer::kDone;
}

Agent::Answer Agent::hold() {
    bridge_.drop();
    outputs_.let_go();
    device_.held = true;
    return Answer::kDone;
}

Agent::Answer Agent::go() {
    restart_reason_ = OR_RESET_POWER_ON;
    after_reply_ = device_.held ? AfterReply::kRestart : AfterReply::kNothing;
    return Answer::kDone;
}

Agent::Answer Agent::cut_arm() {
    int64_t boot = 0;
    int64_t unit = 0;
    Found found = number_argument(0, 1, kUint32Most, boot);
    found = found == Found::kGood ? number_argument(1, 0, kUint32Most, unit) : found;
    if (found != Found::kGood) {
        return refuse(found, "boot from 1 and unit from 0");
    }
    return told(board_.cut_arm(board_.context, static_cast<uint32_t>(boot), static_cast<uint32_t>(unit)));
}

Agent::Answer Agent::cut_units() {
    int64_t boot = 0;
    const Found found = number_argument(0, 1, kUint32Most, boot);
    if (found != Found::kGood) {
        return refuse(found, "boot from 1");
    }
    if (boot < int64_t{device_.boots}) {
        return refuse("not-supported", "units of the boot that runs are known, of earlier ones not");
    }
    sentences_.begin("HOK", command().sequence);
    sentences_.number(boot == int64_t{device_.boots} ? board_.flash_units(board_.context) : 0);
    return Answer::kBegun;
}

Agent::Answer Agent::clock_get() {
    sentences_.begin("HOK", command().sequence);
    sentences_.number(board_.unix_us(board_.context));
    sentences_.number(board_.millis(board_.context));
    return Answer::kBegun;
}

Agent::Answer Agent::clock_set() {
    int64_t unix_us = 0;
    const Found found = number_argument(0, INT64_MIN, INT64_MAX, unix_us);
    if (found != Found::kGood) {
        return refuse(found, "microseconds since 1970");
    }
    board_.set_unix_us(board_.context, unix_us);
    return Answer::kDone;
}

Agent::Answer Agent::mac_read() {
    uint8_t mac[6] = {};
    char reason[kReasonBytes] = "";
    if (board_.mac_read(board_.context, mac, reason, sizeof reason) != OR_OK) {
        reason[sizeof reason - 1] = 0;
        return refuse("unreadable", reason);
    }
    sentences_.begin("HOK", command().sequence);
    sentences_.data(mac, sizeof mac);
    return Answer::kBegun;
}

Agent::Answer Agent::mac_set() {
    View mac;
    const Found found = data_argument(0, 6, 6, mac);
    if (found != Found::kGood) {
        return refuse(found, "six bytes");
    }
    return told(board_.mac_set(board_.context, reinterpret_cast<const uint8_t*>(mac.data)));
}

Agent::Answer Agent::provision_set() {
    const View value = argument(1);
    for (const char* field : kProvisionFields) {
        if (!same(argument(0), view(field))) {
            continue;
        }
        if (value.bytes > kMostValueBytes) {
            return refuse("out-of-range", "value, expected 190 bytes at most");
        }
        // No refusal repeats a value: it may be a secret in a wrong place.
        return board_.provision_set(board_.context, field, value.data, value.bytes) == OR_OK
                   ? Answer::kDone
                   : refuse("bad-argument", "value, expected another for this field");
    }
    return refuse("bad-argument", "field, expected one of docs/agent-protocol.md");
}

Agent::Answer Agent::provision_apply() {
    if (board_.provision_apply(board_.context) != OR_OK) {
        return refuse("bad-argument", "no token, send PROVISION,SET,token first");
    }
    restart_reason_ = OR_RESET_PIN;
    after_reply_ = device_.held ? AfterReply::kNothing : AfterReply::kRestart;
    return Answer::kDone;
}

Agent::Answer Agent::factory() {
    hold();
    return told(board_.factory(board_.context));
}

}  // namespace oceanremote
