#include "board_time.h"

#include <algorithm>

#include "boot.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "scheduler.h"
#include "tasks.h"
#include "timers.h"

namespace oceanhil::machine {

namespace {

// What a call that looks at the time takes of it: about as much as on a chip, where it is one to three microseconds.
constexpr uint64_t kLookUs = 2;
// A turn of the loop that does something. One that does nothing takes a part of the time for which nothing was done: a
// loop that looks whether five seconds are over need not look a million times, and comes late by 20 ms at most. What
// arrives, and a timer, ends such a turn at once: it is time alone that comes late, and what other tasks leave for it.
constexpr uint64_t kTurnUs = 10;
constexpr uint64_t kIdlePart = 32;
constexpr uint64_t kLongestTurnUs = 20000;
// A loop that rests by itself between two looks is as punctual as on a chip.
constexpr uint64_t kRestUs = 2000;
// A loop inside the program that only looks at the time.
constexpr uint32_t kPatientLooks = 2000;
constexpr uint64_t kImpatientLookUs = 100;
// The same for one that looks at a pin or a queue: whoever takes samples does so more often.
constexpr uint64_t kLookAtOthersUs = 1;
constexpr uint32_t kPatientLooksAtOthers = 50000;
// How long interrupts and the core's own tasks may keep a task from going on by the time that it has read: a tick.
constexpr uint64_t kInterruptedUs = 1000;
// How often others wait shortly in that time, as a loop of the second core does between two of its turns, and go on.
constexpr uint32_t kTurnsBetween = 8;

// Shorter waits are those of a program that does not let others have their turn (delayMicroseconds).
constexpr uint64_t kFeedingUs = 1000;
// What is told with the next question is told sooner if it is as much as this.
constexpr size_t kUntoldBytes = 16384;
// A hold as long as this is told with its place.
constexpr uint64_t kPlacedHoldUs = 500000;

uint64_t now_us = 0;
uint64_t horizon_us = 0;
uint64_t echo_us = 0;
int64_t unix_offset_us = 0;
// A scenario lets a board look as if it had been up for weeks: its counters show more, and nothing is due by that.
uint64_t pretended_us = 0;
bool is_seen = true;
// Whether somebody may act on what the program prints or switches; else it is told with the next question.
bool is_watched = true;
// Before this time passes by itself: whoever makes something due, or lets the simulator look, ends that by `end_calm`.
uint64_t calm_until_us = 0;
// The same for whoever rests, where only rests give others their turn.
uint64_t calm_rest_until_us = 0;
bool do_only_rests_give_turns = false;
bool is_in_spin = false;

// What the program has done when the last turn ended, and since when it has done nothing.
uint32_t asked_before = 0;
// To let time pass is to do nothing, whoever else had a turn meanwhile: two boards that look at the time would else keep
// each other from ever resting.
uint32_t empty_passes = 0;
uint32_t noted_before = 0;
bool is_busy = false;
uint64_t idle_since_us = 0;
uint64_t turn_since_us = 0;
uint64_t last_turn_us = 0;
uint32_t looks = 0;
uint32_t looks_at_others = 0;

struct Watchdog {
    bool is_on = false;
    bool is_fed_by_waits = false;
    Crash kind = Crash::hardware_watchdog;
    uint64_t timeout_us = 0;
    uint64_t bites_us = 0;
};

Watchdog watchdog;
uint64_t (*tasks_bite_us)() = nullptr;

/// How long the program lets nobody else have a turn.
struct Hold {
    uint64_t since_us = 0;
    uint64_t longest_us = 0;
    Calls calls = {};
    bool is_placed = false;
};

Hold hold;
bool is_passing = false;

void ask_to_pass(uint64_t then_us) {
    is_passing = true;
    if (!link::hear_first()) {
        link::ask(link::Ask::pass, now_us, {{&then_us, sizeof then_us}});
    }
    is_passing = false;
}

void reach(uint64_t then_us) {
    if (then_us <= horizon_us && is_seen) {
        now_us = then_us;
        return;
    }
    is_seen = true;
    ask_to_pass(then_us);
    // Who is woken before has something to read.
    empty_passes += now_us >= then_us ? 1 : 0;
    // Whose counter is moved on has not let that time pass, nor kept others from their turn meanwhile.
    if (now_us > then_us) {
        watchdog.bites_us += now_us - then_us;
        hold.since_us += now_us - then_us;
    }
}

void note_hold() {
    const uint64_t held_us = now_us > hold.since_us ? now_us - hold.since_us : 0;
    if (held_us <= hold.longest_us) {
        return;
    }
    hold.longest_us = held_us;
    if (!hold.is_placed && held_us >= kPlacedHoldUs) {
        hold.calls = calls_here();
        hold.is_placed = true;
    }
}

void go_to(uint64_t then_us) {
    ports_follow();
    if (!watchdog.is_on || then_us < watchdog.bites_us) {
        reach(then_us);
        return note_hold();
    }
    reach(std::max(watchdog.bites_us, now_us));
    note_hold();
    bite_if_due();
}

/// Whether somebody else, a second core or an interrupt, could feed the watchdog while the running core waits: nobody else has
/// a turn during such a wait here.
bool may_others_feed() {
    return std::min(timers::due_us(), scheduler::others_due_us()) <= watchdog.bites_us;
}

/// Whether the core's own waits count for the watchdog that is on, as they do for one in hardware that it does not feed.
bool counts_core_waits() { return watchdog.is_on && !watchdog.is_fed_by_waits && !may_others_feed(); }

/// Whoever waits is no hanging program, for as long as it waits. A shorter wait of another task, such as the SNTP client's,
/// does not end that.
void feed_by_waiting(uint64_t duration_us = 0) {
    note_hold();
    const uint64_t end_us = now_us + duration_us;
    hold.since_us = std::max(hold.since_us, end_us);
    hold.is_placed = false;
    if (watchdog.is_fed_by_waits) {
        watchdog.bites_us = std::max(watchdog.bites_us, end_us + watchdog.timeout_us);
    }
}

/// Looks how far time may pass by itself, as nobody but the running task has anything to do.
void look_ahead() {
    end_calm();
    if (!is_seen) {
        return;
    }
    const uint64_t turn_us = std::min(timers::due_us(), scheduler::others_due_us());
    uint64_t until_us = std::min(horizon_us, do_only_rests_give_turns ? timers::interrupt_due_us() : turn_us);
    if (watchdog.is_on) {
        until_us = std::min(until_us, watchdog.bites_us);
    }
    if (!hold.is_placed) {
        until_us = std::min(until_us, hold.since_us + kPlacedHoldUs);
    }
    calm_until_us = until_us;
    calm_rest_until_us = std::min(until_us, turn_us);
}

/// Lets time pass if that is all that happens until then; false if it has to be looked at who wants something.
bool pass_calmly(uint64_t then_us) {
    ports_follow();
    if (then_us >= calm_until_us) {
        return false;
    }
    now_us = then_us;
    return true;
}

/// What the core itself waits for is not the program's neglect, and yet a watchdog in hardware may bite meanwhile.
void skip_to(uint64_t then_us) {
    if (!counts_core_waits()) {
        watchdog.bites_us += then_us - now_us;
    }
    hold.since_us += then_us - now_us;
    if (then_us - now_us >= kFeedingUs) {
        scheduler::note_rest_until(then_us);
    }
    now_us = then_us;
}

/// Lets time pass in which nobody can have a turn.
void pass_alone(uint64_t end_us) {
    const uint64_t until_us = std::min(end_us, interrupts_bite_us());
    while (now_us < until_us) {
        go_to(until_us);
    }
    bite_if_interrupts_wait();
}

uint64_t look_us() {
    ++looks;
    return looks < kPatientLooks ? kLookUs : kImpatientLookUs;
}

void be_patient() {
    looks = 0;
    looks_at_others = 0;
}

/// Lets so much time pass; `wait_until` is how whoever runs waits, if anything is due meanwhile.
void let_pass(uint64_t duration_us, void (*wait_until)(uint64_t)) {
    be_patient();
    if (duration_us >= kFeedingUs) {
        feed_by_waiting(duration_us);
    }
    const uint64_t end_us = now_us + duration_us;
    if (!scheduler::may_switch()) {
        return pass_alone(end_us);
    }
    if (do_only_rests_give_turns) {
        inbox::take_kept_changes();
    }
    if (end_us < calm_rest_until_us && pass_calmly(end_us)) {
        return scheduler::begin_next_turn();
    }
    wait_until(end_us);
    look_ahead();
}

}  // namespace

namespace link {

void time_is(uint64_t now, uint64_t horizon, int64_t unix_offset, uint64_t echo) {
    if (!is_passing) {
        skip_to(now);
    }
    now_us = now;
    horizon_us = horizon;
    unix_offset_us = unix_offset;
    echo_us = echo;
    end_calm();
}

void counters_show(int64_t more_us) { pretended_us = static_cast<uint64_t>(more_us); }

void watched_is(bool watched) { is_watched = watched; }

}  // namespace link

uint64_t present_us() { return now_us; }

uint64_t longest_hold_us() {
    note_hold();
    return hold.longest_us;
}

const Calls& longest_hold_calls() { return hold.calls; }

void end_calm() {
    calm_until_us = 0;
    calm_rest_until_us = 0;
}

void be_seen() {
    be_patient();
    if (is_watched || link::untold() > kUntoldBytes) {
        is_seen = false;
        end_calm();
    }
}

bool is_settled() { return now_us < horizon_us; }

bool pass_by_itself(uint64_t duration_us) {
    if (!is_seen || now_us + duration_us >= horizon_us) {
        return false;
    }
    if (counts_core_waits() && now_us + duration_us >= watchdog.bites_us) {
        return false;
    }
    skip_to(now_us + duration_us);
    end_calm();
    return true;
}

void settle() {
    if (!is_settled()) {
        ask_to_pass(now_us);
    }
}

void be_busy() { is_busy = true; }

void be_given() { be_patient(); }

void expect_echo() {
    horizon_us = std::min(horizon_us, now_us + echo_us);
    end_calm();
}

void end_turn() {
    feed_by_waiting();
    const bool is_idle =
        link::asked() - empty_passes == asked_before && link::noted() == noted_before && !is_busy;
    is_busy = false;
    if (!is_idle) {
        idle_since_us = now_us;
    }
    const bool rests = last_turn_us >= kRestUs;
    last_turn_us = now_us - turn_since_us;
    const uint64_t idle_us = std::clamp((now_us - idle_since_us) / kIdlePart, kTurnUs, kLongestTurnUs);
    let_pass(rests ? kTurnUs : idle_us, scheduler::rest_until);
    turn_since_us = now_us;
    asked_before = link::asked() - empty_passes;
    noted_before = link::noted();
}

void pass_shortly(uint64_t then_us) {
    if (pass_calmly(then_us)) {
        return;
    }
    is_in_spin = do_only_rests_give_turns;
    go_to(then_us);
    is_in_spin = false;
    if (!scheduler::may_switch()) {
        bite_if_interrupts_wait();
    } else if (do_only_rests_give_turns) {
        timers::serve_interrupts();
    } else {
        timers::serve();
        scheduler::tick();
    }
    look_ahead();
}

uint64_t next_due_us() {
    return do_only_rests_give_turns ? timers::interrupt_due_us()
                                    : std::min(timers::due_us(), scheduler::others_due_us());
}

uint64_t micros() {
    pass_shortly(now_us + look_us());
    return now_us + pretended_us;
}

void look() {
    ++looks_at_others;
    pass_shortly(now_us + (looks_at_others < kPatientLooksAtOthers ? kLookAtOthersUs : kImpatientLookUs));
}

uint64_t micros_for_program() {
    const uint64_t read_us = micros();
    if (do_only_rests_give_turns) {
        return read_us;
    }
    const uint64_t until_us = now_us + kInterruptedUs;
    for (uint32_t turn = 0; turn < kTurnsBetween && until_us >= calm_until_us && scheduler::may_switch(); ++turn) {
        const uint64_t due_us = scheduler::taker_due_us();
        if (due_us > until_us) {
            break;
        }
        while (now_us < due_us) {
            pass_until(due_us);
        }
        scheduler::let_take();
        look_ahead();
    }
    return read_us;
}

void pass_until(uint64_t then_us) {
    go_to(std::min(then_us, std::max(timers::due_us(), now_us)));
    timers::serve();
}

void wait_us(uint64_t duration_us) { let_pass(duration_us, scheduler::wait_until); }

void spin_us(uint64_t duration_us) {
    if (!do_only_rests_give_turns) {
        return wait_us(duration_us);
    }
    be_patient();
    const uint64_t end_us = now_us + duration_us;
    if (pass_calmly(end_us)) {
        return;
    }
    is_in_spin = true;
    while (now_us < end_us) {
        const bool may_serve = scheduler::may_switch();
        go_to(may_serve ? std::min(end_us, std::max(timers::interrupt_due_us(), now_us)) : end_us);
        if (may_serve) {
            timers::serve_interrupts();
        }
    }
    is_in_spin = false;
    look_ahead();
}

void only_rests_give_turns() { do_only_rests_give_turns = true; }

bool is_spinning() { return is_in_spin; }

void serve_at_once() {
    if (!scheduler::may_switch()) {
        return;
    }
    timers::serve_interrupts();
    if (!do_only_rests_give_turns) {
        scheduler::tick();
    }
}

void yield() {
    feed_by_waiting();
    wait_us(kLookUs);
}

int64_t unix_us() {
    micros();
    return static_cast<int64_t>(now_us) + unix_offset_us;
}

void set_unix_us(int64_t unix_us) { link::ask(link::Ask::set_unix, now_us, {{&unix_us, sizeof unix_us}}); }

uint32_t timer_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context) {
    end_calm();
    return timers::start({0, now_us + delay_us, period_us, serve, context});
}

