// What the SDK tells of the air, on the core's station and its scans.
#include <ESP8266WiFi.h>
#include <machine.h>
#include <string.h>
#include <user_interface.h>

#include <algorithm>
#include <vector>

#include "sdk_events.h"

namespace machine = oceanhil::machine;

namespace {

constexpr int kFewestFrameBytes = 24;
constexpr int kMostFrameBytes = 1400;
constexpr uint64_t kFrameUs = machine::kMillisecondUs;
constexpr uint8 kStationBroadcasts = 1;
constexpr uint8 kAllBroadcasts = 3;

wifi_event_handler_cb_t event_handler = nullptr;

struct AirScan {
    String name;
    bool has_address = false;
    uint8 address[oceanhil::kMacBytes] = {};
    uint8 channel = 0;
    scan_done_cb_t done = nullptr;
};

AirScan air_scan;
wifi_promiscuous_cb_t foreign_packets = nullptr;
freedom_outside_cb_t packet_sent = nullptr;
uint32_t packet_timer = 0;
uint8 fixed_rate_mask = FIXED_RATE_MASK_NONE;
uint8 fixed_rate = 0;
uint8 broadcasts = kStationBroadcasts;
bool offers_router = true;

/// Writes a network's name, of which the field need not hold a NUL; gives its letters.
uint8 put_name(const String& name, uint8 (&field)[32]) {
    const size_t letters = std::min(sizeof field, static_cast<size_t>(name.length()));
    memcpy(field, name.c_str(), letters);
    return static_cast<uint8>(letters);
}

ipv4_addr number_of(const IPAddress& address) { return {static_cast<uint32_t>(address)}; }

void tell_joined() {
    const auto& station = oceanhil::Station::own();
    System_Event_t event = {EVENT_STAMODE_CONNECTED, {}};
    auto& connected = event.event_info.connected;
    connected.ssid_len = put_name(station.ssid(), connected.ssid);
    memcpy(connected.bssid, oceanhil::air::kBssid, sizeof connected.bssid);
    connected.channel = uint8{oceanhil::air::kChannel};
    event_handler(&event);
    event = {EVENT_STAMODE_GOT_IP, {}};
    event.event_info.got_ip = {number_of(station.address()), number_of(station.mask()), number_of(station.router())};
    event_handler(&event);
}

void tell_left(machine::Station state) {
    System_Event_t event = {EVENT_STAMODE_DISCONNECTED, {}};
    auto& disconnected = event.event_info.disconnected;
    disconnected.ssid_len = put_name(oceanhil::Station::own().ssid(), disconnected.ssid);
    memcpy(disconnected.bssid, oceanhil::air::kBssid, sizeof disconnected.bssid);
    disconnected.reason = oceanhil::reason_of_leaving(state);
    event_handler(&event);
}

void hear_station(machine::Station state) {
    if (event_handler == nullptr) {
        return;
    }
    state == machine::Station::connected ? tell_joined() : tell_left(state);
}

bool is_sought_for(const bss_info& network) {
    const bool is_name = air_scan.name.length() == 0 || air_scan.name == reinterpret_cast<const char*>(network.ssid);
    const bool is_address =
        !air_scan.has_address || memcmp(network.bssid, air_scan.address, sizeof air_scan.address) == 0;
    return is_name && is_address && (air_scan.channel == 0 || air_scan.channel == network.channel);
}

void end_scan(void*) {
    std::vector<bss_info> found;
    const int heard = WiFi.scanComplete();
    for (int each = 0; each < heard; ++each) {
        const bss_info* const network = WiFi.getScanInfoByIndex(each);
        if (is_sought_for(*network)) {
            found.push_back(*network);
        }
    }
    for (size_t at = 0; at < found.size(); ++at) {
        found[at].next.stqe_next = at + 1 < found.size() ? &found[at + 1] : nullptr;
    }
    const scan_done_cb_t done = air_scan.done;
    air_scan = {};
    if (done != nullptr) {
        done(found.empty() ? nullptr : found.data(), OK);
    }
}

void end_packet(void*) {
    packet_timer = 0;
    if (packet_sent != nullptr) {
        packet_sent(0);
    }
}

}  // namespace

