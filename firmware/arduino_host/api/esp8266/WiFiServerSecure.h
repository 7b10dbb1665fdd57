#pragma once
#include "WiFiServerSecureBearSSL.h"

using BearSSL::WiFiServerSecure;
