/// What kind of file a name is of. Facts: detail/mimetable.h and .cpp of the web servers of the three cores.
#ifndef OCEANHIL_MIMETABLE_H
#define OCEANHIL_MIMETABLE_H

#include <WString.h>

namespace mime {

enum type {
    html,
    htm,
    txt,
    css,
    js,
    json,
    png,
    gif,
    jpg,
    jpeg,
    ico,
    svg,
    ttf,
    otf,
    woff,
    woff2,
    eot,
    sfnt,
    xml,
    pdf,
    zip,
    appcache,
    gz,
    none,
    maxType
};

struct Entry {
    const char* endsWith;
    const char* mimeType;
};

extern const Entry mimeTable[maxType];

/// Of `none`, an octet stream, for a name with an unknown end.
String getContentType(const String& path);

}  // namespace mime

#endif
