/// The default loop of events, as the radio speaks to it.
#pragma once

#include <WiFiType.h>

namespace oceanhil {

/// The radio has a mode: the core makes the loop then, if nobody has.
void make_event_loop();
/// Tells the handlers of ESP-IDF's event what an event of Arduino's is.
void tell_event_loop(arduino_event_id_t event, const arduino_event_info_t& info);

}  // namespace oceanhil
