#include <LEAmDNS.h>

MDNSResponder MDNS;
