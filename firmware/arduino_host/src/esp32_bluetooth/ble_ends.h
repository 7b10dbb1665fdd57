/// What ends with Bluetooth itself.
#pragma once

namespace oceanhil {

/// Without its callback.
void end_ble_scan();

}  // namespace oceanhil
