/// `Network` of arduino-esp32 3.x. Facts: libraries/Network/src/NetworkManager.h and NetworkManager.cpp.
#pragma once

#include <IPAddress.h>
#include <NetworkEvents.h>
#include <NetworkInterface.h>
#include <Printable.h>
#include <WString.h>

class NetworkManager : public NetworkEvents, public Printable {
  public:
    bool begin();
    int hostByName(const char* aHostname, IPAddress& aResult);
    /// Of the chip, whatever interfaces there are.
    uint8_t* macAddress(uint8_t* mac);
    String macAddress();
    const char* getHostname();
    bool setHostname(const char* hostname);
    bool setDefaultInterface(NetworkInterface& ifc) { return ifc.setDefault(); }
    NetworkInterface* getDefaultInterface();
    /// Whether an interface other than the access point has an address.
    bool isOnline();
    size_t printTo(Print& out) const override;
};

extern NetworkManager Network;
