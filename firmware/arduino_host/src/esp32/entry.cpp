#include "machine/entry.h"

#include <Arduino.h>

namespace machine {

void set_up() { setup(); }

void turn() {
    loop();
    serialEventRun();
}

}  // namespace machine
