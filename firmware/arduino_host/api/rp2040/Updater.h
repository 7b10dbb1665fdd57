/// `Update` of this core.
#pragma once

#include <Arduino.h>

#include "oceanhil/updater.h"
