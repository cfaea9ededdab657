/// @file
/// The browser client, embedded: the files that the web build made, as they are served.
///
/// The table is in the order of its paths, which begin with a slash ("/index.html",
/// "/assets/index-4f2a.js"). Whoever builds without the client (TIMEWRIGHT_WEB=OFF) gets a table of
/// one page that says so: the server needs no second case.
#pragma once

#include <span>
#include <string_view>

namespace timewright {

struct web_asset {
    std::string_view path;         ///< From the root of the site, with its leading slash.
    std::string_view content_type; ///< As the header of the answer says it.
    std::string_view body;         ///< As built.
    std::string_view gzip_body;    ///< The same, compressed; empty where that saves nothing.
    std::string_view etag;         ///< Strong, in its quotes, of `body`; equal content, equal tag.
};

/// All assets, sorted by path. The views live as long as the program.
std::span<const web_asset> web_assets();

} // namespace timewright
