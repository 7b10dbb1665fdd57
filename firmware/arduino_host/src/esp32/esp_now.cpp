#include <WiFi.h>
#include <esp_now.h>
#include <string.h>

#include "oceanhil/lone_radio.h"

namespace oceanhil {

namespace {

esp_now_send_cb_t now_sent = nullptr;
oceanhil_now_sent_to_t now_sent_to = nullptr;

void tell_now(const uint8_t mac[kNowMacBytes], bool is_sent) {
    const esp_now_send_status_t status = is_sent ? ESP_NOW_SEND_SUCCESS : ESP_NOW_SEND_FAIL;
    if (now_sent_to != nullptr) {
        now_sent_to(mac, status);
    }
    if (now_sent != nullptr) {
        uint8_t to[kNowMacBytes];
        uint8_t own[kNowMacBytes] = {};
        memcpy(to, mac, sizeof to);
        WiFi.macAddress(own);
        const esp_now_send_info_t info = {to, own, WIFI_IF_STA, nullptr, 0, static_cast<uint8_t>(status)};
        now_sent(&info, status);
    }
}

void write_peer(const NowPeer& from, esp_now_peer_info_t& to) {
    to = {};
    memcpy(to.peer_addr, from.mac, sizeof to.peer_addr);
    memcpy(to.lmk, from.key, sizeof to.lmk);
    to.channel = from.channel;
    to.ifidx = static_cast<wifi_interface_t>(from.role);
    to.encrypt = from.is_encrypted;
}

NowPeer read_peer(const esp_now_peer_info_t& from) {
    NowPeer to;
    memcpy(to.mac, from.peer_addr, sizeof to.mac);
    memcpy(to.key, from.lmk, sizeof to.key);
    to.channel = from.channel;
    to.role = static_cast<uint8_t>(from.ifidx);
    to.is_encrypted = from.encrypt;
    return to;
}

constexpr uint8_t kLastChannel = 14;

esp_err_t judge_peer(const esp_now_peer_info_t* peer) {
    if (!lone_radio().is_begun) {
        return ESP_ERR_ESPNOW_NOT_INIT;
    }
    return peer == nullptr || peer->channel > kLastChannel ? ESP_ERR_ESPNOW_ARG : ESP_OK;
}

esp_err_t judge_begun(const void* argument) {
    return !lone_radio().is_begun ? ESP_ERR_ESPNOW_NOT_INIT : argument == nullptr ? ESP_ERR_ESPNOW_ARG : ESP_OK;
}

}  // namespace

}  // namespace oceanhil

