#include "waits.h"

#include <algorithm>

#include "machine.h"
#include "scheduler.h"
#include "tasks.h"

namespace oceanhil::machine::waits {

namespace {

// As many as there are tasks (tasks.cpp).
constexpr size_t kWaiters = 32;

struct Waiter {
    Task* task = nullptr;
    const void* object = nullptr;
    uint64_t number = 0;
    bool is_called = false;
};

Waiter waiters[kWaiters];
uint64_t last_number = 0;

/// The place of the present task: the one that it had, or one of nobody.
Waiter& own_place() {
    Task* const self = task_present();
    Waiter* found = std::find_if(waiters, waiters + kWaiters, [self](const Waiter& each) { return each.task == self; });
    if (found == waiters + kWaiters) {
        found = std::find_if(waiters, waiters + kWaiters, [](const Waiter& each) { return each.task == nullptr; });
    }
    found->task = self;
    return *found;
}

bool waits_for(const Waiter& each, const void* object) { return each.object == object && !each.is_called; }

bool is_longer_there(const Waiter& left, const Waiter& right) { return left.number < right.number; }

bool is_more_urgent(const Waiter& left, const Waiter& right) {
    const uint32_t urgent = task_priority(left.task);
    const uint32_t other = task_priority(right.task);
    return urgent != other ? urgent > other : is_longer_there(left, right);
}

Waiter* first_for(const void* object, bool (*goes_before)(const Waiter&, const Waiter&)) {
    Waiter* found = nullptr;
    for (Waiter& each : waiters) {
        if (waits_for(each, object) && (found == nullptr || goes_before(each, *found))) {
            found = &each;
        }
    }
    return found;
}

void call_waiter(Waiter& waiter) {
    waiter.is_called = true;
    task_wake(waiter.task);
}

}  // namespace

void begin(const void* object) {
    Waiter& self = own_place();
    self.object = object;
    self.number = ++last_number;
    self.is_called = false;
}

bool finish(uint64_t until_us) {
    Waiter& self = own_place();
    while (!self.is_called) {
        const uint64_t now_us = micros();
        if (now_us >= until_us) {
            break;
        }
        if (scheduler::may_switch()) {
            task_block(until_us == kForever ? kForever : until_us - now_us);
        } else {
            // Nobody else can run: it hangs, and a watchdog may say so.
            wait_us(kMillisecondUs);
        }
    }
    self.object = nullptr;
    return self.is_called;
}

bool wait(const void* object, uint64_t until_us) {
    begin(object);
    return finish(until_us);
}

size_t call(const void* object, size_t most) {
    size_t called = 0;
    // Each of them looks for itself when it runs: nobody does before all are called.
    tasks_hold();
    while (called < most) {
        Waiter* const next = first_for(object, is_longer_there);
        if (next == nullptr) {
            break;
        }
        call_waiter(*next);
        ++called;
    }
    tasks_release();
    return called;
}

void call_most_urgent(const void* object) {
    Waiter* const next = first_for(object, is_more_urgent);
    if (next != nullptr) {
        call_waiter(*next);
    }
}

bool is_awaited(const void* object) { return first_for(object, is_longer_there) != nullptr; }

}  // namespace oceanhil::machine::waits
