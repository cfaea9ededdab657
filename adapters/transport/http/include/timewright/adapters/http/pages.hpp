/// @file
/// pages: the browser client, served from memory.
///
/// Only what is in the list is served, by exact path; there is no file system behind it. Every page
/// goes out with headers that forbid foreign scripts, framing and guessing of types.
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/http/target.hpp>
#include <timewright/base/export.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace timewright::http {

struct page_asset {
    std::string_view path; ///< "/index.html", "/assets/index-3f2a.js"
    std::string_view content_type;
    std::string_view body;
    std::string_view gzip_body; ///< the same, compressed; empty: only as it is
    std::string_view etag;      ///< of body, with its quotes
};

class TIMEWRIGHT_EXPORT pages {
  public:
    /// What the assets refer to must outlive the pages.
    explicit pages(std::vector<page_asset> assets);

    /// GET and HEAD of a page; "/" is index.html. 404 and 405 otherwise.
    [[nodiscard]] http_response handle(const http_request& request) const;

  private:
    std::vector<page_asset> assets_; // by path
};

} // namespace timewright::http
