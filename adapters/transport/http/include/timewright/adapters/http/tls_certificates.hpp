/// @file
/// tls_certificates: what a server shows who it is with, replaceable while it runs.
///
///     auto shown = http::tls_certificates::load({.certificate = "chain.pem", .key = "key.pem"});
///     if (!shown) return report(shown.error());
///     http::server::start({.port = 443, .certificates = shown->get()}, site);
///     ...
///     (*shown)->reload();      // connections that are open go on with what they began with
///
/// TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only; no renegotiation, no
/// compression. All member functions may be called from any thread.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>

#include <chrono>
#include <memory>
#include <string>

struct ssl_st;

namespace timewright::http {

struct tls_files {
    std::string certificate; ///< PEM: the server's own first, then those between it and the root
    std::string key;         ///< PEM, not encrypted
};

class TIMEWRIGHT_EXPORT tls_certificates {
  public:
    /// Errors: io (a file cannot be read; the message names it), invalid_input (what is in it is no
    /// certificate or key, or the two do not belong together).
    [[nodiscard]] static result<std::unique_ptr<tls_certificates>, error> load(tls_files files);

    ~tls_certificates();
    tls_certificates(const tls_certificates&) = delete;
    tls_certificates& operator=(const tls_certificates&) = delete;

    /// Reads the files again. What was shown before stays when they cannot be used.
    [[nodiscard]] result<void, error> reload();

    /// Whether a file is another than when it was last read, successfully or not.
    [[nodiscard]] bool files_changed() const;

    /// When what is shown ends to be valid.
    [[nodiscard]] std::chrono::system_clock::time_point valid_until() const;

    /// The state of a new connection, for the adapters; none when memory runs out.
    [[nodiscard]] std::shared_ptr<ssl_st> make_state() const;

  private:
    class inner;
    explicit tls_certificates(std::unique_ptr<inner> made);
    std::unique_ptr<inner> inner_;
};

} // namespace timewright::http
