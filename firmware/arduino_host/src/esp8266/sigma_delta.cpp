#include <Arduino.h>
#include <sigma_delta.h>

#include <algorithm>

namespace {

// The chip's 80 MHz by the prescaler, and 256 steps a pulse.
constexpr uint32_t kSigmaSourceHz = 80000000;
constexpr uint32_t kSigmaSteps = 256;
constexpr uint32_t kMostSigmaPrescaler = 255;
constexpr uint8_t kSigmaPins = 16;

bool sigma_pulses = false;
uint8_t sigma_mean = 0;
uint8_t sigma_prescaler = 0;
uint16_t sigma_pins = 0;

void show_sigma() {
    for (uint8_t pin = 0; pin < kSigmaPins; ++pin) {
        if ((sigma_pins >> pin & 1) != 0) {
            digitalWrite(pin, sigma_pulses && sigma_mean > 0 ? HIGH : LOW);
        }
    }
}

}  // namespace

extern "C" {

uint32_t sigmaDeltaSetup(uint8_t, uint32_t freq) {
    const uint32_t wanted = freq == 0 ? kMostSigmaPrescaler : kSigmaSourceHz / (std::max<uint32_t>(1, freq) * kSigmaSteps);
    sigma_prescaler = static_cast<uint8_t>(std::clamp<uint32_t>(wanted, 1, kMostSigmaPrescaler) - 1);
    sigma_mean = 0;
    sigma_pulses = true;
    show_sigma();
    return kSigmaSourceHz / ((sigma_prescaler + 1U) * kSigmaSteps);
}

void sigmaDeltaEnable(void) {
    sigma_mean = 0;
    sigma_prescaler = 0;
    sigma_pulses = true;
    show_sigma();
}

void sigmaDeltaDisable(void) {
    sigma_pulses = false;
    show_sigma();
}

void sigmaDeltaAttachPin(uint8_t pin, uint8_t) {
    if (pin < kSigmaPins) {
        pinMode(pin, OUTPUT);
        sigma_pins = static_cast<uint16_t>(sigma_pins | 1U << pin);
        show_sigma();
    }
}

void sigmaDeltaDetachPin(uint8_t pin) {
    if (pin < kSigmaPins) {
        sigma_pins = static_cast<uint16_t>(sigma_pins & ~(1U << pin));
        digitalWrite(pin, LOW);
    }
}

bool sigmaDeltaIsPinAttached(uint8_t pin) { return pin < kSigmaPins && (sigma_pins >> pin & 1) != 0; }

void sigmaDeltaWrite(uint8_t, uint8_t duty) {
    sigma_mean = duty;
    show_sigma();
}

uint8_t sigmaDeltaRead(uint8_t) { return sigma_mean; }

void sigmaDeltaSetPrescaler(uint8_t prescaler) { sigma_prescaler = prescaler; }

uint8_t sigmaDeltaGetPrescaler(void) { return sigma_prescaler; }

}  // extern "C"
