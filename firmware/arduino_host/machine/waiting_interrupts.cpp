// How long interrupts wait, behind a critical section or one of them that takes its time, and the watchdog for that.
#include "board_time.h"
#include "boot.h"
#include "tasks.h"

namespace oceanhil::machine {

namespace {

uint32_t waiting_depth = 0;
uint64_t waiting_since_us = 0;
uint64_t waiting_limit_us = kForever;

}  // namespace

bool do_interrupts_wait() { return waiting_depth > 0; }

void limit_waiting_interrupts(uint64_t limit_us) { waiting_limit_us = limit_us; }

void interrupts_wait() {
    if (waiting_depth++ == 0) {
        waiting_since_us = present_us();
    }
}

void interrupts_go_on() {
    bite_if_interrupts_wait();
    --waiting_depth;
}

uint64_t interrupts_bite_us() {
    return waiting_depth == 0 || waiting_limit_us == kForever ? kForever : waiting_since_us + waiting_limit_us;
}

void bite_if_interrupts_wait() {
    if (present_us() >= interrupts_bite_us()) {
        crash(Crash::interrupt_watchdog);
    }
}

}  // namespace oceanhil::machine
