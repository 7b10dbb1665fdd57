// The radio of an ESP32: its modes, its events, scans, and access points of its own. The station is in WiFi.cpp.
#include <WiFi.h>
#include <esp_wifi.h>
#include <machine.h>

#include "event_loop.h"
#include "oceanhil/network_stack.h"
#include "oceanhil/pin_owner.h"
#include "radio_memory.h"

namespace machine = oceanhil::machine;

namespace {

// esp_wifi_start, until the station is there.
constexpr uint32_t kStartUs = 50000;
constexpr uint32_t kStopUs = 1000;

bool has_part(wifi_mode_t mode, wifi_mode_t part) { return (mode & part) != 0; }

}  // namespace

bool WiFiClass::mode(wifi_mode_t mode) { return WiFi.change_mode(mode); }

wifi_mode_t WiFiClass::getMode() { return WiFi.mode_; }

void WiFiClass::start() {
    if (!is_listening_) {
        is_listening_ = true;
        oceanhil::Station::own().listen([this](machine::Station state) {
            // The core tries again at once.
            attempt_us_ = state == machine::Station::lost ? machine::micros() : attempt_us_;
            events_.tell_change(state);
        });
    }
}

bool WiFiClass::change_mode(wifi_mode_t mode) {
    start();
    const wifi_mode_t before = mode_;
    if (mode != WIFI_MODE_NULL && before == WIFI_MODE_NULL && !oceanhil::take_radio_memory()) {
        return false;
    }
    if (mode != WIFI_MODE_NULL) {
        oceanhil::start_network_stack();
        oceanhil::make_event_loop();
    }
    if (mode != WIFI_MODE_NULL && before == WIFI_MODE_NULL) {
        machine::wait_us(kStartUs);
    }
    mode_ = mode;
    oceanhil::set_radio_converter(mode != WIFI_MODE_NULL);
    if (mode != WIFI_MODE_NULL && before == WIFI_MODE_NULL) {
        events_.tell(ARDUINO_EVENT_WIFI_READY);
    }
    if (has_part(mode, WIFI_MODE_STA) && !has_part(before, WIFI_MODE_STA)) {
        events_.tell(ARDUINO_EVENT_WIFI_STA_START);
    }
    if (!has_part(mode, WIFI_MODE_STA) && has_part(before, WIFI_MODE_STA)) {
        oceanhil::Station::own().leave();
        is_trying_ = false;
        // Who leaves a network hears of that first.
        machine::wait_us(kStopUs);
        events_.tell(ARDUINO_EVENT_WIFI_STA_STOP);
    }
    if (has_part(mode, WIFI_MODE_AP) && !has_part(before, WIFI_MODE_AP)) {
        events_.tell(ARDUINO_EVENT_WIFI_AP_START);
    }
    if (!has_part(mode, WIFI_MODE_AP)) {
        end_access_point();
    }
    if (!has_part(mode, WIFI_MODE_AP) && has_part(before, WIFI_MODE_AP)) {
        events_.tell(ARDUINO_EVENT_WIFI_AP_STOP);
    }
    if (mode == WIFI_MODE_NULL && before != WIFI_MODE_NULL) {
        oceanhil::give_back_radio_memory();
        events_.tell(ARDUINO_EVENT_WIFI_OFF);
    }
    return true;
}

bool WiFiClass::enableSTA(bool enable) {
    const auto others = static_cast<wifi_mode_t>(mode_ & ~WIFI_MODE_STA);
    const auto wanted = enable ? static_cast<wifi_mode_t>(others | WIFI_MODE_STA) : others;
    return wanted == mode_ || mode(wanted);
}

bool WiFiClass::enableAP(bool enable) {
    const auto others = static_cast<wifi_mode_t>(mode_ & ~WIFI_MODE_AP);
    const auto wanted = enable ? static_cast<wifi_mode_t>(others | WIFI_MODE_AP) : others;
    return wanted == mode_ || mode(wanted);
}

bool WiFiClass::setSleep(wifi_ps_type_t sleepType) {
    sleep_ = sleepType;
    return true;
}

bool WiFiClass::setTxPower(wifi_power_t power) {
    if (mode_ == WIFI_MODE_NULL) {
        return false;
    }
    power_ = power;
    return true;
}

// By itself the core's name is of the chip and the end of the MAC.
const char* WiFiClass::getHostname() {
    if (hostname_.length() == 0) {
        uint8_t mac[oceanhil::kMacBytes] = {};
        read_mac(mac, false);
        char name[16];
        snprintf(name, sizeof name, "esp32-%02X%02X%02X", mac[3], mac[4], mac[5]);
        hostname_ = name;
    }
    return hostname_.c_str();
}

