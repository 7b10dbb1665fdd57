/// `ioctl` of sockets (components/newlib/platform_include/sys/ioctl.h of ESP-IDF); nothing else has one here.
#ifndef OCEANHIL_SYS_IOCTL_H
#define OCEANHIL_SYS_IOCTL_H

#include "lwip/sockets.h"

#endif
