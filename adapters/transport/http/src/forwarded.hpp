// forwarded: who asks, when a proxy asks in their name (X-Forwarded-For, X-Forwarded-Proto).
#pragma once

#include <timewright/adapters/http/message.hpp>

#include <span>
#include <string>

namespace timewright::http {

/// Sets the request's address and whether it came over TLS to what its proxies say, if the one that is
/// connected is trusted. Of a chain of proxies the last that is not trusted counts: what stands before
/// it anybody may have written.
void look_through_proxies(http_request& request, std::span<const std::string> trusted);

} // namespace timewright::http
