#include <WiFiMulti.h>

#include <algorithm>

#include "oceanhil/scan.h"

bool WiFiMulti::has_failed(const String& ssid) const {
    return std::find(failed_.begin(), failed_.end(), ssid) != failed_.end();
}

bool WiFiMulti::stays() {
    if (is_good_ != nullptr && !has_joined_) {
        has_joined_ = is_good_();
        return has_joined_;
    }
    return !is_strict_ || is_known(WiFi.SSID());
}

const WiFiMulti::Network* WiFiMulti::choice() {
    oceanhil::Scan scan;
    const int count = scan.begin(false);
    // First, for what is added moves those that are known.
    for (int at = 0; takes_open_ && at < count; ++at) {
        const String ssid = scan.ssid(static_cast<size_t>(at));
        if (!scan.at(static_cast<size_t>(at))->is_secured && !is_known(ssid)) {
            addAP(ssid.c_str());
        }
    }
    const Network* found = nullptr;
    bool is_any_heard = false;
    for (int at = 0; at < count; ++at) {
        const String ssid = scan.ssid(static_cast<size_t>(at));
        for (const Network& each : networks_) {
            is_any_heard = is_any_heard || each.ssid == ssid;
            found = found == nullptr && each.ssid == ssid && !has_failed(ssid) ? &each : found;
        }
    }
    if (is_any_heard && found == nullptr) {
        // All of them have failed: they are tried again at the next turn.
        failed_.clear();
    }
    return found;
}

uint8_t WiFiMulti::run(uint32_t connectTimeout, bool scanHidden) {
    (void)scanHidden;
    if (WiFi.status() == WL_CONNECTED) {
        if (stays()) {
            return WL_CONNECTED;
        }
        WiFi.disconnect();
    }
    WiFi.enableSTA(true);
    if (const Network* const found = choice()) {
        const String ssid = found->ssid;
        if (WiFi.is_connecting()) {
            WiFi.disconnect();
        }
        WiFi.begin(ssid, found->password);
        has_joined_ = true;
        const bool is_joined = wait_for_network(connectTimeout);
        if (is_joined && (is_good_ == nullptr || is_good_())) {
            failed_.clear();
        } else {
            failed_.push_back(ssid);
        }
        if (is_joined && !failed_.empty()) {
            WiFi.disconnect();
        }
    }
    return WiFi.status();
}
