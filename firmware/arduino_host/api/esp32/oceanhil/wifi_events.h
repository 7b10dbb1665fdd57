/// The events of arduino-esp32: who has asked for which, and what the station's changes are as events.
#ifndef OCEANHIL_WIFI_EVENTS_H
#define OCEANHIL_WIFI_EVENTS_H

#include <machine/network.h>

#include <vector>

#include "WiFiType.h"

namespace oceanhil {

class WifiEvents {
  public:
    wifi_event_id_t add(WiFiEventFuncCb call, const void* identity, arduino_event_id_t event);
    void remove(wifi_event_id_t id);
    void remove(const void* identity, arduino_event_id_t event);
    void tell(arduino_event_id_t event, const arduino_event_info_t& info = {});
    /// Tells what a change of the station is here: joining is two events.
    void tell_change(machine::Station state);

  private:
    struct Subscriber {
        wifi_event_id_t id;
        const void* identity;
        arduino_event_id_t event;
        WiFiEventFuncCb call;
    };

    void tell_joined();
    void tell_left(wifi_err_reason_t reason);

    std::vector<Subscriber> subscribers_;
    wifi_event_id_t last_ = 0;
};

}  // namespace oceanhil

#endif