uint32_t interrupt_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context) {
    end_calm();
    return timers::start({0, now_us + delay_us, period_us, serve, context, true});
}

void timer_stop(uint32_t timer) { timers::stop(timer); }

void watchdog_start(uint64_t timeout_us, Crash kind, bool is_fed_by_waits) {
    watchdog = {true, is_fed_by_waits, kind, timeout_us, now_us + timeout_us};
    end_calm();
}

void watchdog_stop() { watchdog = {}; }

void bite_if_due() {
    if (watchdog.is_on && now_us >= watchdog.bites_us) {
        crash(watchdog.kind);
    }
}

void watchdog_feed() {
    watchdog.bites_us = now_us + watchdog.timeout_us;
    // It may bite sooner than behind a long wait.
    calm_until_us = std::min(calm_until_us, watchdog.bites_us);
}

uint64_t watchdog_left_us() { return watchdog.is_on && watchdog.bites_us > now_us ? watchdog.bites_us - now_us : 0; }

void watch_tasks(uint64_t (*bites_us)()) { tasks_bite_us = bites_us; }

Bite next_bite() {
    const uint64_t tasks_us = tasks_bite_us == nullptr ? 0 : tasks_bite_us();
    const bool is_first = watchdog.is_on && (tasks_us == 0 || watchdog.bites_us < tasks_us);
    return is_first ? Bite{watchdog.bites_us, watchdog.kind} : Bite{tasks_us, Crash::task_watchdog};
}

}  // namespace oceanhil::machine
