#ifndef _CERTSTORE_BEARSSL_H
#define _CERTSTORE_BEARSSL_H
#include "oceanhil/cert_store.h"

#endif
