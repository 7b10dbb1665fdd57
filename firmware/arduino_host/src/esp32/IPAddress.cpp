#include <IPAddress.h>

IPAddress INADDR_NONE(0, 0, 0, 0);
