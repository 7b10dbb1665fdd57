#include <ESP32_NOW.h>
#include <WiFi.h>
#include <string.h>

#include <algorithm>
#include <vector>

namespace {

constexpr size_t kNowMac = 6;

std::vector<ESP_NOW_Peer*>& now_peers() {
    static std::vector<ESP_NOW_Peer*> peers;
    return peers;
}

void tell_sent(const esp_now_send_info_t* info, esp_now_send_status_t status) {
    for (ESP_NOW_Peer* const each : std::vector<ESP_NOW_Peer*>(now_peers())) {
        if (memcmp(each->addr(), info->des_addr, kNowMac) == 0) {
            each->onSent(status == ESP_NOW_SEND_SUCCESS);
        }
    }
}

}  // namespace

ESP_NOW_Class ESP_NOW;

bool ESP_NOW_Class::begin(const uint8_t* pmk) {
    if (is_begun_) {
        return true;
    }
    is_begun_ = WiFi.getMode() != WIFI_MODE_NULL && esp_now_init() == ESP_OK &&
                (pmk == nullptr || esp_now_set_pmk(pmk) == ESP_OK) && esp_now_register_send_cb(tell_sent) == ESP_OK;
    return is_begun_;
}

bool ESP_NOW_Class::end() {
    now_peers().clear();
    is_begun_ = false;
    return esp_now_deinit() == ESP_OK;
}

int ESP_NOW_Class::getTotalPeerCount() const {
    esp_now_peer_num_t count = {};
    return is_begun_ && esp_now_get_peer_num(&count) == ESP_OK ? count.total_num : -1;
}

int ESP_NOW_Class::getEncryptedPeerCount() const {
    esp_now_peer_num_t count = {};
    return is_begun_ && esp_now_get_peer_num(&count) == ESP_OK ? count.encrypt_num : -1;
}

int ESP_NOW_Class::getVersion() const {
    uint32_t version = 0;
    return is_begun_ && esp_now_get_version(&version) == ESP_OK ? static_cast<int>(version) : -1;
}

int ESP_NOW_Class::getMaxDataLen() const { return is_begun_ ? ESP_NOW_MAX_DATA_LEN : -1; }

size_t ESP_NOW_Class::write(const uint8_t* data, size_t len) {
    const size_t most = ESP_NOW_MAX_DATA_LEN;
    const size_t sent = std::min(len, most);
    return is_begun_ && esp_now_send(nullptr, data, sent) == ESP_OK ? sent : 0;
}

ESP_NOW_Peer::ESP_NOW_Peer(const uint8_t* mac_addr, uint8_t channel, wifi_interface_t iface, const uint8_t* lmk)
    : channel_(channel), interface_(iface) {
    if (mac_addr != nullptr) {
        memcpy(mac_, mac_addr, sizeof mac_);
    }
    setKey(lmk);
}

esp_now_peer_info_t ESP_NOW_Peer::described() const {
    esp_now_peer_info_t peer = {};
    memcpy(peer.peer_addr, mac_, sizeof mac_);
    memcpy(peer.lmk, key_, sizeof key_);
    peer.channel = channel_;
    peer.ifidx = interface_;
    peer.encrypt = is_encrypted_;
    return peer;
}

bool ESP_NOW_Peer::add() {
    if (is_added_) {
        return true;
    }
    const esp_now_peer_info_t peer = described();
    is_added_ = esp_now_add_peer(&peer) == ESP_OK;
    if (is_added_) {
        now_peers().push_back(this);
    }
    return is_added_;
}

bool ESP_NOW_Peer::remove() {
    if (!is_added_) {
        return true;
    }
    is_added_ = false;
    auto& peers = now_peers();
    peers.erase(std::remove(peers.begin(), peers.end(), this), peers.end());
    return esp_now_del_peer(mac_) == ESP_OK;
}

bool ESP_NOW_Peer::addr(const uint8_t* mac_addr) {
    if (is_added_) {
        return false;
    }
    memcpy(mac_, mac_addr, sizeof mac_);
    return true;
}

bool ESP_NOW_Peer::changed() {
    const esp_now_peer_info_t peer = described();
    return !is_added_ || esp_now_mod_peer(&peer) == ESP_OK;
}

bool ESP_NOW_Peer::setChannel(uint8_t channel) {
    channel_ = channel;
    return changed();
}

bool ESP_NOW_Peer::setInterface(wifi_interface_t iface) {
    interface_ = iface;
    return changed();
}

bool ESP_NOW_Peer::setKey(const uint8_t* lmk) {
    is_encrypted_ = lmk != nullptr;
    if (is_encrypted_) {
        memcpy(key_, lmk, sizeof key_);
    }
    return changed();
}

size_t ESP_NOW_Peer::send(const uint8_t* data, int len) {
    if (!is_added_ || len <= 0) {
        return 0;
    }
    const int sent = std::min<int>(len, ESP_NOW_MAX_DATA_LEN);
    return esp_now_send(mac_, data, static_cast<size_t>(sent)) == ESP_OK ? static_cast<size_t>(sent) : 0;
}
