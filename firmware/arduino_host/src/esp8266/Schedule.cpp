#include <Schedule.h>
#include <machine.h>

#include <list>

namespace machine = oceanhil::machine;

namespace {

// SCHEDULED_FN_MAX_COUNT of the core, which has none for recurrent ones.
constexpr size_t kMost = 32;

struct Recurrent {
    std::function<bool(void)> function;
    std::function<bool(void)> alarm;
    uint32_t repeat_us;
    uint64_t due_us;
};

std::list<std::function<void(void)>> scheduled;
std::list<Recurrent> recurrent;

bool is_due(const Recurrent& each) { return machine::micros() >= each.due_us || (each.alarm && each.alarm()); }

}  // namespace

bool schedule_function(const std::function<void(void)>& fn) {
    if (!fn || scheduled.size() >= kMost) {
        return false;
    }
    scheduled.push_back(fn);
    return true;
}

void run_scheduled_functions() {
    // What they schedule waits for the next turn.
    std::list<std::function<void(void)>> due;
    due.swap(scheduled);
    for (const auto& each : due) {
        each();
    }
}

bool schedule_recurrent_function_us(const std::function<bool(void)>& fn, uint32_t repeat_us,
                                    const std::function<bool(void)>& alarm) {
    if (!fn) {
        return false;
    }
    recurrent.push_back({fn, alarm, repeat_us, machine::micros() + repeat_us});
    return true;
}

void run_scheduled_recurrent_functions() {
    std::list<Recurrent> due;
    due.swap(recurrent);
    for (Recurrent& each : due) {
        const bool was_due = is_due(each);
        if (was_due && !each.function()) {
            continue;
        }
        each.due_us = was_due ? machine::micros() + each.repeat_us : each.due_us;
        recurrent.push_back(each);
    }
}
