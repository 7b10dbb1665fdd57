/// A serial port over classic Bluetooth, which only an ESP32 has: nobody in reach opens it, or is there to be connected
/// to. Facts: libraries/BluetoothSerial/src/BluetoothSerial.h and BluetoothSerial.cpp of arduino-esp32.
#ifndef _BLUETOOTH_SERIAL_H_
#define _BLUETOOTH_SERIAL_H_

#include <sdkconfig.h>

#if defined(CONFIG_BT_SPP_ENABLED)

#include <Arduino.h>
#include <BTScan.h>
#include <Stream.h>
#include <esp_spp_api.h>

#include <functional>
#include <map>

typedef std::function<void(const uint8_t* buffer, size_t size)> BluetoothSerialDataCb;
typedef std::function<void(uint32_t num_val)> ConfirmRequestCb;
typedef std::function<void()> KeyRequestCb;
typedef std::function<void(boolean success)> AuthCompleteCb;
typedef std::function<void(BTAdvertisedDevice* pAdvertisedDevice)> BTAdvertisedDeviceCb;

class BluetoothSerial : public Stream {
  public:
    ~BluetoothSerial() override { end(); }

    const int INQ_TIME = 1280;
    const int MIN_INQ_TIME = 0x01 * INQ_TIME;
    const int MAX_INQ_TIME = 0x30 * INQ_TIME;

    /// False if the heap has too little, or Bluetooth's memory was released.
    bool begin(String localName = String(), bool isMaster = false, bool disableBLE = false, uint16_t rxQueueSize = 512,
               uint16_t txQueueSize = 32);
    bool begin(unsigned long baud) {
        (void)baud;
        return begin();
    }
    void end();
    /// For good, until the next start.
    void memrelease();

    int available() override;
    /// Both wait as long as `setTimeout` says.
    int peek() override { return nothing_came(); }
    int read() override { return nothing_came(); }
    size_t write(uint8_t c) override {
        (void)c;
        return 0;
    }
    size_t write(const uint8_t* buffer, size_t size) override {
        (void)buffer;
        (void)size;
        return 0;
    }
    using Print::write;
    void flush() override {}
    void setTimeout(int timeoutMS);
    bool hasClient();
    operator bool() const { return true; }

    void onData(BluetoothSerialDataCb cb) { (void)cb; }
    esp_err_t register_callback(esp_spp_cb_t callback);
    void onConfirmRequest(ConfirmRequestCb cb) { (void)cb; }
    void onKeyRequest(KeyRequestCb cb) { (void)cb; }
    void respondPasskey(uint32_t passkey) { (void)passkey; }
    void onAuthComplete(AuthCompleteCb cb) { (void)cb; }
    void confirmReply(boolean confirm) { (void)confirm; }
    void enableSSP() {}
    void enableSSP(bool inputCapability, bool outputCapability) {
        (void)inputCapability;
        (void)outputCapability;
    }
    void disableSSP() {}
    bool setPin(const char* pin) {
        (void)pin;
        return true;
    }
    bool setPin(const char* pin, uint8_t pin_code_len) {
        (void)pin_code_len;
        return setPin(pin);
    }

    /// False: at once unless it began as master, else after ten seconds, and after 32 for a name.
    bool connect(String remoteName);
    bool connect(uint8_t remoteAddress[], int channel = 0,
                 esp_spp_sec_t sec_mask = ESP_SPP_SEC_ENCRYPT | ESP_SPP_SEC_AUTHENTICATE,
                 esp_spp_role_t role = ESP_SPP_ROLE_MASTER);
    bool connect(const BTAddress& remoteAddress, int channel = 0,
                 esp_spp_sec_t sec_mask = ESP_SPP_SEC_ENCRYPT | ESP_SPP_SEC_AUTHENTICATE,
                 esp_spp_role_t role = ESP_SPP_ROLE_MASTER) {
        return connect(*remoteAddress.getNative(), channel, sec_mask, role);
    }
    /// To the name of before.
    bool connect();
    bool connected(int timeout = 0);
    /// Until the first attempt.
    bool isClosed() { return is_closed_; }
    bool isReady(bool checkMaster = false, int timeout = 0);
    bool disconnect() { return false; }
    bool unpairDevice(uint8_t remoteAddress[]);

    /// A null pointer after an attempt to connect to a name, and for a time that is out of range.
    BTScanResults* discover(int timeout = 0x30 * 1280);
    bool discoverAsync(BTAdvertisedDeviceCb cb, int timeout = 0x30 * 1280);
    void discoverAsyncStop() {}
    void discoverClear() {}
    BTScanResults* getScanResults() { return &found_; }
    std::map<int, std::string> getChannels(const BTAddress& remoteAddress);

    void getBtAddress(uint8_t* mac);
    BTAddress getBtAddressObject() {
        esp_bd_addr_t own;
        getBtAddress(own);
        return {own};
    }
    String getBtAddressString() { return getBtAddressObject().toString(true).c_str(); }
    int getNumberOfBondedDevices() { return 0; }
    void deleteAllBondedDevices() {}

  private:
    int nothing_came();
    /// False, as it always is.
    bool wait_in_vain(int milliseconds);

    BTScanResults found_;
    String remote_name_;
    int timeout_ms_ = 0;
    bool is_master_ = false;
    bool is_begun_ = false;
    bool is_closed_ = true;
};

#endif

#endif
