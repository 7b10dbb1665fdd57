/// The memory that Wi-Fi takes from the heap while the radio has a mode.
#pragma once

namespace oceanhil {

/// False, and nothing is taken, if there is no room: `esp_wifi_init` fails then.
bool take_radio_memory();
void give_back_radio_memory();

}  // namespace oceanhil
