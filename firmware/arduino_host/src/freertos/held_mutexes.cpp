#include "held_mutexes.h"

#include <calls.h>
#include <string.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

/// Of more at a time nobody is told: a sketch has few.
constexpr size_t kMutexes = 16;

struct Held {
    QueueDefinition* mutex = nullptr;
    /// What its holder was called: a task may end, and hold it all the same.
    char holder[configMAX_TASK_NAME_LEN] = {};
    machine::Calls took = {};
};

Held all_held[kMutexes];
/// Who holds what a task held that has ended.
tskTaskControlBlock nobody;
machine::Keeper told = {};

Held* find(const void* mutex) {
    Held* const found =
        std::find_if(all_held, all_held + kMutexes, [mutex](const Held& each) { return each.mutex == mutex; });
    return found == all_held + kMutexes ? nullptr : found;
}

}  // namespace

void oceanhil::held_mutexes::taken(QueueDefinition& mutex) {
    Held* const free = find(nullptr);
    if (free != nullptr) {
        free->mutex = &mutex;
        memcpy(free->holder, mutex.holder->name, sizeof free->holder);
        free->took = machine::calls_here();
    }
}

void oceanhil::held_mutexes::left(const QueueDefinition* mutex) {
    Held* const found = find(mutex);
    if (found != nullptr) {
        found->mutex = nullptr;
    }
}

void oceanhil::held_mutexes::leave_to_nobody(const tskTaskControlBlock& holder) {
    for (const Held& each : all_held) {
        if (each.mutex != nullptr && each.mutex->holder == &holder) {
            each.mutex->holder = &nobody;
        }
    }
}

const machine::Keeper* oceanhil::keeper_of_awaited(const tskTaskControlBlock& task) {
    const Held* const found = task.awaited == nullptr ? nullptr : find(task.awaited);
    if (found == nullptr) {
        return nullptr;
    }
    told = {found->holder, found->took};
    return &told;
}
