#include <timewright/adapters/http/pages.hpp>

#include <timewright/adapters/http/api.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace timewright::http {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 7> guards{{
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
}};

http_response guarded(http_response made) {
    for (const auto& [name, value] : guards) made.with(name, value);
    return made;
}

http_response refused(int status, const char* slug, const char* detail) {
    return guarded(
        to_response(json::problem_document{.status = status, .slug = slug, .detail = detail}));
}

bool names_etag(std::string_view list, std::string_view etag) {
    return list == "*" || (!etag.empty() && list.find(etag) != std::string_view::npos);
}

/// Whether the client takes gzip: named, and not with a weight of nothing (RFC 9110 section 12.5.3).
bool takes_gzip(const http_request& request) {
    std::string_view accepted = value_of(request.headers, "accept-encoding");
    while (!accepted.empty()) {
        const std::string_view one = accepted.substr(0, accepted.find(','));
        accepted.remove_prefix(std::min(accepted.size(), one.size() + 1));
        if (one.find("gzip") != std::string_view::npos)
            return one.find("q=0") == std::string_view::npos ||
                   one.find("q=0.") != std::string_view::npos;
    }
    return false;
}

/// Compressed bytes are another representation, so they have another tag.
std::string gzip_etag(std::string_view etag) {
    if (etag.size() < 2) return {};
    return std::string(etag.substr(0, etag.size() - 1)) + "-gzip\"";
}

} // namespace

pages::pages(std::vector<page_asset> assets) : assets_(std::move(assets)) {
    std::sort(assets_.begin(), assets_.end(),
              [](const page_asset& a, const page_asset& b) { return a.path < b.path; });
}

http_response pages::handle(const http_request& request) const {
    const auto target = parse_target(request.target);
    if (!target) return guarded(to_response(json::to_problem(target.error())));
    std::string path = target->path();
    if (path == "/") path = "/index.html";
    const auto at = std::lower_bound(
        assets_.begin(), assets_.end(), path,
        [](const page_asset& asset, const std::string& wanted) { return asset.path < wanted; });
    if (at == assets_.end() || at->path != path)
        return refused(404, "not-found", "there is nothing at this address");
    if (request.method != "GET" && request.method != "HEAD")
        return refused(405, "method-not-allowed", "pages can only be read: use GET or HEAD")
            .with("Allow", "GET, HEAD");

    // The names of built assets carry a hash of what is in them: they never change.
    const bool lasting = path.compare(0, 8, "/assets/") == 0;
    http_response made;
    made.with("Cache-Control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
    const bool compressed = !at->gzip_body.empty() && takes_gzip(request);
    const std::string etag = compressed ? gzip_etag(at->etag) : std::string(at->etag);
    if (!etag.empty()) made.with("ETag", etag);
    if (!at->gzip_body.empty()) made.with("Vary", "Accept-Encoding");
    if (names_etag(value_of(request.headers, "if-none-match"), etag)) {
        made.status = 304;
        return guarded(std::move(made));
    }
    made.with("Content-Type", std::string(at->content_type));
    if (compressed) made.with("Content-Encoding", "gzip");
    made.lasting_body = compressed ? at->gzip_body : at->body;
    return guarded(std::move(made));
}

} // namespace timewright::http