bool oceanhil::is_told_by_sdk() { return event_handler != nullptr; }

void oceanhil::tell_mode_to_sdk(uint8_t before, uint8_t now) {
    if (event_handler != nullptr) {
        System_Event_t event = {EVENT_OPMODE_CHANGED, {}};
        event.event_info.opmode_changed = {before, now};
        event_handler(&event);
    }
}

extern "C" {

void wifi_set_event_handler_cb(wifi_event_handler_cb_t cb) {
    static bool is_listening = false;
    event_handler = cb;
    if (!is_listening) {
        is_listening = true;
        machine::station_tells_attempts();
        oceanhil::Station::own().listen(hear_station);
    }
}

bool wifi_station_scan(struct scan_config* config, scan_done_cb_t cb) {
    if ((WiFi.getMode() & WIFI_STA) == 0 || WiFi.scanComplete() == WIFI_SCAN_RUNNING) {
        return false;
    }
    air_scan = {};
    air_scan.done = cb;
    if (config != nullptr) {
        air_scan.name = config->ssid == nullptr ? "" : reinterpret_cast<const char*>(config->ssid);
        air_scan.channel = config->channel;
        air_scan.has_address = config->bssid != nullptr;
        if (air_scan.has_address) {
            memcpy(air_scan.address, config->bssid, sizeof air_scan.address);
        }
    }
    WiFi.scanNetworks(true);
    machine::timer_start(oceanhil::air::kScanUs, 0, end_scan, nullptr);
    return true;
}

void wifi_promiscuous_enable(uint8) {}

void wifi_set_promiscuous_rx_cb(wifi_promiscuous_cb_t cb) { foreign_packets = cb; }

void wifi_promiscuous_set_mac(const uint8_t*) {}

int wifi_send_pkt_freedom(uint8* buf, int len, bool) {
    const bool is_frame = buf != nullptr && len >= kFewestFrameBytes && len <= kMostFrameBytes;
    if (!is_frame || packet_timer != 0 || WiFi.getMode() == WIFI_OFF) {
        return -1;
    }
    packet_timer = machine::timer_start(kFrameUs, 0, end_packet, nullptr);
    return 0;
}

int wifi_register_send_pkt_freedom_cb(freedom_outside_cb_t cb) {
    packet_sent = cb;
    return 0;
}

void wifi_unregister_send_pkt_freedom_cb(void) { packet_sent = nullptr; }

int wifi_set_user_fixed_rate(uint8 enable_mask, uint8 rate) {
    if (enable_mask > FIXED_RATE_MASK_ALL || rate < PHY_RATE_48 || rate > PHY_RATE_9) {
        return -1;
    }
    fixed_rate_mask = enable_mask;
    fixed_rate = rate;
    return 0;
}

int wifi_get_user_fixed_rate(uint8* enable_mask, uint8* rate) {
    if (enable_mask == nullptr || rate == nullptr) {
        return -1;
    }
    *enable_mask = fixed_rate_mask;
    *rate = fixed_rate;
    return 0;
}

uint8 wifi_get_broadcast_if(void) { return broadcasts; }

bool wifi_set_broadcast_if(uint8 interface) {
    const bool is_one = interface >= kStationBroadcasts && interface <= kAllBroadcasts;
    broadcasts = is_one ? interface : broadcasts;
    return is_one;
}

void wifi_enable_gpio_wakeup(uint32, GPIO_INT_TYPE) {}

void wifi_disable_gpio_wakeup(void) {}

bool wifi_softap_set_dhcps_offer_option(uint8 level, void* optarg) {
    if (level <= OFFER_START || level >= OFFER_END || optarg == nullptr) {
        return false;
    }
    offers_router = *static_cast<uint8*>(optarg) != 0;
    return true;
}

enum dhcp_status wifi_softap_dhcps_status(void) {
    return (WiFi.getMode() & WIFI_AP) != 0 ? DHCP_STARTED : DHCP_STOPPED;
}

}  // extern "C"
