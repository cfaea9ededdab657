// Goal: what cannot be true in a database is found and named, and what is true is not.
// Method: contents that the scheduler made, which have no fault, and the same with one planted.
#include "unit/service/scheduler_fixture.hpp"

#include <timewright/service/inspection.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace timewright {
namespace {

class Inspection : public SchedulerTest {
  protected:
    /// Two meetings in one room, without people.
    void SetUp() override {
        for (const char* start : {"2026-11-23T09:00:00", "2026-11-23T09:45:00"}) {
            meeting_request asked = meeting(atlantic, start);
            asked.people.clear();
            asked.organizer.reset();
            const auto made = desk.book(key(start), asked);
            ASSERT_TRUE(made);
            meetings_.push_back(made->id);
        }
        const interval day(at("2026-11-23T00:00:00Z"), at("2026-11-24T00:00:00Z"));
        const auto taken = store.load(default_organization, {&atlantic, 1}, day);
        page_.users = taken->users;
        page_.bookings = *store.find(default_organization, meetings_);
        for (const live_claim& c : taken->claims) page_.claims.push_back({default_organization, c});
        page_.records = {
            *directory.find({default_organization, "calendar-user", atlantic.to_string()})};
        ASSERT_EQ(page_.claims.size(), 2U);
    }

    [[nodiscard]] inspection_report inspected() const {
        inspection look(clock.now(), zones);
        look.take(page_);
        return std::move(look).finish();
    }

    /// The only fault.
    void expect_fault(fault_kind kind) const {
        const inspection_report report = inspected();
        ASSERT_EQ(report.faults.size(), 1U)
            << (report.faults.size() < 2 ? "" : report.faults[1].message);
        EXPECT_STREQ(to_slug(report.faults[0].kind), to_slug(kind)) << report.faults[0].message;
    }

    std::vector<booking_id> meetings_;
    contents_page page_;
};

TEST_F(Inspection, FindsNothingInWhatTheSchedulerMade) {
    const inspection_report report = inspected();
    EXPECT_TRUE(report.faults.empty()) << report.faults[0].message;
    EXPECT_EQ(report.users, 1U);
    EXPECT_EQ(report.bookings, 2U);
    EXPECT_EQ(report.claims, 2U);
    EXPECT_EQ(report.records, 1U);
}

TEST_F(Inspection, FindsADoubleBooking) {
    live_claim& second = page_.claims[1].claim;
    second.span = interval(second.span.start() - 1s, second.span.end());
    expect_fault(fault_kind::overbooked);
    EXPECT_NE(inspected().faults[0].message.find("2 units of 1"), std::string::npos);
}

TEST_F(Inspection, CountsUnitsAgainstTheCapacity) {
    page_.users[0].limits.capacity = 3;
    page_.claims[1].claim.span = page_.claims[0].claim.span;
    page_.claims[1].claim.units = 2;
    EXPECT_TRUE(inspected().faults.empty());
    page_.claims[1].claim.units = 3;
    expect_fault(fault_kind::overbooked);
}

TEST_F(Inspection, LeavesOutTheDeadAndThoseThatDoNotBlock) {
    page_.claims[1].claim.span = page_.claims[0].claim.span;
    page_.claims[1].claim.deadline = clock.now();
    EXPECT_TRUE(inspected().faults.empty()) << "it ran out at this instant";
    page_.claims[1].claim.deadline.reset();
    page_.claims[1].claim.effect = claim_effect::informs;
    EXPECT_TRUE(inspected().faults.empty());
}

TEST_F(Inspection, FindsClaimsOfNothing) {
    page_.bookings.pop_back();
    expect_fault(fault_kind::claim_without_booking);
}

TEST_F(Inspection, FindsClaimsOnNobody) {
    page_.claims[0].claim.user = calendar_user_id::from_number(99);
    expect_fault(fault_kind::claim_without_user);
}

TEST_F(Inspection, FindsAClaimThatIsAheadOfItsBooking) {
    page_.claims[0].claim.id.sequence = 2;
    expect_fault(fault_kind::claim_ahead_of_booking);
}

TEST_F(Inspection, FindsAUserWhomNobodyCanSee) {
    page_.records.clear();
    expect_fault(fault_kind::user_without_record);
    page_.users[0].limits.disabled = true;
    EXPECT_TRUE(inspected().faults.empty()) << "a removed user is disabled, and its claims stay";
}

TEST_F(Inspection, FindsARecordThatNobodyCanBook) {
    directory_record stray = page_.records[0];
    stray.key.key = calendar_user_id::from_number(99).to_string();
    page_.records.push_back(stray);
    expect_fault(fault_kind::record_without_user);
}

TEST_F(Inspection, FindsDamage) {
    const std::string document = std::exchange(page_.bookings[0].document, "BEGIN:VCALEND");
    expect_fault(fault_kind::damaged_document);
    page_.bookings[0].document = document;
    page_.records[0].body = "nothing that anybody wrote";
    expect_fault(fault_kind::damaged_record);
}

TEST_F(Inspection, KeepsOrganizationsApart) {
    const organization_id other = organization_id::from_number(7);
    for (auto& claim : page_.claims) claim.organization = other;
    EXPECT_EQ(inspected().faults.size(), 4U) << "no such booking and no such user, twice";
}

TEST_F(Inspection, TellsOfSoManyFaultsAndCountsTheRest) {
    const owned_claim stray = page_.claims[0];
    page_.bookings.clear();
    page_.claims.assign(inspection::faults_max + 5, stray);
    for (auto& claim : page_.claims) claim.claim.effect = claim_effect::informs;
    const inspection_report report = inspected();
    EXPECT_EQ(report.faults.size(), inspection::faults_max);
    EXPECT_EQ(report.faults_left_out, 5U);
}

} // namespace
} // namespace timewright
