// The radio's driver, on what `WiFi` knows.
#include <WiFi.h>
#include <machine.h>
#include <pico/cyw43_arch.h>
#include <string.h>
#include <tasks.h>

namespace machine = oceanhil::machine;

struct oceanhil_cyw43 {
    uint32_t power_saving;
};

cyw43_t cyw43_state = {CYW43_DEFAULT_PM};

namespace {

/// Of the station; an access point has a link while there is one.
int link_status(int itf, int joined) {
    if (itf == CYW43_ITF_AP) {
        return (WiFi.getMode() & WIFI_AP) != 0 ? joined : CYW43_LINK_DOWN;
    }
    switch (oceanhil::Station::own().state()) {
        case machine::Station::connected:
            return joined;
        case machine::Station::no_ssid:
            return CYW43_LINK_NONET;
        case machine::Station::failed:
            return CYW43_LINK_BADAUTH;
        default:
            return CYW43_LINK_DOWN;
    }
}

}  // namespace

extern "C" {

int cyw43_wifi_pm(cyw43_t* self, uint32_t pm) {
    self->power_saving = pm;
    return 0;
}

int cyw43_wifi_get_pm(cyw43_t* self, uint32_t* pm) {
    *pm = self->power_saving;
    return 0;
}

int cyw43_wifi_link_status(cyw43_t*, int itf) { return link_status(itf, CYW43_LINK_JOIN); }

int cyw43_tcpip_link_status(cyw43_t*, int itf) { return link_status(itf, CYW43_LINK_UP); }

int cyw43_wifi_get_rssi(cyw43_t*, int32_t* rssi) {
    *rssi = WiFi.RSSI();
    return WiFi.connected() ? 0 : -1;
}

int cyw43_wifi_get_bssid(cyw43_t*, uint8_t bssid[6]) {
    memcpy(bssid, oceanhil::air::kBssid, oceanhil::kMacBytes);
    return WiFi.connected() ? 0 : -1;
}

int cyw43_wifi_get_mac(cyw43_t*, int itf, uint8_t mac[6]) {
    itf == CYW43_ITF_AP ? WiFi.softAPmacAddress(mac) : WiFi.macAddress(mac);
    return 0;
}

int cyw43_wifi_leave(cyw43_t*, int itf) {
    if (itf == CYW43_ITF_STA) {
        oceanhil::Station::own().leave();
    }
    return 0;
}

void cyw43_arch_lwip_begin(void) { machine::tasks_hold(); }

void cyw43_arch_lwip_end(void) { machine::tasks_release(); }

void cyw43_arch_poll(void) { machine::yield(); }

}  // extern "C"
