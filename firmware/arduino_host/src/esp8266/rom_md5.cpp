#include <md5.h>

#include <new>

#include "oceanhil/md5.h"

static_assert(sizeof(oceanhil::Md5) <= sizeof(md5_context_t), "a digest under way has to fit its context");

extern "C" {

void MD5Init(md5_context_t* context) { (new (context) oceanhil::Md5)->begin(); }

void MD5Update(md5_context_t* context, const uint8_t* data, const uint16_t bytes) {
    reinterpret_cast<oceanhil::Md5*>(context)->add(data, bytes);
}

void MD5Final(uint8_t digest[16], md5_context_t* context) { reinterpret_cast<oceanhil::Md5*>(context)->end(digest); }
}
