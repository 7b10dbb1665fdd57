#ifndef HASH_H_
#define HASH_H_

#include "oceanhil/sha1_text.h"

#endif
