/// Paths with `*`, `?` and `[]`, as a shell has them.
#ifndef OCEANHIL_URI_GLOB_H
#define OCEANHIL_URI_GLOB_H

#include "Uri.h"

class UriGlob : public Uri {
  public:
    explicit UriGlob(const char* uri) : Uri(uri) {}
    explicit UriGlob(const String& uri) : Uri(uri) {}

    Uri* clone() const final { return new UriGlob(_uri); }
    bool canHandle(const String& requestUri, std::vector<String>& pathArgs) final;
};

#endif
