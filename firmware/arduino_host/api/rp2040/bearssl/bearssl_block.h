/// Ciphers of BearSSL, as far as they are here.
#pragma once

#include "oceanhil/bearssl_block.h"
