/// `WiFiMulti` of arduino-esp32 3.x. Facts: libraries/WiFi/src/WiFiMulti.cpp.
#ifndef WIFICLIENTMULTI_H_
#define WIFICLIENTMULTI_H_

#include <functional>
#include <vector>

#include "WiFi.h"
#include "oceanhil/known_networks.h"

typedef std::function<bool(void)> ConnectionTestCB_t;

class WiFiMulti : public oceanhil::KnownNetworks {
  public:
    /// Joins a known network unless the station is in one; gives what `WiFi.status` does then.
    uint8_t run(uint32_t connectTimeout = 5000, bool scanHidden = false);
    void APlistClean() { networks_.clear(); }
    /// Whether a network that is not among the known ones is left; true at first.
    void setStrictMode(bool bStrict = true) { is_strict_ = bStrict; }
    /// Whether an open network is joined that nobody named; false at first.
    void setAllowOpenAP(bool bAllowOpenAP = false) { takes_open_ = bAllowOpenAP; }
    /// Asked after joining: a network for which it says false is left, and not tried again before all others were.
    void setConnectionTestCallbackFunc(ConnectionTestCB_t cbFunc) { is_good_ = std::move(cbFunc); }

  private:
    bool stays();
    /// The first that is heard, known and not known to fail; nullptr if there is none.
    const Network* choice();
    bool has_failed(const String& ssid) const;

    bool is_strict_ = true;
    bool takes_open_ = false;
    bool has_joined_ = false;
    ConnectionTestCB_t is_good_;
    std::vector<String> failed_;
};

#endif
