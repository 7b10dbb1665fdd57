/// ESP-NOW as objects, of arduino-esp32 3.x; it stands on `esp_now.h`. Who is copied or goes away stays a peer, by the
/// object that was added, as there. Facts: libraries/ESP_NOW/src/ESP32_NOW.h and
/// ESP32_NOW.cpp.
#pragma once

#include <Print.h>
#include <WiFiType.h>
#include <esp_now.h>
#include <stdint.h>

class ESP_NOW_Peer {
  public:
    virtual ~ESP_NOW_Peer() = default;

    const uint8_t* addr() const { return mac_; }
    /// False for a peer that is there: its address stays as it is.
    bool addr(const uint8_t* mac_addr);
    uint8_t getChannel() const { return channel_; }
    bool setChannel(uint8_t channel);
    wifi_interface_t getInterface() const { return interface_; }
    bool setInterface(wifi_interface_t iface);
    bool isEncrypted() const { return is_encrypted_; }
    bool setKey(const uint8_t* lmk);
    operator bool() const { return is_added_; }

    virtual void onReceive(const uint8_t* data, size_t len, bool broadcast) {
        (void)data;
        (void)len;
        (void)broadcast;
    }
    virtual void onSent(bool success) { (void)success; }

  protected:
    ESP_NOW_Peer(const uint8_t* mac_addr, uint8_t channel = 0, wifi_interface_t iface = WIFI_IF_AP,
                 const uint8_t* lmk = nullptr);
    /// True if it is there already; false before `ESP_NOW.begin`, and where it cannot be added.
    bool add();
    bool remove();
    /// How many bytes are on their way; 0 without a peer.
    size_t send(const uint8_t* data, int len);

  private:
    friend class ESP_NOW_Class;

    static constexpr size_t kMacBytes = 6;
    static constexpr size_t kKeyBytes = 16;

    esp_now_peer_info_t described() const;
    bool changed();

    uint8_t mac_[kMacBytes] = {};
    uint8_t channel_;
    wifi_interface_t interface_;
    bool is_encrypted_ = false;
    bool is_added_ = false;
    uint8_t key_[kKeyBytes] = {};
};

class ESP_NOW_Class : public Print {
  public:
    const uint8_t BROADCAST_ADDR[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

    bool begin(const uint8_t* pmk = nullptr);
    bool end();
    int getTotalPeerCount() const;
    int getEncryptedPeerCount() const;
    int getMaxDataLen() const;
    int getVersion() const;
    int availableForWrite() { return getMaxDataLen(); }
    /// To all peers.
    size_t write(const uint8_t* data, size_t len) override;
    size_t write(uint8_t data) override { return write(&data, 1); }
    /// Nobody ever comes.
    void onNewPeer(void (*cb)(const esp_now_recv_info_t* info, const uint8_t* data, int len, void* arg), void* arg) {
        (void)cb;
        (void)arg;
    }

    bool removePeer(ESP_NOW_Peer& peer) { return peer.remove(); }

  private:
    bool is_begun_ = false;
};

extern ESP_NOW_Class ESP_NOW;
