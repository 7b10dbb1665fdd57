#ifndef wifiserverbearssl_h
#define wifiserverbearssl_h
#include "oceanhil/bearssl_server.h"

#endif
