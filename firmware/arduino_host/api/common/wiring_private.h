/// What libraries include of a core beside `Arduino.h`: it declares nothing that they use.
#pragma once
#include <Arduino.h>
