#include "oceanhil/station.h"

#include <algorithm>
#include <iterator>

#include "oceanhil/address.h"
#include "oceanhil/air.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

IPAddress leased() {
    uint8_t bytes[4] = {};
    machine::station_address(bytes);
    return address_of(bytes);
}

}  // namespace

bool is_set(const IPAddress& address) {
    return address[0] != 0 || address[1] != 0 || address[2] != 0 || address[3] != 0;
}

Station& Station::own() {
    static Station station;
    return station;
}

void Station::join(const String& ssid, const String& password) {
    ssid_ = ssid;
    password_ = password;
    machine::station_join(ssid_.c_str(), password_.c_str());
}

bool Station::join_again() {
    if (ssid_.length() == 0) {
        return false;
    }
    join(ssid_, password_);
    return true;
}

void Station::leave() { machine::station_leave(); }

void Station::forget() {
    ssid_ = "";
    password_ = "";
}

void Station::set_reconnecting(bool does) {
    reconnects_ = does;
    machine::station_reconnects(does);
}

IPAddress Station::address() const { return is_set(wanted_address_) && is_set(leased()) ? wanted_address_ : leased(); }

IPAddress Station::router() const {
    const IPAddress own = leased();
    if (!is_set(own)) {
        return own;
    }
    return is_set(wanted_router_) ? wanted_router_ : IPAddress(own[0], own[1], own[2], air::kRouter);
}

IPAddress Station::mask() const {
    if (!is_set(leased())) {
        return IPAddress();
    }
    return is_set(wanted_mask_) ? wanted_mask_ : address_of(air::kMask);
}

IPAddress Station::name_server(uint8_t number) const {
    if (number >= std::size(wanted_names_)) {
        return IPAddress();
    }
    return number > 0 || is_set(wanted_names_[0]) ? wanted_names_[number] : router();
}

void Station::configure(const IPAddress& address, const IPAddress& router, const IPAddress& mask,
                        const IPAddress& names, const IPAddress& second_names) {
    wanted_address_ = address;
    wanted_router_ = router;
    wanted_mask_ = mask;
    set_name_servers(names, second_names);
}

void Station::set_name_servers(const IPAddress& first, const IPAddress& second) {
    wanted_names_[0] = first;
    wanted_names_[1] = second;
}

size_t Station::listen(Heard heard, bool is_last) {
    const auto before = std::find_if(listeners_.begin(), listeners_.end(),
                                     [is_last](const Listener& each) { return each.is_last && !is_last; });
    listeners_.insert(before, {++last_, is_last, std::move(heard)});
    machine::station_listen([](machine::Station state, void* station) { static_cast<Station*>(station)->tell(state); },
                            this);
    return last_;
}

void Station::unlisten(size_t number) {
    listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(),
                                    [number](const Listener& each) { return each.number == number; }),
                     listeners_.end());
}

void Station::tell(machine::Station state) {
    // A network is lost once, however often that is said.
    if (state == machine::Station::lost && told_ == state) {
        return;
    }
    told_ = state;
    // Whoever hears it may stop listening.
    const std::vector<Listener> now = listeners_;
    for (const Listener& each : now) {
        each.heard(state);
    }
}

}  // namespace oceanhil
