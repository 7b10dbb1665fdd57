/// Events of the network in arduino-esp32 3.x. `Network` and `WiFi` tell the same. Facts:
/// libraries/Network/src/NetworkEvents.h.
#pragma once

#include <WiFiType.h>
#include <stdint.h>

using NetworkEventCb = WiFiEventCb;
using NetworkEventFuncCb = WiFiEventFuncCb;
using NetworkEventSysCb = WiFiEventSysCb;
typedef wifi_event_id_t network_event_handle_t;

class NetworkEvents {
  public:
    network_event_handle_t onEvent(NetworkEventCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    network_event_handle_t onEvent(NetworkEventFuncCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    network_event_handle_t onEvent(NetworkEventSysCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(NetworkEventCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(NetworkEventSysCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(network_event_handle_t event_handle);
    static const char* eventName(arduino_event_id_t id);
};
