#include "oceanhil/pin_owner.h"

namespace oceanhil {

namespace {

PinOwner owners[kOwnedPins] = {};

}  // namespace

PinOwner owner_of(uint8_t pin) { return pin < kOwnedPins ? owners[pin] : PinOwner::nobody; }

void set_owner(uint8_t pin, PinOwner owner) {
    if (pin < kOwnedPins) {
        owners[pin] = owner;
    }
}

}  // namespace oceanhil
