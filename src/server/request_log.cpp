#include "server/request_log.hpp"

#include <chrono>
#include <exception>
#include <string>

namespace timewright::hosting {

void request_log::answered(const http::answered_request& what) noexcept {
    counted_.answered(what);
    if (told_ == nullptr || !told_->takes(log_level::info)) return;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(what.took).count();
    const http::route* const matched = what.response.matched;
    try {
        std::vector<log_fact> facts{
            {"requestId", what.request.id},
            {"method", std::string(matched != nullptr ? matched->method : "other")},
            {"route", matched != nullptr
                          ? std::string(http::api::root) + std::string(matched->pattern)
                          : "other"},
            {"status", std::to_string(what.response.status), true},
            {"microseconds", std::to_string(took), true},
            {"bytes", std::to_string(what.response.content().size()), true}};
        if (!what.trace.empty()) facts.push_back({"traceId", std::string(what.trace)});
        told_->write(log_level::info, "answered", facts);
    } catch (const std::exception&) {
        return; // no memory for a line: the answer matters more
    }
}

} // namespace timewright::hosting
