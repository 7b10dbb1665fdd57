/// Certificates, keys and sessions (BearSSLHelpers.h of the core).
#ifndef _BEARSSLHELPERS_H
#define _BEARSSLHELPERS_H

#include "oceanhil/bearssl_client.h"
#include "oceanhil/bearssl_store.h"

#endif
