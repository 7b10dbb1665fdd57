/// Files of arduino-pico.
#ifndef FS_H
#define FS_H

#include "oceanhil/flash_files.h"

#endif
