#include "timers.h"

#include <algorithm>

#include "board_time.h"
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

Timer* earliest() {
    const auto found = std::min_element(running.begin(), running.end(),
                                        [](const Timer& a, const Timer& b) { return a.due_us < b.due_us; });
    return found == running.end() ? nullptr : &*found;
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

uint64_t due_us() {
    const Timer* const due = earliest();
    return due == nullptr ? kForever : due->due_us;
}

void serve() {
    if (are_served) {
        return;
    }
    are_served = true;
    // Whoever is served may let time pass.
    for (Timer* due = earliest(); due != nullptr && due->due_us <= present_us(); due = earliest()) {
        const Timer served = *due;
        if (served.period_us == 0) {
            stop(served.number);
        } else {
            due->due_us += served.period_us;
        }
        served.serve(served.context);
        scheduler::end_rest();
    }
    are_served = false;
}

}  // namespace timers

bool is_serving() { return timers::are_served; }

}  // namespace oceanhil::machine
