/// How others would be paired. Facts: libraries/BLE/src/BLESecurity.h of arduino-esp32, as it is with Bluedroid.
#ifndef COMPONENTS_CPP_UTILS_BLESECURITY_H_
#define COMPONENTS_CPP_UTILS_BLESECURITY_H_

#include <Arduino.h>
#include <esp_gap_ble_api.h>

#define BLE_SM_DEFAULT_PASSKEY 123456

/// Nobody in reach pairs: what is set shows nowhere but in `getPassKey`.
class BLESecurity {
  public:
    virtual ~BLESecurity() = default;
    static void setAuthenticationMode(esp_ble_auth_req_t auth_req) { (void)auth_req; }
    static void setAuthenticationMode(bool bonding, bool mitm, bool sc) {
        (void)bonding;
        (void)mitm;
        (void)sc;
    }
    static void setCapability(esp_ble_io_cap_t iocap) { (void)iocap; }
    static void setInitEncryptionKey(uint8_t init_key = ESP_BLE_ENC_KEY_MASK | ESP_BLE_ID_KEY_MASK) { (void)init_key; }
    static void setRespEncryptionKey(uint8_t resp_key = ESP_BLE_ENC_KEY_MASK | ESP_BLE_ID_KEY_MASK) { (void)resp_key; }
    static void setKeySize(uint8_t key_size = 16) { (void)key_size; }
    static void setEncryptionLevel(esp_ble_sec_act_t level) { (void)level; }
    static void setStaticPIN(uint32_t pin) { setPassKey(true, pin); }
    /// Gives the one that counts: a chance one of six digits unless it is `staticPasskey`.
    static uint32_t setPassKey(bool staticPasskey = false, uint32_t passkey = BLE_SM_DEFAULT_PASSKEY);
    static uint32_t getPassKey();
    static uint32_t generateRandomPassKey() { return setPassKey(); }
    static void regenPassKeyOnConnect(bool enable = false) { (void)enable; }
    static void resetSecurity() {}
};

/// None of them is ever called.
class BLESecurityCallbacks {
  public:
    virtual ~BLESecurityCallbacks() = default;
    virtual uint32_t onPassKeyRequest() { return BLE_SM_DEFAULT_PASSKEY; }
    virtual void onPassKeyNotify(uint32_t pass_key) { (void)pass_key; }
    virtual bool onSecurityRequest() { return true; }
    virtual bool onConfirmPIN(uint32_t pin) {
        (void)pin;
        return true;
    }
    virtual bool onAuthorizationRequest(uint16_t connHandle, uint16_t attrHandle, bool isRead) {
        (void)connHandle;
        (void)attrHandle;
        (void)isRead;
        return true;
    }
    virtual void onAuthenticationComplete(esp_ble_auth_cmpl_t desc) { (void)desc; }
};

#endif
