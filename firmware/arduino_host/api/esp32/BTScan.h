/// What a search has found: nothing. Facts: libraries/BluetoothSerial/src/BTScan.h of arduino-esp32.
#ifndef __BTSCAN_H__
#define __BTSCAN_H__

#include <BTAdvertisedDevice.h>
#include <Print.h>

class BTScanResults {
  public:
    virtual ~BTScanResults() = default;
    void dump(Print* print = nullptr) { (void)print; }
    int getCount() { return 0; }
    BTAdvertisedDevice* getDevice(int i) {
        (void)i;
        return nullptr;
    }
};

#endif