extern "C" {

using oceanhil::lone_radio;

esp_err_t esp_now_init(void) {
    if (WiFi.getMode() == WIFI_MODE_NULL) {
        return ESP_ERR_WIFI_NOT_INIT;
    }
    lone_radio().is_begun = true;
    lone_radio().tell = oceanhil::tell_now;
    return ESP_OK;
}

esp_err_t esp_now_deinit(void) {
    lone_radio().end();
    return ESP_OK;
}

esp_err_t esp_now_get_version(uint32_t* version) {
    const esp_err_t error = oceanhil::judge_begun(version);
    if (error == ESP_OK) {
        *version = 2;
    }
    return error;
}

esp_err_t esp_now_register_recv_cb(esp_now_recv_cb_t) {
    return lone_radio().is_begun ? ESP_OK : ESP_ERR_ESPNOW_NOT_INIT;
}

esp_err_t oceanhil_now_register_heard_from(oceanhil_now_heard_from_t) { return esp_now_register_recv_cb(nullptr); }

esp_err_t esp_now_unregister_recv_cb(void) { return esp_now_register_recv_cb(nullptr); }

esp_err_t esp_now_register_send_cb(esp_now_send_cb_t cb) {
    oceanhil::now_sent = cb;
    oceanhil::now_sent_to = nullptr;
    return lone_radio().is_begun ? ESP_OK : ESP_ERR_ESPNOW_NOT_INIT;
}

esp_err_t oceanhil_now_register_sent_to(oceanhil_now_sent_to_t cb) {
    oceanhil::now_sent = nullptr;
    oceanhil::now_sent_to = cb;
    return lone_radio().is_begun ? ESP_OK : ESP_ERR_ESPNOW_NOT_INIT;
}

esp_err_t esp_now_unregister_send_cb(void) { return oceanhil_now_register_sent_to(nullptr); }

esp_err_t esp_now_send(const uint8_t* peer_addr, const uint8_t* data, size_t len) {
    if (!lone_radio().is_begun) {
        return ESP_ERR_ESPNOW_NOT_INIT;
    }
    if (data == nullptr || len == 0 || len > ESP_NOW_MAX_DATA_LEN) {
        return ESP_ERR_ESPNOW_ARG;
    }
    if (peer_addr == nullptr) {
        return lone_radio().send_to_all() > 0 ? ESP_OK : ESP_ERR_ESPNOW_NOT_FOUND;
    }
    if (lone_radio().find(peer_addr) == nullptr) {
        return ESP_ERR_ESPNOW_NOT_FOUND;
    }
    lone_radio().send(peer_addr);
    return ESP_OK;
}

esp_err_t esp_now_add_peer(const esp_now_peer_info_t* peer) {
    const esp_err_t error = oceanhil::judge_peer(peer);
    if (error != ESP_OK) {
        return error;
    }
    if (lone_radio().find(peer->peer_addr) != nullptr) {
        return ESP_ERR_ESPNOW_EXIST;
    }
    if (lone_radio().peers.size() >= ESP_NOW_MAX_TOTAL_PEER_NUM ||
        (peer->encrypt && lone_radio().count_encrypted() >= ESP_NOW_MAX_ENCRYPT_PEER_NUM)) {
        return ESP_ERR_ESPNOW_FULL;
    }
    lone_radio().peers.push_back(oceanhil::read_peer(*peer));
    return ESP_OK;
}

esp_err_t esp_now_del_peer(const uint8_t* peer_addr) {
    const esp_err_t error = oceanhil::judge_begun(peer_addr);
    if (error != ESP_OK || lone_radio().find(peer_addr) == nullptr) {
        return error != ESP_OK ? error : ESP_ERR_ESPNOW_NOT_FOUND;
    }
    lone_radio().forget(peer_addr);
    return ESP_OK;
}

esp_err_t esp_now_mod_peer(const esp_now_peer_info_t* peer) {
    const esp_err_t error = oceanhil::judge_peer(peer);
    oceanhil::NowPeer* const found = error == ESP_OK ? lone_radio().find(peer->peer_addr) : nullptr;
    if (found == nullptr) {
        return error != ESP_OK ? error : ESP_ERR_ESPNOW_NOT_FOUND;
    }
    *found = oceanhil::read_peer(*peer);
    return ESP_OK;
}

esp_err_t esp_now_get_peer(const uint8_t* peer_addr, esp_now_peer_info_t* peer) {
    const esp_err_t error = oceanhil::judge_begun(peer_addr == nullptr ? nullptr : peer);
    const oceanhil::NowPeer* const found = error == ESP_OK ? lone_radio().find(peer_addr) : nullptr;
    if (found == nullptr) {
        return error != ESP_OK ? error : ESP_ERR_ESPNOW_NOT_FOUND;
    }
    oceanhil::write_peer(*found, *peer);
    return ESP_OK;
}

esp_err_t esp_now_fetch_peer(bool from_head, esp_now_peer_info_t* peer) {
    const esp_err_t error = oceanhil::judge_begun(peer);
    const oceanhil::NowPeer* const found = error == ESP_OK ? lone_radio().next(from_head) : nullptr;
    if (found == nullptr) {
        return error != ESP_OK ? error : ESP_ERR_ESPNOW_NOT_FOUND;
    }
    oceanhil::write_peer(*found, *peer);
    return ESP_OK;
}

bool esp_now_is_peer_exist(const uint8_t* peer_addr) {
    return peer_addr != nullptr && lone_radio().find(peer_addr) != nullptr;
}

esp_err_t esp_now_get_peer_num(esp_now_peer_num_t* num) {
    const esp_err_t error = oceanhil::judge_begun(num);
    if (error == ESP_OK) {
        *num = {static_cast<int>(lone_radio().peers.size()), static_cast<int>(lone_radio().count_encrypted())};
    }
    return error;
}

esp_err_t esp_now_set_pmk(const uint8_t* pmk) { return oceanhil::judge_begun(pmk); }

}  // extern "C"
