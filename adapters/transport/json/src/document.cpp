#include "document.hpp"

#include <timewright/adapters/json/requests.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace timewright::json {
namespace {

namespace bj = boost::json;

/// Builds the value and remembers, for every open object, which members it has had.
class tree_builder {
  public:
    static constexpr std::size_t max_object_size = bj::object::max_size();
    static constexpr std::size_t max_array_size = bj::array::max_size();
    static constexpr std::size_t max_key_size = bj::string::max_size();
    static constexpr std::size_t max_string_size = bj::string::max_size();

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }

    bool on_object_begin(bj::error_code&) { return open(); }
    bool on_object_end(std::size_t n, bj::error_code&) {
        values_.push_object(n);
        return close();
    }
    bool on_array_begin(bj::error_code&) { return open(); }
    bool on_array_end(std::size_t n, bj::error_code&) {
        values_.push_array(n);
        return close();
    }

    bool on_key_part(bj::string_view s, std::size_t, bj::error_code&) {
        key_.append(s.data(), s.size());
        values_.push_chars(s);
        return true;
    }
    bool on_key(bj::string_view s, std::size_t, bj::error_code& ec) {
        key_.append(s.data(), s.size());
        values_.push_key(s);
        frame& object = open_.back();
        object.at = std::exchange(key_, {});
        object.is_object = true;
        if (object.members.insert(object.at).second) return true;
        duplicate_ = pointer();
        ec = bj::error::syntax;
        return false;
    }

    bool on_string_part(bj::string_view s, std::size_t, bj::error_code&) {
        values_.push_chars(s);
        return true;
    }
    bool on_string(bj::string_view s, std::size_t, bj::error_code&) {
        values_.push_string(s);
        return done();
    }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t i, bj::string_view, bj::error_code&) {
        values_.push_int64(i);
        return done();
    }
    bool on_uint64(std::uint64_t u, bj::string_view, bj::error_code&) {
        values_.push_uint64(u);
        return done();
    }
    bool on_double(double d, bj::string_view, bj::error_code&) {
        values_.push_double(d);
        return done();
    }
    bool on_bool(bool b, bj::error_code&) {
        values_.push_bool(b);
        return done();
    }
    bool on_null(bj::error_code&) {
        values_.push_null();
        return done();
    }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

    void reset() { values_.reset(); }
    bj::value release() { return values_.release(); }
    [[nodiscard]] const std::string& duplicate() const { return duplicate_; }

  private:
    struct frame {
        std::set<std::string> members{};
        std::string at{};      // of an object: the member that is being read
        std::size_t index = 0; // of an array: likewise
        bool is_object = false;
    };

    bool open() {
        open_.emplace_back();
        return true;
    }
    bool close() {
        open_.pop_back();
        return done();
    }
    bool done() {
        if (!open_.empty()) ++open_.back().index;
        return true;
    }
    [[nodiscard]] std::string pointer() const {
        std::string text;
        for (const frame& f : open_)
            text += pointer_token(f.is_object ? f.at : std::to_string(f.index));
        return text;
    }

    bj::value_stack values_{};
    std::vector<frame> open_{};
    std::string key_{};
    std::string duplicate_{};
};

problem_document malformed(std::string detail) {
    return {.status = 400, .slug = "invalid-input", .detail = std::move(detail)};
}

std::string describe(const bj::error_code& ec) {
    if (ec == bj::error::too_deep)
        return "it is nested deeper than " + std::to_string(request_limits::depth_max) + " levels";
    if (ec == bj::error::incomplete) return "it ends too early";
    if (ec == bj::error::extra_data) return "there is something after the value";
    return ec.message();
}

} // namespace

std::string pointer_token(std::string_view name) {
    std::string text = "/";
    for (const char c : name) {
        if (c == '~') text += "~0";
        else if (c == '/') text += "~1";
        else text += c;
    }
    return text;
}

result<bj::value, problem_document> parse_document(std::string_view text) {
    bj::parse_options options;
    options.max_depth = request_limits::depth_max;
    bj::basic_parser<tree_builder> parser(options);
    parser.handler().reset();
    bj::error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = bj::error::extra_data;
    if (!ec) return parser.handler().release();
    if (!parser.handler().duplicate().empty()) {
        problem_document twice = malformed("this member is there twice; say it once");
        twice.pointer = parser.handler().duplicate();
        return unexpected(std::move(twice));
    }
    return unexpected(malformed("the body is not JSON that can be read: " + describe(ec) +
                                " (at byte " + std::to_string(read + 1) + ")"));
}

} // namespace timewright::json
