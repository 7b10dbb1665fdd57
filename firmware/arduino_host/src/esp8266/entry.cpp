#include "machine/entry.h"

#include <Arduino.h>
#include <Schedule.h>

namespace machine {

void set_up() { setup(); }

void turn() {
    loop();
    serialEventRun();
    run_scheduled_functions();
    run_scheduled_recurrent_functions();
}

}  // namespace machine
