/// @file
/// directory: versioned records of everything that is not a claim: calendar users, accounts, roles,
/// working hours, sessions, policies.
///
/// A record is opaque bytes under (organization, kind, key). Every put names the version that it
/// read, so that two editors never overwrite each other silently. Implemented by
/// storage/memory_directory (the reference) and the storage adapters; the contract as a program is
/// tests/conformance/directory_conformance.hpp. May be called from any thread.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

struct directory_key {
    organization_id organization; ///< nil for what is looked up before the organization is known
    std::string kind;             ///< "calendar-user", "account", "token", ...
    std::string key;              ///< unique within the kind

    friend bool operator==(const directory_key&, const directory_key&) = default;
};

struct directory_record {
    directory_key key;
    std::uint64_t version = 0; ///< 1 when first put, then one more each time
    std::string body{};

    friend bool operator==(const directory_record&, const directory_record&) = default;
};

struct directory_page {
    std::vector<directory_record> records{}; ///< by key, in byte order
    std::optional<std::string> next{};       ///< pass it as `after`; none: that was the last page
};

class directory {
  public:
    static constexpr std::size_t body_bytes_max = 1U << 20;

    virtual ~directory() = default;

    /// Errors: not_found.
    virtual result<directory_record, error> find(const directory_key& key) = 0;

    /// Creates (expected_version 0), replaces, or, without a body, removes. Durable when it returns.
    /// Returns the new version (0 after a removal).
    /// Errors: version_mismatch when the record is not at expected_version; limit_reached when the
    /// body is too long.
    virtual result<std::uint64_t, error> put(const directory_key& key,
                                             std::uint64_t expected_version,
                                             std::optional<std::string> body) = 0;

    /// Records of one kind whose key is greater than `after`, at most max (>= 1).
    virtual result<directory_page, error> list(organization_id organization, std::string_view kind,
                                               std::string_view after, std::size_t max) = 0;
};

} // namespace timewright
