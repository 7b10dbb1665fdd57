#include "oceanhil/pin_owner.h"

namespace oceanhil {

namespace {

constexpr unsigned kPins = 64;

PinOwner owners[kPins] = {};

}  // namespace

PinOwner owner_of(uint8_t pin) { return pin < kPins ? owners[pin] : PinOwner::nobody; }

void set_owner(uint8_t pin, PinOwner owner) {
    if (pin < kPins) {
        owners[pin] = owner;
    }
}

}  // namespace oceanhil
