#include <NetBIOS.h>

NetBIOS NBNS;
