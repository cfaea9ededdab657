/// @file
/// The contract of the store port, as a program. Every implementation runs it:
///
///     INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance, testing::Values(...), name_of);
///
/// Goal: that all stores give the same answers, those of ports/store.hpp and booking/*.hpp. Method:
/// one caller, a clock that stands still until the test moves it, and expectations on whole
/// answers. What needs several callers is in store_concurrency_conformance.hpp, what needs a store
/// that outlives its process in durable_store_conformance.hpp.
#pragma once

#include "conformance/store_batches.hpp"
#include "conformance/store_candidates.hpp"
#include "conformance/store_claims.hpp"
#include "conformance/store_feed.hpp"
#include "conformance/store_fixture.hpp"
#include "conformance/store_holds.hpp"
#include "conformance/store_keys.hpp"
#include "conformance/store_limits.hpp"
#include "conformance/store_queries.hpp"
#include "conformance/store_waiting.hpp"
