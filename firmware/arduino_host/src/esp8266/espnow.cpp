#include <espnow.h>
#include <string.h>

#include "oceanhil/lone_radio.h"

namespace oceanhil {

namespace {

constexpr int kNowDone = 0;
constexpr int kNowImpossible = -1;
// ESP8266 Non-OS SDK API Reference, "ESP-NOW": as many peers, and these of them with a key.
constexpr size_t kMostEncrypted = 6;

esp_now_send_cb_t now_sent = nullptr;
u8 own_role = ESP_NOW_ROLE_IDLE;

void tell_now(const uint8_t mac[kNowMacBytes], bool is_sent) {
    u8 to[kNowMacBytes];
    memcpy(to, mac, sizeof to);
    if (now_sent != nullptr) {
        now_sent(to, is_sent ? 0 : 1);
    }
}

NowPeer* known(const u8* mac) { return mac == nullptr ? nullptr : lone_radio().find(mac); }

int begun() { return lone_radio().is_begun ? kNowDone : kNowImpossible; }

bool set_key(NowPeer& peer, const u8* key, u8 bytes) {
    peer.is_encrypted = key != nullptr && bytes != 0;
    if (peer.is_encrypted && bytes == kNowKeyBytes) {
        memcpy(peer.key, key, kNowKeyBytes);
    }
    return !peer.is_encrypted || bytes == kNowKeyBytes;
}

}  // namespace

}  // namespace oceanhil

extern "C" {

using oceanhil::kNowDone;
using oceanhil::kNowImpossible;
using oceanhil::known;
using oceanhil::lone_radio;
using oceanhil::NowPeer;

int esp_now_init(void) {
    lone_radio().is_begun = true;
    lone_radio().tell = oceanhil::tell_now;
    return kNowDone;
}

int esp_now_deinit(void) {
    lone_radio().end();
    return kNowDone;
}

int esp_now_register_send_cb(esp_now_send_cb_t cb) {
    oceanhil::now_sent = cb;
    return oceanhil::begun();
}

int esp_now_unregister_send_cb(void) { return esp_now_register_send_cb(nullptr); }
int esp_now_register_recv_cb(esp_now_recv_cb_t) { return oceanhil::begun(); }
int esp_now_unregister_recv_cb(void) { return oceanhil::begun(); }

int esp_now_send(u8* da, u8* data, int len) {
    const bool is_possible = lone_radio().is_begun && data != nullptr && len > 0 &&
                             len <= static_cast<int>(oceanhil::kMostNowBytes);
    if (!is_possible || (da != nullptr && known(da) == nullptr)) {
        return kNowImpossible;
    }
    if (da == nullptr) {
        return lone_radio().send_to_all() > 0 ? kNowDone : kNowImpossible;
    }
    lone_radio().send(da);
    return kNowDone;
}

int esp_now_add_peer(u8* mac_addr, u8 role, u8 channel, u8* key, u8 key_len) {
    NowPeer peer;
    const bool is_possible = lone_radio().is_begun && mac_addr != nullptr && known(mac_addr) == nullptr &&
                             role < ESP_NOW_ROLE_MAX && oceanhil::set_key(peer, key, key_len) &&
                             lone_radio().peers.size() < oceanhil::kMostNowPeers &&
                             (!peer.is_encrypted || lone_radio().count_encrypted() < oceanhil::kMostEncrypted);
    if (!is_possible) {
        return kNowImpossible;
    }
    memcpy(peer.mac, mac_addr, sizeof peer.mac);
    peer.role = role;
    peer.channel = channel;
    lone_radio().peers.push_back(peer);
    return kNowDone;
}

int esp_now_del_peer(u8* mac_addr) {
    if (known(mac_addr) == nullptr) {
        return kNowImpossible;
    }
    lone_radio().forget(mac_addr);
    return kNowDone;
}

int esp_now_set_self_role(u8 role) {
    if (role >= ESP_NOW_ROLE_MAX) {
        return kNowImpossible;
    }
    oceanhil::own_role = role;
    return oceanhil::begun();
}

int esp_now_get_self_role(void) { return oceanhil::own_role; }

int esp_now_set_peer_role(u8* mac_addr, u8 role) {
    NowPeer* const peer = known(mac_addr);
    if (peer == nullptr || role >= ESP_NOW_ROLE_MAX) {
        return kNowImpossible;
    }
    peer->role = role;
    return kNowDone;
}

int esp_now_get_peer_role(u8* mac_addr) {
    const NowPeer* const peer = known(mac_addr);
    return peer == nullptr ? kNowImpossible : peer->role;
}

int esp_now_set_peer_channel(u8* mac_addr, u8 channel) {
    NowPeer* const peer = known(mac_addr);
    if (peer == nullptr) {
        return kNowImpossible;
    }
    peer->channel = channel;
    return kNowDone;
}

int esp_now_get_peer_channel(u8* mac_addr) {
    const NowPeer* const peer = known(mac_addr);
    return peer == nullptr ? kNowImpossible : peer->channel;
}

int esp_now_set_peer_key(u8* mac_addr, u8* key, u8 key_len) {
    NowPeer* const peer = known(mac_addr);
    return peer != nullptr && oceanhil::set_key(*peer, key, key_len) ? kNowDone : kNowImpossible;
}

int esp_now_get_peer_key(u8* mac_addr, u8* key, u8* key_len) {
    const NowPeer* const peer = known(mac_addr);
    if (peer == nullptr || key == nullptr || key_len == nullptr) {
        return kNowImpossible;
    }
    *key_len = peer->is_encrypted ? oceanhil::kNowKeyBytes : 0;
    memcpy(key, peer->key, *key_len);
    return kNowDone;
}

u8* esp_now_fetch_peer(bool restart) {
    NowPeer* const peer = lone_radio().next(restart);
    return peer == nullptr ? nullptr : peer->mac;
}

int esp_now_is_peer_exist(u8* mac_addr) { return known(mac_addr) != nullptr ? 1 : 0; }

int esp_now_get_cnt_info(u8* all_cnt, u8* encrypt_cnt) {
    if (all_cnt == nullptr || encrypt_cnt == nullptr) {
        return kNowImpossible;
    }
    *all_cnt = static_cast<u8>(lone_radio().peers.size());
    *encrypt_cnt = static_cast<u8>(lone_radio().count_encrypted());
    return kNowDone;
}

int esp_now_set_kok(u8* key, u8 len) {
    return key != nullptr && len == oceanhil::kNowKeyBytes ? oceanhil::begun() : kNowImpossible;
}

}  // extern "C"
