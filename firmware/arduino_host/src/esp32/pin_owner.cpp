#include "oceanhil/pin_owner.h"

namespace oceanhil {

namespace {

PinOwner owners[kOwnedPins] = {};
bool has_conversions = false;
bool has_interrupts = false;

}  // namespace

PinOwner owner_of(uint8_t pin) { return pin < kOwnedPins ? owners[pin] : PinOwner::nobody; }

void set_owner(uint8_t pin, PinOwner owner) {
    if (pin < kOwnedPins) {
        owners[pin] = owner;
    }
}

bool is_converting() { return has_conversions; }

void set_converting(bool is_on) { has_conversions = is_on; }

bool has_pin_interrupts() { return has_interrupts; }

void set_pin_interrupts(bool is_there) { has_interrupts = is_there; }

}  // namespace oceanhil
