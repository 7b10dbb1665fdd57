/// `MDNS` of arduino-esp32.
#ifndef ESP32MDNS_H
#define ESP32MDNS_H

#include "oceanhil/multicast_names.h"

class MDNSResponder : public oceanhil::MulticastNames {
  public:
    void setInstanceName(const String& name) { (void)name; }
    bool enableArduino(uint16_t port = 3232, bool auth = false) { return MulticastNames::enableArduino(port, auth); }
    void disableArduino() {}
    bool enableWorkstation(int interface = 0) { return (void)interface, isRunning(); }
    void disableWorkstation() {}

    // Of an answer by its number, and there are none.
    String instanceName(int idx) { return (void)idx, String(); }
    IPAddress address(int idx) { return (void)idx, IPAddress(); }
    int numTxt(int idx) { return (void)idx, 0; }
    bool hasTxt(int idx, const char* key) { return (void)idx, (void)key, false; }
    String txt(int idx, const char* key) { return (void)idx, (void)key, String(); }
    String txt(int idx, int txtIdx) { return (void)idx, (void)txtIdx, String(); }
    String txtKey(int idx, int txtIdx) { return (void)idx, (void)txtIdx, String(); }
};

extern MDNSResponder MDNS;

#endif