bool WiFiClass::setHostname(const char* hostname) {
    hostname_ = hostname;
    return true;
}

wifi_event_id_t WiFiClass::onEvent(WiFiEventCb cbEvent, arduino_event_id_t event) {
    const auto call = [cbEvent](arduino_event_id_t id, arduino_event_info_t) { cbEvent(id); };
    return events_.add(call, reinterpret_cast<const void*>(cbEvent), event);
}

wifi_event_id_t WiFiClass::onEvent(WiFiEventFuncCb cbEvent, arduino_event_id_t event) {
    return events_.add(std::move(cbEvent), nullptr, event);
}

wifi_event_id_t WiFiClass::onEvent(WiFiEventSysCb cbEvent, arduino_event_id_t event) {
    const auto call = [cbEvent](arduino_event_id_t id, arduino_event_info_t info) {
        arduino_event_t told = {id, info};
        cbEvent(&told);
    };
    return events_.add(call, reinterpret_cast<const void*>(cbEvent), event);
}

void WiFiClass::removeEvent(WiFiEventCb cbEvent, arduino_event_id_t event) {
    events_.remove(reinterpret_cast<const void*>(cbEvent), event);
}

void WiFiClass::removeEvent(WiFiEventSysCb cbEvent, arduino_event_id_t event) {
    events_.remove(reinterpret_cast<const void*>(cbEvent), event);
}

const char* WiFiClass::eventName(arduino_event_id_t id) {
    switch (id) {
        case ARDUINO_EVENT_WIFI_OFF:
            return "WIFI_OFF";
        case ARDUINO_EVENT_WIFI_READY:
            return "WIFI_READY";
        case ARDUINO_EVENT_WIFI_SCAN_DONE:
            return "SCAN_DONE";
        case ARDUINO_EVENT_WIFI_STA_START:
            return "STA_START";
        case ARDUINO_EVENT_WIFI_STA_STOP:
            return "STA_STOP";
        case ARDUINO_EVENT_WIFI_STA_CONNECTED:
            return "STA_CONNECTED";
        case ARDUINO_EVENT_WIFI_STA_DISCONNECTED:
            return "STA_DISCONNECTED";
        case ARDUINO_EVENT_WIFI_STA_GOT_IP:
            return "STA_GOT_IP";
        case ARDUINO_EVENT_WIFI_AP_START:
            return "AP_START";
        case ARDUINO_EVENT_WIFI_AP_STOP:
            return "AP_STOP";
        case ARDUINO_EVENT_WIFI_STA_LOST_IP:
            return "STA_LOST_IP";
        case ARDUINO_EVENT_WPS_ER_TIMEOUT:
            return "WPS_ER_TIMEOUT";
        default:
            return "UNKNOWN";
    }
}

const char* WiFiClass::disconnectReasonName(wifi_err_reason_t reason) {
    switch (reason) {
        case WIFI_REASON_ASSOC_LEAVE:
            return "ASSOC_LEAVE";
        case WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT:
            return "4WAY_HANDSHAKE_TIMEOUT";
        case WIFI_REASON_BEACON_TIMEOUT:
            return "BEACON_TIMEOUT";
        case WIFI_REASON_NO_AP_FOUND:
            return "NO_AP_FOUND";
        default:
            return "";
    }
}

int16_t WiFiClass::scanNetworks(bool async, bool show_hidden, bool passive, uint32_t max_ms_per_chan, uint8_t channel,
                                const char* ssid, const uint8_t* bssid) {
    (void)show_hidden;
    (void)passive;
    (void)max_ms_per_chan;
    (void)channel;
    (void)ssid;
    (void)bssid;
    enableSTA(true);
    if (scan_.outcome() == WIFI_SCAN_RUNNING) {
        return WIFI_SCAN_RUNNING;
    }
    const int heard = scan_.begin(async);
    if (async) {
        const auto tell = [](void*) { WiFi.tell_scan(); };
        machine::timer_start(oceanhil::air::kScanUs, 0, tell, nullptr);
    } else {
        tell_scan();
    }
    return static_cast<int16_t>(heard);
}

void WiFiClass::tell_scan() {
    const int heard = scan_.outcome();
    if (heard >= 0) {
        arduino_event_info_t info = {};
        info.wifi_scan_done.number = static_cast<uint8_t>(heard);
        events_.tell(ARDUINO_EVENT_WIFI_SCAN_DONE, info);
    }
}

