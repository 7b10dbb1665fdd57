/// What a handler of a web server is for: one path. Facts: Uri.h of the web servers of the three cores.
#ifndef URI_H
#define URI_H

#include <WString.h>

#include <vector>

class Uri {
  public:
    Uri(const char* uri) : _uri(uri) {}
    Uri(const String& uri) : _uri(uri) {}
    Uri(const __FlashStringHelper* uri) : _uri(uri) {}
    virtual ~Uri() = default;

    virtual Uri* clone() const { return new Uri(_uri); }
    virtual void initPathArgs(std::vector<String>& pathArgs) { (void)pathArgs; }
    /// Whether it is for this path; `pathArgs` are then the parts of it that are not fixed.
    virtual bool canHandle(const String& requestUri, std::vector<String>& pathArgs);

  protected:
    const String _uri;
};

#endif
