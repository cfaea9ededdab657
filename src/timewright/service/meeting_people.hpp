// Who and what an organization has: names, kinds and rooms for the scheduler's commands.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/calendar_user.hpp>
#include <timewright/calendar/participant.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timewright::detail {

/// Everybody in the organization, for names, kinds and rooms.
class people_and_rooms {
  public:
    static result<people_and_rooms, error> load(scheduler& from, organization_id organization) {
        auto users = from.list_users(organization);
        if (!users) return unexpected(std::move(users).error());
        people_and_rooms made;
        for (auto& user : *users) made.by_id_.emplace(user.value.id, std::move(user.value));
        return made;
    }

    [[nodiscard]] const calendar_user* find(calendar_user_id id) const {
        const auto at = by_id_.find(id);
        return at == by_id_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] bool is_person(calendar_user_id id) const {
        const calendar_user* user = find(id);
        return user != nullptr && (user->kind == calendar_user_kind::individual ||
                                   user->kind == calendar_user_kind::group);
    }

    /// The groups that somebody is in, by themselves: a group of groups counts only its own people.
    [[nodiscard]] std::vector<calendar_user_id> groups_of(calendar_user_id member) const {
        std::vector<calendar_user_id> groups;
        for (const auto& [id, user] : by_id_)
            if (user.kind == calendar_user_kind::group &&
                std::find(user.members.begin(), user.members.end(), member) != user.members.end())
                groups.push_back(id);
        return groups;
    }

    /// Rooms that so many people fit into (or that do not say): enabled, the tightest fit first.
    [[nodiscard]] std::vector<calendar_user_id> rooms_for(std::size_t how_many) const {
        std::vector<const calendar_user*> fit;
        for (const auto& [id, user] : by_id_)
            if (user.kind == calendar_user_kind::room && !user.disabled &&
                (user.seats == 0 || user.seats >= how_many))
                fit.push_back(&user);
        std::sort(fit.begin(), fit.end(), [](const calendar_user* a, const calendar_user* b) {
            return std::tuple(a->seats, std::string_view(a->name), a->id) <
                   std::tuple(b->seats, std::string_view(b->name), b->id);
        });
        std::vector<calendar_user_id> ids;
        ids.reserve(fit.size());
        for (const calendar_user* user : fit) ids.push_back(user->id);
        return ids;
    }

  private:
    std::unordered_map<calendar_user_id, calendar_user> by_id_;
};

/// Writes the participants of the document anew from its people and the given guests.
void name_participants(meeting_document& document, const people_and_rooms& known,
                       const std::vector<std::string>& guests);

/// Whoever organizes a meeting takes part in it.
void include_organizer(meeting_document& document);

/// E-mail addresses of participants who are no calendar users.
[[nodiscard]] std::vector<std::string> guests_of(const meeting_document& document,
                                                 const people_and_rooms& known);

/// What a request means, as the document of its booking.
[[nodiscard]] meeting_document to_document(const meeting_request& asked,
                                           const people_and_rooms& known);

} // namespace timewright::detail
