// Reading values out of a JSON tree. The first fault is kept, with its pointer; after it every read
// answers a harmless default, so that readers are straight lines without an if after each member.
#pragma once

#include "document.hpp"

#include <timewright/adapters/json/requests.hpp>
#include <timewright/base/id.hpp>
#include <timewright/time/civil.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::json {

using first_fault = std::optional<problem_document>;

struct text_bounds {
    std::size_t bytes_min = 1;
    std::size_t bytes_max = 0;
    bool lines = false;  ///< line breaks and tabs may be in it
    bool secret = false; ///< any byte may be in it
};

struct number_bounds {
    std::int64_t min = 0;
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

class object_reader;

/// One value somewhere in the tree.
class node {
  public:
    node(const boost::json::value& value, std::string pointer, first_fault& fault)
        : value_(&value), pointer_(std::move(pointer)), fault_(&fault) {}

    [[nodiscard]] std::string text(const text_bounds& bounds) const;
    [[nodiscard]] std::int64_t number(const number_bounds& bounds) const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::string email() const;
    [[nodiscard]] sys_seconds instant() const;
    [[nodiscard]] local_seconds local() const;
    [[nodiscard]] civil_duration duration() const; ///< more than nothing
    [[nodiscard]] std::chrono::seconds exact_duration() const; ///< more than nothing, no days
    template <class Id>
    [[nodiscard]] Id id() const {
        auto read = Id::from_string(text({.bytes_max = 64}));
        return read ? *read : fail_with<Id>(read.error().message);
    }
    [[nodiscard]] std::vector<calendar_user_id> user_ids(std::size_t max) const;
    void each(std::size_t max, const std::function<void(const node&)>& read) const;
    void object(const std::function<void(object_reader&)>& read) const;

    /// Records a fault of this value, unless there was one already.
    void fail(std::string detail, std::string slug = "invalid-input") const;
    [[nodiscard]] bool failed() const { return fault_->has_value(); }
    [[nodiscard]] bool is_text() const { return value_->is_string(); }
    [[nodiscard]] bool is_list() const { return value_->is_array(); }

  private:
    template <class T>
    [[nodiscard]] T fail_with(std::string detail) const {
        fail(std::move(detail));
        return T{};
    }

    const boost::json::value* value_;
    std::string pointer_;
    first_fault* fault_;
};

/// The members of one object. Asking for a member makes it known; finish() complains about others.
class object_reader {
  public:
    object_reader(const boost::json::object& object, std::string pointer, first_fault& fault)
        : object_(object), pointer_(std::move(pointer)), fault_(fault) {}

    [[nodiscard]] std::optional<node> find(std::string_view name);
    /// A fault when it is missing.
    [[nodiscard]] node need(std::string_view name);
    void finish();

    /// read(node) when the member is there.
    template <class F>
    [[nodiscard]] auto maybe(std::string_view name, F&& read)
        -> std::optional<std::invoke_result_t<F, const node&>> {
        if (const auto there = find(name)) return std::invoke(std::forward<F>(read), *there);
        return std::nullopt;
    }
    void fail(std::string detail) const;

  private:
    const boost::json::object& object_;
    std::string pointer_;
    first_fault& fault_;
    std::vector<std::string_view> known_{};
};

/// A whole body that is one object, read by `read(object_reader&) -> T`.
template <class F>
[[nodiscard]] auto read_body(std::string_view text, F&& read)
    -> read_result<std::invoke_result_t<F, object_reader&>> {
    auto tree = parse_document(text);
    if (!tree) return unexpected(std::move(tree).error());
    first_fault fault;
    std::optional<std::invoke_result_t<F, object_reader&>> made;
    node(*tree, "", fault).object([&](object_reader& in) { made.emplace(read(in)); });
    if (fault) return unexpected(std::move(*fault));
    return std::move(*made);
}

} // namespace timewright::json
