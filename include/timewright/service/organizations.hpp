/// @file
/// organizations: the tenants of one database, as records of its directory.
///
/// Every key of a database begins with an organization, and nothing reaches from one into another.
/// The founding organization, default_organization, is there without having been added; its name is
/// "default". Names are unique without regard to the case of ASCII letters.
///
///     auto acme = add_organization(records, mint, "Acme");
///     for (const organization& one : *list_organizations(records)) ...
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/ids.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

struct organization {
    organization_id id = default_organization;
    std::string name{"default"};

    static constexpr std::size_t name_bytes_max = 200;

    friend bool operator==(const organization&, const organization&) = default;
};

/// Durable when it returns.
/// Errors: invalid_input for a name that is empty, longer than name_bytes_max, not UTF-8 or has
/// control characters; version_mismatch when there is one of that name; those of the directory.
[[nodiscard]] TIMEWRIGHT_EXPORT result<organization, error> add_organization(directory& records,
                                                                             ids& mint,
                                                                             std::string_view name);

/// The founding one first, then by name. Errors: corrupt_data; those of the directory.
[[nodiscard]] TIMEWRIGHT_EXPORT result<std::vector<organization>, error> list_organizations(
    directory& records);

/// By name or id. Errors: not_found, whose message names those that there are; corrupt_data; those of
/// the directory.
[[nodiscard]] TIMEWRIGHT_EXPORT result<organization, error> find_organization(
    directory& records, std::string_view name_or_id);

} // namespace timewright
