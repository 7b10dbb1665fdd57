#include "fake_machine.h"

#include <boot.h>

#include "machine.h"

namespace machine = oceanhil::machine;

namespace fake {

Board board;

namespace {

struct Interrupt {
    machine::Edge edge;
    void (*serve)(void*);
    void* context;
};

std::map<int, Interrupt> served;
std::map<uint32_t, std::multimap<uint64_t, std::function<void()>>::iterator> timers;
uint32_t last_timer = 0;

void arm(uint32_t timer, uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context) {
    timers[timer] = board.events.emplace(board.now_us + delay_us, [=] {
        timers.erase(timer);
        if (period_us != 0) {
            arm(timer, period_us, period_us, serve, context);
        }
        serve(context);
    });
}

}  // namespace

void reset() {
    board = Board();
    served.clear();
    timers.clear();
}

void drive(int pin, bool level) {
    const bool rises = level && !board.pins[pin].level;
    const bool falls = !level && board.pins[pin].level;
    board.pins[pin].level = level;
    const auto found = served.find(pin);
    if (found == served.end()) {
        return;
    }
    const machine::Edge edge = found->second.edge;
    if ((rises && edge != machine::Edge::falling) || (falls && edge != machine::Edge::rising)) {
        found->second.serve(found->second.context);
    }
}

}  // namespace fake

using fake::board;

namespace oceanhil::machine {

uint64_t micros() { return board.now_us; }
uint64_t present_us() { return board.now_us; }

// There are no tasks that could come between.
uint64_t micros_for_program() { return board.now_us; }

void wait_us(uint64_t duration_us) {
    const uint64_t end_us = board.now_us + duration_us;
    while (!board.events.empty() && board.events.begin()->first <= end_us) {
        const auto next = board.events.begin();
        const auto happen = next->second;
        board.now_us = next->first;
        board.events.erase(next);
        happen();
    }
    board.now_us = end_us;
}

void yield() { ++board.turns; }

uint32_t task_core() { return 0; }

int64_t unix_us() { return static_cast<int64_t>(board.now_us); }
void set_unix_us(int64_t) {}

uint32_t random_32() { return board.next_random++; }

void console_write(const uint8_t* data, size_t bytes) {
    board.written.append(reinterpret_cast<const char*>(data), bytes);
}
void look() {}

void spin_us(uint64_t duration_us) { wait_us(duration_us); }

void console_flush() {}

size_t console_available() { return board.arriving.size(); }
int console_peek() { return board.arriving.empty() ? -1 : static_cast<uint8_t>(board.arriving[0]); }
int console_read() {
    const int octet = console_peek();
    board.arriving.erase(0, 1);
    return octet;
}

void console_listen(void (*)(void*), void*) {}
void console_speed(uint32_t baud) { board.baud = baud; }
void console_room(size_t bytes) { board.room = bytes; }

// No boot ends here, so that nothing can outlast one: test_latched_pads.py has that.
void pad_latch(uint8_t, bool) {}
void pad_let_go(uint8_t) {}
void pads_latch_in_sleep(bool) {}
void pin_mode(uint8_t pin, PinMode mode) { board.pins[pin].mode = static_cast<int>(mode); }
void pin_write(uint8_t pin, bool high) {
    board.pins[pin].level = high;
    board.trace.push_back(std::to_string(pin) + (high ? "+" : "-"));
}
bool pin_read(uint8_t pin) { return board.pins[pin].level; }

bool pin_look(uint8_t pin) { return pin_read(pin); }
PortWords& port_words(uint8_t) {
    static PortWords words;
    return words;
}
void ports_follow() {}
uint16_t analog_read(uint8_t pin) { return board.pins[pin].analog; }
void pwm_write(uint8_t pin, uint16_t duty) { board.pins[pin].pulse = duty; }

void pin_interrupt(uint8_t pin, Edge edge, void (*serve)(void*), void* context) {
    if (serve == nullptr) {
        fake::served.erase(pin);
    } else {
        fake::served[pin] = {edge, serve, context};
    }
}

void crash(Crash kind, const char*) { throw kind; }

bool interrupts(bool on) {
    const bool before = board.interrupts;
    board.interrupts = on;
    return before;
}

uint32_t timer_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context) {
    const uint32_t timer = ++fake::last_timer;
    fake::arm(timer, delay_us, period_us, serve, context);
    return timer;
}

uint32_t interrupt_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context) {
    return timer_start(delay_us, period_us, serve, context);
}

void timer_stop(uint32_t timer) {
    const auto found = fake::timers.find(timer);
    if (found != fake::timers.end()) {
        board.events.erase(found->second);
        fake::timers.erase(found);
    }
}

}  // namespace oceanhil::machine

#ifdef ESP8266
// The core's own asks first whether an interrupt calls it, of which the fake machine has none.
extern "C" void yield() { oceanhil::machine::yield(); }
#endif

#ifdef ESP32
extern "C" void vTaskDelay(uint32_t ticks) { machine::wait_us(ticks * machine::kMillisecondUs); }
#endif
