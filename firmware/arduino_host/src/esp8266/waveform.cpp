// Pulses of two lengths. Facts: cores/esp8266/core_esp8266_waveform_pwm.cpp.
#include <core_esp8266_waveform.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint8_t kLastWavePin = 16;
constexpr uint8_t kFirstFlashPin = 6;
constexpr uint8_t kLastFlashPin = 11;
constexpr uint64_t kFullWave = 65535;
constexpr uint32_t kCyclesOfUs = F_CPU / 1000000;
// Nobody is called more often than the timer of the chip can.
constexpr uint32_t kLeastCallUs = 5;

uint32_t wave_ends[kLastWavePin + 1];
uint32_t (*timer1_callback)() = nullptr;
uint32_t callback_timer = 0;

bool has_waves(uint8_t pin) { return pin <= kLastWavePin && (pin < kFirstFlashPin || pin > kLastFlashPin); }

void end_wave(void* context) { stopWaveform(static_cast<uint8_t>(reinterpret_cast<uintptr_t>(context))); }

void serve_callback(void*) {
    callback_timer = 0;
    if (timer1_callback == nullptr) {
        return;
    }
    const uint32_t us = timer1_callback() / kCyclesOfUs;
    if (timer1_callback != nullptr) {
        callback_timer = machine::interrupt_start(us < kLeastCallUs ? kLeastCallUs : us, 0, serve_callback, nullptr);
    }
}

}  // namespace

extern "C" {

int startWaveformClockCycles(uint8_t pin, uint32_t timeHighCcys, uint32_t timeLowCcys, uint32_t runTimeCcys, int8_t,
                             uint32_t, bool) {
    const uint64_t period = uint64_t{timeHighCcys} + timeLowCcys;
    if (!has_waves(pin) || period == 0) {
        return false;
    }
    machine::timer_stop(wave_ends[pin]);
    wave_ends[pin] = 0;
    machine::pin_mode(pin, machine::PinMode::output);
    machine::pwm_write(pin, static_cast<uint16_t>(timeHighCcys * kFullWave / period));
    if (runTimeCcys > 0) {
        void* const context = reinterpret_cast<void*>(static_cast<uintptr_t>(pin));
        wave_ends[pin] = machine::interrupt_start(runTimeCcys / kCyclesOfUs, 0, end_wave, context);
    }
    return true;
}

int startWaveform(uint8_t pin, uint32_t timeHighUS, uint32_t timeLowUS, uint32_t runTimeUS, int8_t alignPhase,
                  uint32_t phaseOffsetUS, bool autoPwm) {
    return startWaveformClockCycles(pin, timeHighUS * kCyclesOfUs, timeLowUS * kCyclesOfUs, runTimeUS * kCyclesOfUs,
                                    alignPhase, phaseOffsetUS * kCyclesOfUs, autoPwm);
}

int stopWaveform(uint8_t pin) {
    if (!has_waves(pin)) {
        return false;
    }
    machine::timer_stop(wave_ends[pin]);
    wave_ends[pin] = 0;
    machine::pwm_write(pin, 0);
    return true;
}

void setTimer1Callback(uint32_t (*fn)()) {
    machine::timer_stop(callback_timer);
    callback_timer = 0;
    timer1_callback = fn;
    if (fn != nullptr) {
        callback_timer = machine::interrupt_start(kLeastCallUs, 0, serve_callback, nullptr);
    }
}

}  // extern "C"
