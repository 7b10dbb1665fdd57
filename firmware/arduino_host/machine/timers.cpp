#include "timers.h"

#include <algorithm>

#include "board_time.h"
#include "boot.h"
#include "host_memory.h"
#include "scheduler.h"
#include "tasks.h"

namespace oceanhil::machine {

namespace timers {

namespace {

// Constructed before the sketch's globals, whose constructors may start a timer.
[[gnu::init_priority(110)]] host::Vector<Timer> running;
uint32_t last_number = 0;
bool are_served = false;
bool is_interrupt_served = false;
uint32_t last_look = 0;

/// What is looked for: those that hardware makes due alone, or all of them, and how much they may have had.
struct Sought {
    bool is_interrupt;
    bool is_first_turn = false;
    uint32_t newest = 0;
};

bool is_sought(const Timer& each, const Sought& sought) {
    const bool has_turn = !sought.is_first_turn || (each.look != last_look && each.number <= sought.newest);
    return has_turn && (each.is_interrupt || !sought.is_interrupt);
}

Timer* earliest(const Sought& sought) {
    Timer* found = nullptr;
    for (Timer& each : running) {
        if ((found == nullptr || each.due_us < found->due_us) && is_sought(each, sought)) {
            found = &each;
        }
    }
    return found;
}

uint64_t due_us(const Sought& sought) {
    const Timer* const due = earliest(sought);
    return due == nullptr ? kForever : due->due_us;
}

void serve_one(Timer& due) {
    due.look = last_look;
    const Timer served = due;
    if (served.period_us == 0) {
        stop(served.number);
    } else {
        due.due_us += served.period_us;
    }
    is_interrupt_served = served.is_interrupt;
    if (served.is_interrupt) {
        interrupts_wait();
    }
    served.serve(served.context);
    if (served.is_interrupt) {
        interrupts_go_on();
    }
    is_interrupt_served = false;
    scheduler::end_rest();
}

void serve(bool is_interrupt) {
    if (are_served) {
        return;
    }
    are_served = true;
    const uint64_t begun_us = present_us();
    Sought sought = {is_interrupt, false, last_number};
    ++last_look;
    for (Timer* due = earliest(sought); due != nullptr && due->due_us <= begun_us; due = earliest(sought)) {
        serve_one(*due);
        // Whoever is served may let time pass.
        sought.is_first_turn = present_us() > begun_us;
    }
    are_served = false;
}

}  // namespace

uint32_t start(const Timer& timer) {
    running.push_back(timer);
    running.back().number = ++last_number;
    return last_number;
}

void stop(uint32_t number) {
    running.erase(std::remove_if(running.begin(), running.end(),
                                 [number](const Timer& each) { return each.number == number; }),
                  running.end());
}

uint64_t due_us() { return due_us(Sought{false}); }

uint64_t interrupt_due_us() { return due_us(Sought{true}); }

void serve() { serve(false); }

void serve_interrupts() { serve(true); }

}  // namespace timers

bool is_serving() { return timers::are_served; }

bool is_interrupted() { return timers::is_interrupt_served; }

}  // namespace oceanhil::machine
