/// Paths by a regular expression; its groups are the arguments.
#ifndef OCEANHIL_URI_REGEX_H
#define OCEANHIL_URI_REGEX_H

#include "Uri.h"

class UriRegex : public Uri {
  public:
    explicit UriRegex(const char* uri) : Uri(uri) {}
    explicit UriRegex(const String& uri) : Uri(uri) {}

    Uri* clone() const final { return new UriRegex(_uri); }
    bool canHandle(const String& requestUri, std::vector<String>& pathArgs) final;
};

#endif
