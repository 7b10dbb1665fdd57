// Wi-Fi by the SDK's names, on that of the core.
#include <ESP8266WiFi.h>
#include <string.h>
#include <user_interface.h>

namespace {

constexpr size_t kSsidBytes = 32;
constexpr size_t kPasswordBytes = 64;
constexpr sint8 kNotAsleep = -2;
constexpr uint8 kMostStations = 4;
constexpr uint16 kBeaconMs = 100;

/// What a sketch has said for the next connection, and is told again.
struct Said {
    String ssid;
    String password;
    bool is_set = false;
    wifi_country_t country = {"CN", 1, 13, WIFI_COUNTRY_POLICY_AUTO};
    sleep_type_t forced = LIGHT_SLEEP_T;
    bool may_sleep = false;
    fpm_wakeup_cb awake = nullptr;
    uint8 mac[2][oceanhil::kMacBytes] = {};
    bool has_mac[2] = {};
};

Said& said() {
    static Said all;
    return all;
}

String text_of(const uint8* bytes, size_t room) {
    const auto* const letters = reinterpret_cast<const char*>(bytes);
    const size_t count = strnlen(letters, room);
    String text;
    text.reserve(count);
    for (size_t each = 0; each < count; ++each) {
        text += letters[each];
    }
    return text;
}

void put(const String& text, uint8* bytes, size_t room) {
    memset(bytes, 0, room);
    memcpy(bytes, text.c_str(), text.length() < room ? text.length() : room);
}

ipv4_addr address_of(const IPAddress& address) { return {static_cast<uint32_t>(address)}; }

}  // namespace

uint8 wifi_get_opmode(void) { return WiFi.getMode(); }

uint8 wifi_get_opmode_default(void) { return WiFi.getMode(); }

bool wifi_set_opmode(uint8 opmode) {
    return opmode <= STATIONAP_MODE && WiFi.mode(static_cast<WiFiMode_t>(opmode));
}

bool wifi_set_opmode_current(uint8 opmode) { return wifi_set_opmode(opmode); }

bool wifi_station_get_config(struct station_config* config) {
    *config = {};
    put(said().is_set ? said().ssid : WiFi.SSID(), config->ssid, kSsidBytes);
    put(said().is_set ? said().password : WiFi.psk(), config->password, kPasswordBytes);
    return true;
}

bool wifi_station_get_config_default(struct station_config* config) { return wifi_station_get_config(config); }

bool wifi_station_set_config(struct station_config* config) {
    said().ssid = text_of(config->ssid, kSsidBytes);
    said().password = text_of(config->password, kPasswordBytes);
    said().is_set = true;
    return true;
}

bool wifi_station_set_config_current(struct station_config* config) { return wifi_station_set_config(config); }

bool wifi_station_connect(void) {
    if (!said().is_set) {
        return WiFi.reconnect();
    }
    said().is_set = false;
    return WiFi.begin(said().ssid, said().password) != WL_CONNECT_FAILED;
}

bool wifi_station_disconnect(void) { return WiFi.disconnect(false, false); }

station_status_t wifi_station_get_connect_status(void) {
    switch (WiFi.status()) {
        case WL_CONNECTED:
            return STATION_GOT_IP;
        case WL_NO_SSID_AVAIL:
            return STATION_NO_AP_FOUND;
        case WL_WRONG_PASSWORD:
            return STATION_WRONG_PASSWORD;
        case WL_CONNECT_FAILED:
            return STATION_CONNECT_FAIL;
        case WL_IDLE_STATUS:
            return STATION_IDLE;
        default:
            return STATION_CONNECTING;
    }
}

sint8 wifi_station_get_rssi(void) { return WiFi.RSSI(); }

uint8 wifi_station_get_auto_connect(void) { return WiFi.getAutoConnect() ? 1 : 0; }

bool wifi_station_set_auto_connect(uint8 set) { return WiFi.setAutoConnect(set != 0); }

bool wifi_station_set_reconnect_policy(bool set) { return WiFi.setAutoReconnect(set); }

bool wifi_station_get_reconnect_policy(void) { return WiFi.getAutoReconnect(); }

bool wifi_station_dhcpc_start(void) { return WiFi.config(IPAddress(), IPAddress(), IPAddress()); }

// The network gives an address all the same.
bool wifi_station_dhcpc_stop(void) { return true; }

enum dhcp_status wifi_station_dhcpc_status(void) { return DHCP_STARTED; }

const char* wifi_station_get_hostname(void) {
    static String name;
    name = WiFi.hostname();
    return name.c_str();
}

bool wifi_station_set_hostname(const char* name) { return WiFi.hostname(name); }

