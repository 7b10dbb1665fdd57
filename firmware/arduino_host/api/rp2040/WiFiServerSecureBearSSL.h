#pragma once
#include "oceanhil/bearssl_server.h"
