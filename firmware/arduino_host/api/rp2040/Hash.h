#pragma once

#include "oceanhil/sha1_text.h"
