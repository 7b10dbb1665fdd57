// Pins of the ESP32's core 3.x. Facts: cores/esp32/esp32-hal-gpio.c, esp32-hal-adc.c, Tone.cpp.
#include <Arduino.h>
#include <FunctionalInterrupt.h>
#include <soc/soc_caps.h>

#include <utility>

#include "machine.h"
#include "oceanhil/pin_owner.h"
#include "oceanhil/pins.h"

namespace machine = oceanhil::machine;

using oceanhil::PinOwner;

namespace {

constexpr int kOutputBit = 0x02;
constexpr int kAnalogBits = 12;
constexpr int kFewestAnalogBits = 9;
constexpr uint8_t kMostReadBits = 16;
constexpr uint32_t kFullMilliVolts = 3300;
constexpr uint32_t kFullAnalog = 4095;
constexpr float kRoomCelsius = 45.0F;

int read_bits = kAnalogBits;
int made_bits = kAnalogBits;

/// The lamp of three colours stands behind its pin.
uint8_t real_pin(uint8_t pin) {
#ifdef RGB_BUILTIN
    return pin == RGB_BUILTIN ? PIN_RGB_LED : pin;
#else
    return pin;
#endif
}

bool is_lamp(uint8_t pin) { return pin != real_pin(pin); }

machine::PinMode mode_of(uint8_t mode) {
    if ((mode & OPEN_DRAIN) != 0) {
        return machine::PinMode::open_drain;
    }
    if ((mode & kOutputBit) != 0) {
        return machine::PinMode::output;
    }
    if ((mode & PULLUP) != 0) {
        return machine::PinMode::input_pullup;
    }
    return (mode & PULLDOWN) != 0 ? machine::PinMode::input_pulldown : machine::PinMode::input;
}

bool is_of_first_converter(uint8_t pin) {
    const int8_t channel = digitalPinToAnalogChannel(pin);
    return channel >= 0 && channel < SOC_ADC_MAX_CHANNEL_NUM;
}

/// What a converter gives of a pin, of 12 bits; nothing while it is busy.
int converted(uint8_t pin) {
    machine::look();
    if (is_of_first_converter(pin) ? oceanhil::is_converting() : oceanhil::has_radio_converter()) {
        return 0;
    }
    oceanhil::set_owner(pin, PinOwner::adc);
    return machine::analog_read(pin);
}

machine::Edge edge_of(int mode) {
    if (mode == RISING) {
        return machine::Edge::rising;
    }
    return mode == FALLING ? machine::Edge::falling : machine::Edge::change;
}

void attach(uint8_t pin, std::function<void()> function, int mode) {
    oceanhil::set_pin_interrupts(true);
    oceanhil::attach(pin, std::move(function), edge_of(mode));
}

}  // namespace

extern "C" {

void pinMode(uint8_t pin, uint8_t mode) {
    if (real_pin(pin) >= SOC_GPIO_PIN_COUNT) {
        return;
    }
    const uint8_t real = real_pin(pin);
    const machine::PinMode wanted = is_lamp(pin) ? machine::PinMode::output : mode_of(mode);
    const bool drives = wanted == machine::PinMode::output || wanted == machine::PinMode::open_drain;
    if (!oceanhil::can_drive(real) && wanted != machine::PinMode::input) {
        // The driver refuses an output, and the pin is nobody's then; of resistors it only says that there are none.
        if (drives) {
            if (oceanhil::owner_of(real) != PinOwner::gpio) {
                oceanhil::set_owner(real, PinOwner::nobody);
            }
            return;
        }
        mode = INPUT;
    }
    oceanhil::keep_flash_lines(real);
    oceanhil::set_owner(real, PinOwner::gpio);
    machine::pin_mode(real, is_lamp(pin) ? wanted : mode_of(mode));
}

void rgbLedWrite(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue) {
    pinMode(pin, OUTPUT);
    machine::pin_write(real_pin(pin), red != 0 || green != 0 || blue != 0);
}

void digitalWrite(uint8_t pin, uint8_t value) {
    if (is_lamp(pin)) {
        rgbLedWrite(pin, value, value, value);
    } else if (oceanhil::owner_of(pin) == PinOwner::gpio) {
        machine::pin_write(pin, value != LOW);
    }
}

int digitalRead(uint8_t pin) {
    return oceanhil::owner_of(pin) == PinOwner::gpio && machine::pin_look(pin) ? HIGH : LOW;
}

uint16_t analogRead(uint8_t pin) {
    if (pin >= SOC_GPIO_PIN_COUNT) {
        return 0;
    }
    const int value = converted(pin) >> (kAnalogBits - made_bits);
    return static_cast<uint16_t>(read_bits < made_bits ? value >> (made_bits - read_bits)
                                                       : value << (read_bits - made_bits));
}

uint32_t analogReadMilliVolts(uint8_t pin) {
    return static_cast<uint32_t>(converted(pin)) * kFullMilliVolts / kFullAnalog;
}

void analogReadResolution(uint8_t bits) {
    if (bits > 0 && bits <= kMostReadBits) {
        read_bits = bits;
#if CONFIG_IDF_TARGET_ESP32
        analogSetWidth(bits);
#endif
    }
}

#if CONFIG_IDF_TARGET_ESP32
void analogSetWidth(uint8_t bits) {
    made_bits = bits < kFewestAnalogBits ? kFewestAnalogBits : (bits > kAnalogBits ? kAnalogBits : bits);
}
#endif

void analogSetAttenuation(adc_attenuation_t) {}

void analogSetPinAttenuation(uint8_t, adc_attenuation_t) {}

float temperatureRead() { return kRoomCelsius; }

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout) {
    return oceanhil::pulse_us(pin, state != LOW, static_cast<uint32_t>(timeout));
}

unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout) { return pulseIn(pin, state, timeout); }

void attachInterrupt(uint8_t pin, void (*function)(void), int mode) { attach(pin, function, mode); }

void attachInterruptArg(uint8_t pin, void (*function)(void*), void* argument, int mode) {
    attach(
        pin, [function, argument] { function(argument); }, mode);
}

void detachInterrupt(uint8_t pin) { oceanhil::detach(pin); }

uint32_t esp_random() { return machine::random_32(); }

void esp_fill_random(void* bytes, size_t count) {
    auto* at = static_cast<uint8_t*>(bytes);
    for (size_t index = 0; index < count; ++index) {
        at[index] = static_cast<uint8_t>(machine::random_32());
    }
}

}  // extern "C"

void attachInterrupt(uint8_t pin, std::function<void(void)> function, int mode) {
    attach(pin, std::move(function), mode);
}

void tone(uint8_t pin, unsigned int frequency, unsigned long duration) {
    if (frequency == 0) {
        noTone(pin);
        return;
    }
    oceanhil::set_owner(pin, PinOwner::ledc);
    oceanhil::start_tone(pin, static_cast<uint32_t>(duration));
}

void noTone(uint8_t pin) { oceanhil::stop_tone(pin); }

size_t __attribute__((weak)) getArduinoLoopTaskStackSize() { return 8192; }
