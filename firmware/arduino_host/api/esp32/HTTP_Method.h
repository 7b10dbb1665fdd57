#pragma once
#include "oceanhil/http_methods.h"
