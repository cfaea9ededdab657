/// @file
/// TIMEWRIGHT_EXPORT marks what a shared library of Timewright lets out. Everything else is hidden.
#pragma once

#if defined(_WIN32)
#if defined(TIMEWRIGHT_BUILDING)
#define TIMEWRIGHT_EXPORT __declspec(dllexport)
#else
#define TIMEWRIGHT_EXPORT __declspec(dllimport)
#endif
#else
#define TIMEWRIGHT_EXPORT __attribute__((visibility("default")))
#endif
