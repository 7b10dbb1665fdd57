// Pings, networks that know their users, and telephones: nobody is there. Facts: tools/sdk/include of esp8266/Arduino.
#include <machine.h>
#include <ping.h>
#include <smartconfig.h>
#include <wpa2_enterprise.h>

#include <new>

#include "oceanhil/enterprise.h"

namespace machine = oceanhil::machine;

bool& oceanhil::asks_for_enterprise() {
    static bool does = false;
    return does;
}

namespace {

constexpr uint32 kUsualPings = 4;
constexpr int kLongestIdentity = 127;
constexpr uint8 kLeastTouchSeconds = 15;

struct Pings {
    ping_option* asked;
    ping_resp told;
    uint32_t timer;
};

uint32 pings_wanted(const ping_option& asked) { return asked.count == 0 ? kUsualPings : asked.count; }

/// Another one was not answered.
void miss_ping(void* context) {
    auto* const pings = static_cast<Pings*>(context);
    ++pings->told.timeout_count;
    ++pings->told.seqno;
    pings->told.ping_err = -1;
    if (pings->asked->recv_function != nullptr) {
        pings->asked->recv_function(pings->asked, &pings->told);
    }
    if (++pings->told.total_count < pings_wanted(*pings->asked)) {
        return;
    }
    machine::timer_stop(pings->timer);
    if (pings->asked->sent_function != nullptr) {
        pings->asked->sent_function(pings->asked, &pings->told);
    }
    delete pings;
}

bool checks_no_time = false;
bool is_configuring = false;

int identity_taken(const u8* text, int len) { return text != nullptr && len > 0 && len <= kLongestIdentity ? 0 : -1; }
int bytes_taken(const u8* bytes, int len) { return bytes != nullptr && len > 0 ? 0 : -1; }

}  // namespace

extern "C" {

bool ping_start(struct ping_option* ping_opt) {
    auto* const pings = ping_opt == nullptr ? nullptr : new (std::nothrow) Pings{ping_opt, {}, 0};
    if (pings == nullptr) {
        return false;
    }
    const uint64_t period_us = (ping_opt->coarse_time == 0 ? 1 : ping_opt->coarse_time) * machine::kSecondUs;
    pings->timer = machine::timer_start(period_us, period_us, miss_ping, pings);
    return true;
}

bool ping_regist_recv(struct ping_option* ping_opt, ping_recv_function ping_recv) {
    if (ping_opt == nullptr) {
        return false;
    }
    ping_opt->recv_function = ping_recv;
    return true;
}

bool ping_regist_sent(struct ping_option* ping_opt, ping_sent_function ping_sent) {
    if (ping_opt == nullptr) {
        return false;
    }
    ping_opt->sent_function = ping_sent;
    return true;
}

int wifi_station_set_wpa2_enterprise_auth(int enable) {
    oceanhil::asks_for_enterprise() = enable != 0;
    return 0;
}

int wifi_station_set_enterprise_cert_key(u8* client_cert, int client_cert_len, u8* private_key, int private_key_len, u8*,
                                         int) {
    return bytes_taken(client_cert, client_cert_len) | bytes_taken(private_key, private_key_len);
}

int wifi_station_set_enterprise_ca_cert(u8* ca_cert, int ca_cert_len) { return bytes_taken(ca_cert, ca_cert_len); }
int wifi_station_set_enterprise_identity(u8* identity, int len) { return identity_taken(identity, len); }
int wifi_station_set_enterprise_username(u8* username, int len) { return identity_taken(username, len); }
int wifi_station_set_enterprise_password(u8* password, int len) { return identity_taken(password, len); }
int wifi_station_set_enterprise_new_password(u8* new_password, int len) { return identity_taken(new_password, len); }
void wifi_station_clear_enterprise_cert_key(void) {}
void wifi_station_clear_enterprise_ca_cert(void) {}
void wifi_station_clear_enterprise_identity(void) {}
void wifi_station_clear_enterprise_username(void) {}
void wifi_station_clear_enterprise_password(void) {}
void wifi_station_clear_enterprise_new_password(void) {}
void wifi_station_set_enterprise_disable_time_check(bool disable) { checks_no_time = disable; }
bool wifi_station_get_enterprise_disable_time_check(void) { return checks_no_time; }
void wpa2_enterprise_set_user_get_time(get_time_func_t) {}

bool smartconfig_start(sc_callback_t cb, ...) {
    if (cb == nullptr || is_configuring) {
        return false;
    }
    is_configuring = true;
    return true;
}

bool smartconfig_stop(void) {
    is_configuring = false;
    return true;
}

bool esptouch_set_timeout(uint8 time_s) { return time_s >= kLeastTouchSeconds; }
bool smartconfig_set_type(sc_type type) { return type <= SC_TYPE_ESPTOUCH_AIRKISS; }

}  // extern "C"
