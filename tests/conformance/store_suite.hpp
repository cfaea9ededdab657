/// @file
/// The name of the suite whose tests the other store_*.hpp of this folder define.
#pragma once

#include "conformance/store_fixture.hpp"

class StoreConformance : public timewright::conformance::store_fixture {};
