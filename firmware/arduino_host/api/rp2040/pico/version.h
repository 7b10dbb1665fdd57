/// The version of pico-sdk that arduino-pico 5.7.0 is built on (include/rp2040/pico_base/pico/version.h there).
#pragma once

#define PICO_SDK_VERSION_MAJOR 2
#define PICO_SDK_VERSION_MINOR 3
#define PICO_SDK_VERSION_REVISION 0
#define PICO_SDK_VERSION_STRING "2.3.0"
#define PICO_SDK_VERSION_STRING "2.3.0"
