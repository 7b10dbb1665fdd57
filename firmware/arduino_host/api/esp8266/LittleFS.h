/// LittleFS of esp8266/Arduino, in the 2 MB of layout 4M2M.
#ifndef __LITTLEFS_H
#define __LITTLEFS_H

#include <FS.h>

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_LITTLEFS)
extern fs::FS LittleFS;
using littlefs_impl::LittleFSConfig;
#endif

#endif
