/// The station of a board, as the `WiFi` objects of all cores use it.
#ifndef OCEANHIL_STATION_H
#define OCEANHIL_STATION_H

#include <IPAddress.h>
#include <WString.h>
#include <machine/network.h>

#include <functional>
#include <vector>

namespace oceanhil {

class Station {
  public:
    using Heard = std::function<void(machine::Station)>;

    static Station& own();

    /// Begins to join, as soon as something can hear of it; remembers for what.
    void join(const String& ssid, const String& password);
    /// Begins again with what was last joined; false if there is nothing.
    bool join_again();
    void leave();
    void forget();
    void set_reconnecting(bool does);
    bool reconnects() const { return reconnects_; }

    machine::Station state() const { return machine::station_state(); }
    bool is_connected() const { return state() == machine::Station::connected; }
    const String& ssid() const { return ssid_; }
    const String& password() const { return password_; }

    /// All none without a network.
    IPAddress address() const;
    IPAddress router() const;
    IPAddress mask() const;
    /// 0: the first, which without one of the sketch's own is the router; 1: the second, if the sketch has set one.
    IPAddress name_server(uint8_t number = 0) const;
    /// What a sketch wants instead of what the network gives; an address of zeros: what the network gives.
    void configure(const IPAddress& address, const IPAddress& router, const IPAddress& mask, const IPAddress& names,
                   const IPAddress& second_names = IPAddress());
    /// Leaves addresses as they are.
    void set_name_servers(const IPAddress& first, const IPAddress& second);

    /// Calls `heard` at each change, from within a call that lets time pass; gives its number. Those who are
    /// last hear it behind all others: of a network that is joined they are told what comes later.
    size_t listen(Heard heard, bool is_last = false);
    void unlisten(size_t number);

  private:
    struct Listener {
        size_t number;
        bool is_last;
        Heard heard;
    };

    void tell(machine::Station state);

    String ssid_;
    String password_;
    bool reconnects_ = true;
    IPAddress wanted_address_;
    IPAddress wanted_router_;
    IPAddress wanted_mask_;
    IPAddress wanted_names_[2];
    std::vector<Listener> listeners_;
    size_t last_ = 0;
    machine::Station told_ = machine::Station::idle;
};

/// Whether an address is one.
bool is_set(const IPAddress& address);

}  // namespace oceanhil

#endif
