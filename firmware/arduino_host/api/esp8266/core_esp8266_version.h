/// Which release of esp8266/Arduino this API is as, in numbers (cores/esp8266/core_esp8266_version.h).
#ifndef __CORE_ESP8266_VERSION_H
#define __CORE_ESP8266_VERSION_H

#include <core_version.h>

#define HAS_ESP8266_VERSION_NUMERIC 1

#ifdef __cplusplus
namespace esp8266 {

constexpr int coreVersionMajor() { return 3; }
constexpr int coreVersionMinor() { return 1; }
constexpr int coreVersionRevision() { return 2; }
constexpr int coreVersionSubRevision() { return 0; }
constexpr int coreVersionNumeric() {
    return coreVersionMajor() * 10000000 + coreVersionMinor() * 100000 + coreVersionRevision() * 1000;
}

}  // namespace esp8266
#endif

#endif
