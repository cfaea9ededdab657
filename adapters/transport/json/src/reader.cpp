#include "reader.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <algorithm>

namespace timewright::json {
namespace {

namespace bj = boost::json;

bool has_control(std::string_view text, bool lines) {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        if (lines && (c == '\n' || c == '\r' || c == '\t')) return false;
        return byte < 0x20 || byte == 0x7F;
    });
}

} // namespace

void node::fail(std::string detail, std::string slug) const {
    if (*fault_) return;
    *fault_ = problem_document{
        .status = 400, .slug = std::move(slug), .detail = std::move(detail), .pointer = pointer_};
}

std::string node::text(const text_bounds& bounds) const {
    if (failed()) return {};
    if (!value_->is_string()) return fail_with<std::string>("this is to be a string");
    const std::string_view found(value_->get_string().data(), value_->get_string().size());
    if (found.size() < bounds.bytes_min)
        return fail_with<std::string>(
            bounds.bytes_min == 1 ? "this must not be empty"
                                  : "this is to have at least " +
                                        std::to_string(bounds.bytes_min) + " bytes");
    if (found.size() > bounds.bytes_max)
        return fail_with<std::string>("this is " + std::to_string(found.size()) +
                                      " bytes long; at most " + std::to_string(bounds.bytes_max) +
                                      " are allowed");
    if (!bounds.secret && has_control(found, bounds.lines))
        return fail_with<std::string>("control characters are not allowed here");
    return std::string(found);
}

std::int64_t node::number(const number_bounds& bounds) const {
    if (failed()) return 0;
    if (value_->is_int64()) {
        const std::int64_t found = value_->get_int64();
        if (bounds.min <= found && found <= bounds.max) return found;
    } else if (!value_->is_uint64()) {
        return fail_with<std::int64_t>("this is to be a whole number, written in digits");
    }
    return fail_with<std::int64_t>("this is to be between " + std::to_string(bounds.min) + " and " +
                                   std::to_string(bounds.max));
}

bool node::boolean() const {
    if (failed()) return false;
    if (!value_->is_bool()) return fail_with<bool>("this is to be true or false");
    return value_->get_bool();
}

std::string node::email() const {
    std::string found = text({.bytes_max = request_limits::email_bytes_max});
    if (!failed() && !is_email(found))
        return fail_with<std::string>("this is no e-mail address such as ana@example.com");
    return found;
}

sys_seconds node::instant() const {
    const auto read = parse_rfc3339(text({.bytes_max = 64}));
    return read ? *read : fail_with<sys_seconds>(read.error().message);
}

local_seconds node::local() const {
    const auto read = parse_local(text({.bytes_max = 64}));
    return read ? *read : fail_with<local_seconds>(read.error().message);
}

civil_duration node::duration() const {
    const auto read = parse_duration(text({.bytes_max = 64}));
    if (!read) return fail_with<civil_duration>(read.error().message);
    if (read->days < 0 || read->time.count() < 0 || *read == civil_duration{})
        return fail_with<civil_duration>("this is to be longer than nothing, such as PT45M");
    return *read;
}

std::chrono::seconds node::exact_duration() const {
    const civil_duration read = duration();
    if (!failed() && !read.is_exact())
        return fail_with<std::chrono::seconds>(
            "this is to be in hours, minutes and seconds, such as PT45M");
    return read.time;
}

std::vector<calendar_user_id> node::user_ids(std::size_t max) const {
    std::vector<calendar_user_id> found;
    each(max, [&](const node& element) {
        const auto user = element.id<calendar_user_id>();
        if (std::find(found.begin(), found.end(), user) != found.end())
            element.fail("this id is there twice");
        found.push_back(user);
    });
    return found;
}

void node::each(std::size_t max, const std::function<void(const node&)>& read) const {
    if (failed()) return;
    if (!value_->is_array()) return fail("this is to be an array");
    const bj::array& elements = value_->get_array();
    if (elements.size() > max)
        return fail("this array has " + std::to_string(elements.size()) + " elements; at most " +
                    std::to_string(max) + " are allowed");
    for (std::size_t i = 0; i < elements.size() && !failed(); ++i)
        read(node(elements[i], pointer_ + "/" + std::to_string(i), *fault_));
}

void node::object(const std::function<void(object_reader&)>& read) const {
    if (failed()) return;
    if (!value_->is_object()) return fail("this is to be an object");
    object_reader members(value_->get_object(), pointer_, *fault_);
    read(members);
    members.finish();
}

std::optional<node> object_reader::find(std::string_view name) {
    known_.push_back(name);
    const bj::value* there = object_.if_contains(bj::string_view(name.data(), name.size()));
    if (there == nullptr) return std::nullopt;
    return node(*there, pointer_ + pointer_token(name), fault_);
}

node object_reader::need(std::string_view name) {
    if (auto there = find(name)) return std::move(*there);
    static const bj::value nothing;
    node missing(nothing, pointer_ + pointer_token(name), fault_);
    missing.fail("the member \"" + std::string(name) + "\" is missing");
    return missing;
}

void object_reader::finish() {
    if (fault_) return;
    for (const auto& member : object_) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        std::string known;
        for (const std::string_view k : known_) known += (known.empty() ? "" : ", ") + std::string(k);
        fault_ = problem_document{.status = 400,
                                  .slug = "unknown-member",
                                  .detail = "there is no such member; known are: " + known,
                                  .pointer = pointer_ + pointer_token(name)};
        return;
    }
}

void object_reader::fail(std::string detail) const {
    if (fault_) return;
    fault_ = problem_document{.status = 400,
                              .slug = "invalid-input",
                              .detail = std::move(detail),
                              .pointer = pointer_};
}

} // namespace timewright::json
