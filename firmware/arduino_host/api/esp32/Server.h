/// What every server of a network is.
#ifndef OCEANHIL_SERVER_H
#define OCEANHIL_SERVER_H

#include "Print.h"

class Server : public Print {
  public:
    virtual void begin(uint16_t port = 0) = 0;
};

#endif
