/// `WiFiClientSecure` is that of BearSSL: the core has no other.
#include "WiFiClientSecureBearSSL.h"

using namespace BearSSL;