bool wifi_softap_get_config(struct softap_config* config) {
    *config = {};
    put(WiFi.softAPSSID(), config->ssid, kSsidBytes);
    put(WiFi.softAPPSK(), config->password, kPasswordBytes);
    config->ssid_len = static_cast<uint8>(WiFi.softAPSSID().length());
    config->channel = 1;
    config->authmode = config->password[0] == 0 ? AUTH_OPEN : AUTH_WPA2_PSK;
    config->max_connection = kMostStations;
    config->beacon_interval = kBeaconMs;
    return true;
}

bool wifi_softap_get_config_default(struct softap_config* config) { return wifi_softap_get_config(config); }

bool wifi_softap_set_config(struct softap_config* config) {
    return WiFi.softAP(text_of(config->ssid, kSsidBytes), text_of(config->password, kPasswordBytes));
}

bool wifi_softap_set_config_current(struct softap_config* config) { return wifi_softap_set_config(config); }

uint8 wifi_softap_get_station_num(void) { return 0; }

struct station_info* wifi_softap_get_station_info(void) { return nullptr; }

void wifi_softap_free_station_info(void) {}

bool wifi_softap_dhcps_start(void) { return true; }

bool wifi_softap_dhcps_stop(void) { return true; }

bool wifi_get_ip_info(uint8 if_index, struct ip_info* info) {
    const bool is_station = if_index == STATION_IF;
    *info = {};
    info->ip = address_of(is_station ? WiFi.localIP() : WiFi.softAPIP());
    info->gw = address_of(is_station ? WiFi.gatewayIP() : WiFi.softAPIP());
    info->netmask = address_of(is_station ? WiFi.subnetMask() : IPAddress(255, 255, 255, 0));
    return if_index <= SOFTAP_IF;
}

bool wifi_set_ip_info(uint8 if_index, struct ip_info* info) {
    const IPAddress address(info->ip.addr);
    const IPAddress router(info->gw.addr);
    const IPAddress mask(info->netmask.addr);
    return if_index == STATION_IF ? WiFi.config(address, router, mask) : WiFi.softAPConfig(address, router, mask);
}

bool wifi_get_macaddr(uint8 if_index, uint8* macaddr) {
    if (if_index <= SOFTAP_IF && said().has_mac[if_index]) {
        memcpy(macaddr, said().mac[if_index], oceanhil::kMacBytes);
    } else if (if_index == STATION_IF) {
        WiFi.macAddress(macaddr);
    } else {
        WiFi.softAPmacAddress(macaddr);
    }
    return if_index <= SOFTAP_IF;
}

bool wifi_set_macaddr(uint8 if_index, uint8* macaddr) {
    if (if_index > SOFTAP_IF) {
        return false;
    }
    memcpy(said().mac[if_index], macaddr, oceanhil::kMacBytes);
    said().has_mac[if_index] = true;
    return true;
}

uint8 wifi_get_channel(void) { return static_cast<uint8>(WiFi.channel()); }

// That of the network counts.
bool wifi_set_channel(uint8 channel) { return channel > 0 && channel <= 14; }

phy_mode_t wifi_get_phy_mode(void) { return static_cast<phy_mode_t>(WiFi.getPhyMode()); }

bool wifi_set_phy_mode(phy_mode_t mode) { return WiFi.setPhyMode(static_cast<WiFiPhyMode_t>(mode)); }

bool wifi_set_country(wifi_country_t* country) {
    said().country = *country;
    return true;
}

bool wifi_get_country(wifi_country_t* country) {
    *country = said().country;
    return true;
}

sleep_type_t wifi_get_sleep_type(void) { return static_cast<sleep_type_t>(WiFi.getSleepMode()); }

bool wifi_set_sleep_type(sleep_type_t type) { return WiFi.setSleepMode(static_cast<WiFiSleepType_t>(type)); }

bool wifi_set_sleep_level(sleep_level_t level) { return level <= MAX_SLEEP_T; }

bool wifi_set_listen_interval(uint8 interval) { return interval > 0; }

void wifi_fpm_open(void) { said().may_sleep = true; }

void wifi_fpm_close(void) { said().may_sleep = false; }

void wifi_fpm_do_wakeup(void) {}

void wifi_fpm_set_wakeup_cb(fpm_wakeup_cb cb) { said().awake = cb; }

sint8 wifi_fpm_do_sleep(uint32 sleep_time_in_us) {
    (void)sleep_time_in_us;
    return said().may_sleep && WiFi.getMode() == WIFI_OFF ? 0 : kNotAsleep;
}

void wifi_fpm_set_sleep_type(sleep_type_t type) { said().forced = type; }

sleep_type_t wifi_fpm_get_sleep_type(void) { return said().forced; }

void wifi_fpm_auto_sleep_set_in_null_mode(uint8 req) { (void)req; }
