#include <IPAddress.h>

const IPAddress INADDR_ANY;
const IPAddress INADDR_NONE(255, 255, 255, 255);
