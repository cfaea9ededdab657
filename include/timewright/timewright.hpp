/// @file
/// The umbrella: the whole header-only library and the declarations of the compiled part.
#pragma once

#include <timewright/base/version.hpp>