bool WiFiClass::getNetworkInfo(uint8_t networkItem, String& ssid, uint8_t& encryptionType, int32_t& RSSI,
                               uint8_t*& BSSID, int32_t& channel) {
    if (scan_.at(networkItem) == nullptr) {
        return false;
    }
    ssid = SSID(networkItem);
    encryptionType = static_cast<uint8_t>(this->encryptionType(networkItem));
    RSSI = WifiCommon::RSSI(networkItem);
    BSSID = WifiCommon::BSSID(networkItem);
    channel = WifiCommon::channel(networkItem);
    return true;
}

wifi_auth_mode_t WiFiClass::encryptionType(uint8_t networkItem) {
    const auto* const heard = scan_.at(networkItem);
    return heard != nullptr && heard->is_secured ? WIFI_AUTH_WPA2_PSK : WIFI_AUTH_OPEN;
}

String WiFiClass::BSSIDstr(uint8_t networkItem) {
    return scan_.at(networkItem) == nullptr ? String() : oceanhil::mac_text(oceanhil::air::kBssid, true);
}

bool WiFiClass::softAP(const char* ssid, const char* passphrase, int channel, int ssid_hidden, int max_connection,
                       bool ftm_responder, wifi_auth_mode_t auth_mode, wifi_cipher_type_t cipher) {
    (void)auth_mode, (void)cipher;
    (void)channel;
    (void)ssid_hidden;
    (void)max_connection;
    (void)ftm_responder;
    enableAP(true);
    return begin_access_point(ssid, passphrase);
}

bool WiFiClass::softAP(const String& ssid, const String& passphrase, int channel, int ssid_hidden, int max_connection,
                       bool ftm_responder, wifi_auth_mode_t auth_mode, wifi_cipher_type_t cipher) {
    return softAP(ssid.c_str(), passphrase.c_str(), channel, ssid_hidden, max_connection, ftm_responder, auth_mode,
                  cipher);
}

bool WiFiClass::softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dhcp_lease_start,
                             IPAddress dns) {
    (void)gateway;
    (void)subnet;
    (void)dhcp_lease_start;
    (void)dns;
    enableAP(true);
    set_access_point_address(local_ip);
    return true;
}

bool WiFiClass::softAPdisconnect(bool wifioff) {
    end_access_point();
    return wifioff ? enableAP(false) : true;
}

uint8_t* WiFiClass::softAPmacAddress(uint8_t* mac) {
    read_mac(mac, true);
    return mac;
}

String WiFiClass::softAPmacAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(softAPmacAddress(mac), true);
}

IPAddress WiFiClass::softAPBroadcastIP() {
    constexpr uint8_t kLast = 255;
    const IPAddress own = softAPIP();
    return IPAddress(own[0], own[1], own[2], kLast);
}

IPAddress WiFiClass::softAPNetworkID() {
    const IPAddress own = softAPIP();
    return IPAddress(own[0], own[1], own[2], 0);
}

bool WiFiClass::setBandMode(wifi_band_mode_t band_mode) { return band_mode != WIFI_BAND_MODE_5G_ONLY; }

int WiFiClass::setChannel(uint8_t primary, int secondary) {
    if (getMode() == WIFI_MODE_NULL) {
        return ESP_FAIL;
    }
    return esp_wifi_set_channel(primary, static_cast<wifi_second_chan_t>(secondary));
}

bool WiFiClass::setDualAntennaConfig(uint8_t gpio_ant1, uint8_t gpio_ant2, wifi_rx_ant_t rx_mode,
                                     wifi_tx_ant_t tx_mode) {
    (void)rx_mode;
    (void)tx_mode;
    return getMode() != WIFI_MODE_NULL && gpio_ant1 != gpio_ant2;
}

bool WiFiClass::beginSmartConfig(smartconfig_type_t type, char* crypt_key) {
    (void)type;
    (void)crypt_key;
    return enableSTA(true);
}

bool WiFiClass::stopSmartConfig() { return true; }

void WiFiClass::printDiag(Print& dest) {
    constexpr const char* kModes[] = {"NULL", "STA", "AP", "STA+AP"};
    dest.printf("Mode: %s\r\n", kModes[getMode()]);
    dest.printf("Channel: %d\r\n", static_cast<int>(channel()));
    dest.printf("SSID (%u): %s\r\n", SSID().length(), SSID().c_str());
    dest.printf("Passphrase (%u): %s\r\n", psk().length(), psk().c_str());
    dest.printf("BSSID set: 0\r\n");
}
