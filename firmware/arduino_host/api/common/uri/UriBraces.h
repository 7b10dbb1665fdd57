/// Paths with parts in `{}`, none of which has a slash: `/users/{}/age`.
#ifndef OCEANHIL_URI_BRACES_H
#define OCEANHIL_URI_BRACES_H

#include "Uri.h"

class UriBraces : public Uri {
  public:
    explicit UriBraces(const char* uri) : Uri(uri) {}
    explicit UriBraces(const String& uri) : Uri(uri) {}

    Uri* clone() const final { return new UriBraces(_uri); }
    bool canHandle(const String& requestUri, std::vector<String>& pathArgs) final;
};

#endif
