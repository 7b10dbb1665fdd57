/// The text of the classes for Bluetooth: `String`, and `std::string` in arduino-esp32 2.x. The core is compiled once
/// for both, so it never calls what takes or gives a `BleText`: such a member is defined in its header.
#pragma once

#include <WString.h>
#include <esp_arduino_version.h>

#include <string>

namespace oceanhil {

#if ESP_ARDUINO_VERSION_MAJOR < 3
using BleText = std::string;
inline BleText ble_text(const std::string& bytes) { return bytes; }
inline std::string ble_bytes(const BleText& text) { return text; }
/// How a number is given as a value.
template <class Number>
using BleNumber = Number&;
#else
using BleText = String;
inline BleText ble_text(const std::string& bytes) { return {bytes.data(), static_cast<unsigned int>(bytes.size())}; }
inline std::string ble_bytes(const BleText& text) { return {text.c_str(), text.length()}; }
template <class Number>
using BleNumber = Number;
#endif

}  // namespace oceanhil
