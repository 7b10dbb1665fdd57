// Edges of a pin that the loop hears of. Facts: cores/esp8266/FunctionalInterrupt.cpp.
#include <Arduino.h>
#include <FunctionalInterrupt.h>
#include <Schedule.h>

void attachScheduledInterrupt(uint8_t pin, std::function<void(InterruptInfo)> scheduledIntRoutine, int mode) {
    const auto at_edge = [pin, scheduledIntRoutine] {
        InterruptInfo told;
        told.pin = pin;
        told.value = static_cast<uint8_t>(digitalRead(pin));
        told.micro = micros();
        schedule_function([scheduledIntRoutine, told] { scheduledIntRoutine(told); });
    };
    attachInterrupt(pin, std::function<void(void)>(at_edge), mode);
}
