// Going through the records of one kind, and removing one whatever its version.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/directory.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace timewright::identity_local {

/// Two who change one record at once: one waits for the other, a few times.
inline constexpr int edit_tries_max = 8;

/// Fine when it is gone already.
[[nodiscard]] result<void, error> remove_record(directory& records, const directory_key& key);

/// use(record) -> result<void, error> for each record of the kind whose key begins with `prefix`.
template <class F>
[[nodiscard]] result<void, error> each_record(directory& records, const char* kind,
                                              std::string_view prefix, F&& use) {
    constexpr std::size_t page_size = 500;
    std::string after(prefix);
    while (true) {
        const auto page = records.list({}, kind, after, page_size);
        if (!page) return unexpected(page.error());
        for (const directory_record& record : page->records) {
            if (!record.key.key.starts_with(prefix)) return {};
            if (auto used = use(record); !used) return used;
        }
        if (!page->next) return {};
        after = *page->next;
    }
}

} // namespace timewright::identity_local
