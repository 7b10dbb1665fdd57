/// `Arduino.h`, for whoever writes it small: on Windows and macOS that finds it, too.
#pragma once
#include <Arduino.h>
