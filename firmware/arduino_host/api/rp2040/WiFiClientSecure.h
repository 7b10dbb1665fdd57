/// `WiFiClientSecure` is that of BearSSL: the core has no other.
#include "WiFi.h"
#include "WiFiClientSecureBearSSL.h"

using namespace BearSSL;
