/// What every server of a network is.
#ifndef OCEANHIL_API_SERVER_H
#define OCEANHIL_API_SERVER_H

#include "Print.h"

namespace arduino {

class Server : public Print {
  public:
    virtual void begin() = 0;
};

}  // namespace arduino

using arduino::Server;

#endif
