/// The tasks that run when no other is ready: there once a sketch asks for one of them.
#pragma once

#include <freertos/task.h>

namespace oceanhil {

/// Whether it is the idle task of the core on which no sketch runs: only a task that the sketch gave that core keeps it
/// from its turn.
bool is_calm_idle_task(TaskHandle_t task);
/// The task of that core that has not rested for longest; nullptr: none keeps its idle task from its turn.
TaskHandle_t restless_on_core_0();
/// Whether it is one of them.
bool is_idle_task(TaskHandle_t task);
/// A watchdog wants to hear of them, or no longer does.
void watch_idle_tasks(bool on);

}  // namespace oceanhil
