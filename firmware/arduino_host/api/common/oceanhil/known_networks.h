/// Networks that a sketch knows, of which a `WiFiMulti` joins one that it hears.
#ifndef OCEANHIL_KNOWN_NETWORKS_H
#define OCEANHIL_KNOWN_NETWORKS_H

#include <WString.h>
#include <stdint.h>

#include <vector>

namespace oceanhil {

class KnownNetworks {
  public:
    /// False if the name or the password is none of a network.
    bool addAP(const char* ssid, const char* passphrase = nullptr);

  protected:
    struct Network {
        String ssid;
        String password;
    };

    bool is_known(const String& ssid) const;
    bool knows(const char* ssid, const char* passphrase) const;
    /// The first of a scan's networks that is known, nullptr if there is none.
    const Network* heard() const;
    /// Waits until the station is in a network, at most so long; false if it is not.
    static bool wait_for_network(uint32_t timeout_ms);

    std::vector<Network> networks_;
};

}  // namespace oceanhil

#endif
