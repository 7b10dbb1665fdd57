/// The version of arduino-pico whose behaviour this is.
#ifndef OCEANHIL_RP2040_VERSION_H
#define OCEANHIL_RP2040_VERSION_H

#define ARDUINO_PICO_MAJOR 5
#define ARDUINO_PICO_MINOR 7
#define ARDUINO_PICO_REVISION 0
#define ARDUINO_PICO_VERSION_STR "5.7.0"

#endif
