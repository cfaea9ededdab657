// A scheduler over the two reference stores, a clock that stands still, pinned zone data; two rooms and two
// people.
#pragma once

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/service/scheduler.hpp>
#include <timewright/storage/memory_directory.hpp>
#include <timewright/storage/memory_store.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace timewright {

using namespace std::chrono_literals;

inline sys_seconds at(const char* text) { return parse_rfc3339(text).value(); }
inline local_seconds local(const char* text) { return parse_local(text).value(); }

class SchedulerTest : public ::testing::Test {
  protected:
    SchedulerTest() {
        atlantic = add("Atlantic", calendar_user_kind::room);
        pacific = add("Pacific", calendar_user_kind::room);
        ana = add("Ana", calendar_user_kind::individual);
        ben = add("Ben", calendar_user_kind::individual);
    }

    calendar_user_id add(std::string name, calendar_user_kind kind, std::uint32_t capacity = 1) {
        calendar_user user{.kind = kind, .name = name, .zone_name = "Europe/Lisbon",
                           .capacity = capacity, .seats = 8};
        if (kind == calendar_user_kind::individual) user.email = name + "@example.com";
        return desk.put_user(default_organization, std::move(user), 0).value().value.id;
    }

    meeting_request meeting(calendar_user_id room, const char* start) const {
        return {.title = "Planning",
                .start = event_time::zoned(local(start), lisbon),
                .duration = {.time = 45min},
                .rooms = {{room}},
                .people = {ana, ben},
                .organizer = ana};
    }

    static request_context key(std::string text) { return {.request_key = std::move(text)}; }

    manual_clock clock{at("2026-11-22T08:00:00Z")};
    memory_store store{clock};
    memory_directory directory;
    numbered_ids ids;
    zone_registry zones = testing::pinned_zones();
    zone lisbon = zones.find("Europe/Lisbon").value();
    scheduler desk{{store, directory, clock, ids, zones}};
    calendar_user_id atlantic, pacific, ana, ben;
};

} // namespace timewright
