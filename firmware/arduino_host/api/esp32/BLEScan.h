/// Looking for devices: it takes its time and finds none. Facts: libraries/BLE/src/BLEScan.h and BLEScan.cpp of
/// arduino-esp32, as it is with Bluedroid.
#ifndef COMPONENTS_CPP_UTILS_BLESCAN_H_
#define COMPONENTS_CPP_UTILS_BLESCAN_H_

#include <BLEAdvertisedDevice.h>

class BLEScanResults {
  public:
    void dump() {}
    int getCount() { return 0; }
    /// There is none, and nothing asks for that: the program ends as by any pointer to nothing.
    BLEAdvertisedDevice getDevice(uint32_t i);
};

class BLEScan {
  public:
    void setActiveScan(bool active) { (void)active; }
    void setAdvertisedDeviceCallbacks(BLEAdvertisedDeviceCallbacks* pAdvertisedDeviceCallbacks,
                                      bool wantDuplicates = false, bool shouldParse = true) {
        (void)pAdvertisedDeviceCallbacks;
        (void)wantDuplicates;
        (void)shouldParse;
    }
    void setInterval(uint16_t intervalMSecs) { (void)intervalMSecs; }
    void setWindow(uint16_t windowMSecs) { (void)windowMSecs; }
    /// In seconds; 0 is without an end. It waits for a scan that goes on. False before `BLEDevice::init`.
    bool start(uint32_t duration, void (*scanCompleteCB)(BLEScanResults), bool is_continue = false);
    /// Comes back when the scan is over.
#if ESP_ARDUINO_VERSION_MAJOR < 3
    BLEScanResults start(uint32_t duration, bool is_continue = false) {
        wait_for(duration, is_continue);
        return results_;
    }
    BLEScanResults getResults() { return results_; }
#else
    BLEScanResults* start(uint32_t duration, bool is_continue = false) {
        wait_for(duration, is_continue);
        return &results_;
    }
    BLEScanResults* getResults() { return &results_; }
#endif
    bool stop();
    bool isScanning();
    void clearResults() {}
    void erase(BLEAddress address) { (void)address; }

  private:
    void wait_for(uint32_t duration, bool is_continue);

    BLEScanResults results_;
};

#endif
