/// The timer of the chip that the watchdog of tasks counts with (its first timer group), as its registers see it.
#pragma once

namespace oceanhil {

/// All tasks that are watched have as much time as if each had fed it.
void feed_timer_of_task_watchdog();
/// Off: nobody is late.
void run_timer_of_task_watchdog(bool on);

}  // namespace oceanhil
