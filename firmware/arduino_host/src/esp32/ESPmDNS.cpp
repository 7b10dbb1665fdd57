#include <ESPmDNS.h>

MDNSResponder MDNS;
