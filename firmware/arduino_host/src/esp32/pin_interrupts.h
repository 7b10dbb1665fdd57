/// What other calls do to the interrupts of driver/gpio.h.
#pragma once

#include <hal/gpio_types.h>

namespace oceanhil {

/// As `gpio_config` sets one: it is on, unless there is none.
void set_interrupt_of(gpio_num_t pin, gpio_int_type_t type);

}  // namespace oceanhil
