/// Certificates, keys and sessions (BearSSLHelpers.h of the core).
#ifndef OCEANHIL_BEARSSL_HELPERS_H
#define OCEANHIL_BEARSSL_HELPERS_H

#include "oceanhil/bearssl_client.h"
#include "oceanhil/bearssl_store.h"

#endif
