/// Facts: libraries/HTTPUpdateServer/src/HTTPUpdateServer.h.
#pragma once

#include <WebServer.h>

#include "oceanhil/update_page.h"

class HTTPUpdateServer : public oceanhil::UpdatePage<WebServer> {
  public:
    using UpdatePage::UpdatePage;
};
