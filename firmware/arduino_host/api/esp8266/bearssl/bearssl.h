/// BearSSL, as far as a sketch meets it: its numbers, its digests, and AES. Its other functions are in the core, and not in here.
#ifndef OCEANHIL_BEARSSL_BEARSSL_H
#define OCEANHIL_BEARSSL_BEARSSL_H

#include "oceanhil/bearssl_block.h"
#include "oceanhil/bearssl_hash.h"
#include "oceanhil/bearssl_numbers.h"

#endif
