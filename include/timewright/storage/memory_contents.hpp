/// @file
/// memory_contents: the reference answer to the contents port: pages kept as they came.
#pragma once

#include <timewright/ports/contents.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

class memory_contents final : public contents {
  public:
    memory_contents() = default;
    explicit memory_contents(std::vector<contents_page> pages) : pages_(std::move(pages)) {}

    result<void, error> read(const visitor& visit) override {
        if (pages_.empty()) return visit(contents_page{});
        for (const contents_page& page : pages_)
            if (auto done = visit(contents_page(page)); !done) return done;
        return {};
    }

    result<void, error> fill(
        const std::function<result<void, error>(const visitor&)>& source) override {
        if (!std::all_of(pages_.begin(), pages_.end(), is_empty))
            return unexpected(
                error{.code = errc::forbidden,
                      .message = "there is something in it already; name an empty one"});
        std::vector<contents_page> taken;
        auto done = source([&](contents_page&& page) -> result<void, error> {
            taken.push_back(std::move(page));
            return {};
        });
        if (done) pages_ = std::move(taken);
        return done;
    }

    result<std::vector<std::string>, error> find_faults() override {
        return std::vector<std::string>{};
    }

    [[nodiscard]] const std::vector<contents_page>& pages() const noexcept { return pages_; }

  private:
    static bool is_empty(const contents_page& page) {
        return page.users.empty() && page.bookings.empty() && page.claims.empty() &&
               page.answers.empty() && page.records.empty();
    }

    std::vector<contents_page> pages_;
};

} // namespace timewright
