#include "task_choice.h"

#include <algorithm>

#include "board_time.h"

namespace oceanhil::machine::task_choice {

Task tasks[kTasks];
Task* present = &tasks[0];
Task* places_end = &tasks[1];
uint32_t cores = 1;

namespace {

inline bool goes_before(const Task& left, const Task& right) {
    return left.priority != right.priority ? left.priority > right.priority : left.last_turn < right.last_turn;
}

/// Whether two tasks have the same core and no other.
inline bool need_one_core(const Task& left, const Task& right) {
    return left.affinity == right.affinity && left.affinity != kAllCores;
}

/// Whether they run on two cores at the same time, as far as those are free: a second core is there before FreeRTOS is.
inline bool run_beside(const Task& left, const Task& right) {
    return left.affinity != right.affinity || (cores > 1 && !need_one_core(left, right));
}

bool is_chosen_before(const Task& left, const Task* right, const Task* favoured) {
    if (right == nullptr || left.priority != right->priority) {
        return right == nullptr || left.priority > right->priority;
    }
    return &left == favoured || (right != favoured && left.last_turn < right->last_turn);
}

/// Of the two the one whose turn is longer ago.
Task* next_of(const Pair& pair) {
    const bool is_second = pair.second != nullptr && pair.second->last_turn < pair.first->last_turn;
    return is_second ? pair.second : pair.first;
}

}  // namespace

bool is_ready(const Task& task) {
    return task.is_used && !task.is_suspended && (!task.is_blocked || task.is_woken || task.due_us <= present_us());
}

Pair best_pair(const Task* favoured) {
    Pair found;
    for (Task* each = tasks; each != places_end; ++each) {
        if (is_ready(*each) && is_chosen_before(*each, found.first, favoured)) {
            found.first = each;
        }
    }
    for (Task* each = tasks; found.first != nullptr && each != places_end; ++each) {
        const bool has_core = each != found.first && is_ready(*each) && !need_one_core(*each, *found.first);
        if (has_core && is_chosen_before(*each, found.second, favoured)) {
            found.second = each;
        }
    }
    return found;
}

Task* best() {
    if (cores > 1) {
        return next_of(best_pair(nullptr));
    }
    Task* found = nullptr;
    for (Task* each = tasks; each != places_end; ++each) {
        if (is_ready(*each) && (found == nullptr || goes_before(*each, *found))) {
            found = each;
        }
    }
    return found;
}

uint64_t earliest_due() {
    uint64_t due_us = kForever;
    for (const Task* each = tasks; each != places_end; ++each) {
        if (each->is_used && !each->is_suspended && each->is_blocked) {
            due_us = std::min(due_us, each->due_us);
        }
    }
    return due_us;
}

uint64_t takes_from_us(const Task& task) {
    const bool waits = &task != present && task.is_used && !task.is_suspended && task.is_blocked && !task.is_woken;
    const bool takes = task.priority > present->priority || run_beside(task, *present);
    return waits && takes ? task.due_us : kForever;
}

Task* next_taker() {
    Task* found = nullptr;
    for (Task* each = tasks; each != places_end; ++each) {
        const uint64_t from_us = takes_from_us(*each);
        if (from_us != kForever && (found == nullptr || from_us < takes_from_us(*found))) {
            found = each;
        }
    }
    return found;
}

Task* next_on_two_cores(bool is_over) {
    const Pair pair = best_pair(present);
    if (pair.first != present && pair.second != present) {
        return next_of(pair);
    }
    const bool is_called = pair.first != present && pair.first->is_blocked && pair.first->priority > present->priority;
    return is_called ? pair.first : is_over ? next_of(best_pair(nullptr)) : present;
}

}  // namespace oceanhil::machine::task_choice
