#include "oceanhil/wifi_events.h"

#include <esp_netif.h>
#include <string.h>

#include <algorithm>

#include "event_loop.h"
#include "oceanhil/air.h"
#include "oceanhil/station.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

esp_ip4_addr_t as_number(const IPAddress& address) {
    esp_ip4_addr_t number = {};
    for (int at = 0; at < 4; ++at) {
        number.addr |= uint32_t{address[at]} << 8 * at;
    }
    return number;
}

/// Writes the name of the network and the address of its access point into an event.
template <typename Event>
void name_network(Event& event) {
    const String& name = Station::own().ssid();
    event.ssid_len = static_cast<uint8_t>(std::min<size_t>(name.length(), sizeof event.ssid));
    memcpy(event.ssid, name.c_str(), event.ssid_len);
    memcpy(event.bssid, air::kBssid, sizeof event.bssid);
}

}  // namespace

wifi_event_id_t WifiEvents::add(WiFiEventFuncCb call, const void* identity, arduino_event_id_t event) {
    machine::station_tells_attempts();
    subscribers_.push_back({++last_, identity, event, std::move(call)});
    return last_;
}

void WifiEvents::remove(wifi_event_id_t id) {
    subscribers_.erase(std::remove_if(subscribers_.begin(), subscribers_.end(),
                                      [id](const Subscriber& each) { return each.id == id; }),
                       subscribers_.end());
}

void WifiEvents::remove(const void* identity, arduino_event_id_t event) {
    subscribers_.erase(std::remove_if(subscribers_.begin(), subscribers_.end(),
                                      [identity, event](const Subscriber& each) {
                                          return each.identity == identity && each.event == event;
                                      }),
                       subscribers_.end());
}

void WifiEvents::tell(arduino_event_id_t event, const arduino_event_info_t& info) {
    tell_event_loop(event, info);
    // Whoever hears it may stop listening.
    const std::vector<Subscriber> now = subscribers_;
    for (const Subscriber& each : now) {
        if (each.event == event || each.event == ARDUINO_EVENT_MAX) {
            each.call(event, info);
        }
    }
}

void WifiEvents::tell_change(machine::Station state) {
    switch (state) {
        case machine::Station::connected:
            return tell_joined();
        case machine::Station::no_ssid:
            return tell_left(WIFI_REASON_NO_AP_FOUND);
        case machine::Station::failed:
            return tell_left(WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT);
        case machine::Station::lost:
            return tell_left(WIFI_REASON_BEACON_TIMEOUT);
        default:
            return tell_left(WIFI_REASON_ASSOC_LEAVE);
    }
}

void WifiEvents::tell_joined() {
    arduino_event_info_t joined = {};
    name_network(joined.wifi_sta_connected);
    joined.wifi_sta_connected.channel = air::kChannel;
    joined.wifi_sta_connected.authmode = WIFI_AUTH_WPA2_PSK;
    tell(ARDUINO_EVENT_WIFI_STA_CONNECTED, joined);
    arduino_event_info_t addressed = {};
    addressed.got_ip.esp_netif = esp_netif_get_handle_from_ifkey("WIFI_STA_DEF");
    addressed.got_ip.ip_info.ip = as_number(Station::own().address());
    addressed.got_ip.ip_info.netmask = as_number(Station::own().mask());
    addressed.got_ip.ip_info.gw = as_number(Station::own().router());
    addressed.got_ip.ip_changed = true;
    tell(ARDUINO_EVENT_WIFI_STA_GOT_IP, addressed);
}

void WifiEvents::tell_left(wifi_err_reason_t reason) {
    arduino_event_info_t left = {};
    name_network(left.wifi_sta_disconnected);
    left.wifi_sta_disconnected.reason = static_cast<uint8_t>(reason);
    left.wifi_sta_disconnected.rssi = static_cast<int8_t>(air::kRssiDbm);
    tell(ARDUINO_EVENT_WIFI_STA_DISCONNECTED, left);
}

}  // namespace oceanhil
