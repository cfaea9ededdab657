#include <timewright/adapters/http/tls_certificates.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <mutex>
#include <utility>

namespace timewright::http {
namespace {

constexpr std::size_t file_bytes_max = 1U << 20;

template <class T, void (*Free)(T*)>
struct freed_by {
    void operator()(T* one) const noexcept { Free(one); }
};
using context_ptr = std::shared_ptr<SSL_CTX>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509, X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY, EVP_PKEY_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO, BIO_free_all>>;

unexpected<error> bad(std::string message) {
    ERR_clear_error();
    return unexpected(invalid_input(std::move(message)));
}

/// What tells one state of a file from another.
struct stamp {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::int64_t bytes = -1;
    std::uint64_t inode = 0;

    friend bool operator==(const stamp&, const stamp&) = default;
};

stamp stamp_of(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    return {found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size, found.st_ino};
}

std::array<stamp, 2> stamps_of(const tls_files& files) {
    return {stamp_of(files.certificate), stamp_of(files.key)};
}

result<bio_ptr, error> open(const std::string& path, const char* what) {
    std::ifstream file(path, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.eof() && !file)
        return unexpected(error{.code = errc::io,
                                .message = std::string("the file of the ") + what + ", " + path +
                                           ", cannot be read: " + std::strerror(errno)});
    const std::streamsize length = file.gcount();
    if (static_cast<std::size_t>(length) > file_bytes_max)
        return bad(path + " is too long for a " + what);
    bio_ptr made(BIO_new(BIO_s_mem()));
    BIO_write(made.get(), text.data(), static_cast<int>(length));
    return made;
}

/// The certificate and those that lead to the root, as they stand in the file.
result<void, error> use_chain(SSL_CTX& context, const std::string& path) {
    auto file = open(path, "certificate");
    if (!file) return unexpected(std::move(file).error());
    const certificate_ptr own(PEM_read_bio_X509_AUX(file->get(), nullptr, nullptr, nullptr));
    if (!own)
        return bad(path +
                   " holds no certificate in PEM (it would begin with "
                   "-----BEGIN CERTIFICATE-----)");
    if (SSL_CTX_use_certificate(&context, own.get()) != 1)
        return bad("the certificate in " + path +
                   " is too weak to be used: RSA is to have 2048 bits or more, and SHA-256");
    while (X509* next = PEM_read_bio_X509(file->get(), nullptr, nullptr, nullptr))
        if (SSL_CTX_add0_chain_cert(&context, next) != 1) {
            X509_free(next);
            return bad("a certificate further down in " + path + " cannot be used");
        }
    ERR_clear_error(); // the end of the file
    return {};
}

int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

result<void, error> use_key(SSL_CTX& context, const tls_files& files) {
    auto file = open(files.key, "key");
    if (!file) return unexpected(std::move(file).error());
    bool encrypted = false;
    const key_ptr key(PEM_read_bio_PrivateKey(file->get(), nullptr, no_passphrase, &encrypted));
    if (encrypted)
        return bad("the key in " + files.key +
                   " is encrypted; nobody is there to type its passphrase, so decrypt it (openssl "
                   "pkey) and let only the server read it");
    if (!key)
        return bad(files.key +
                   " holds no key in PEM (it would begin with "
                   "-----BEGIN PRIVATE KEY-----)");
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1 ||
        SSL_CTX_check_private_key(&context) != 1)
        return bad("the key in " + files.key + " does not belong to the certificate in " +
                   files.certificate);
    return {};
}

/// HTTP/1.1 is what is spoken here, whatever else is offered.
int choose_protocol(SSL* /*tls*/, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int offered_length, void* /*unused*/) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offered_length) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

result<context_ptr, error> make_context(const tls_files& files) {
    ERR_clear_error();
    context_ptr made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!made) return bad("OpenSSL cannot be used");
    SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(made.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(
        made.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // A write that has to wait is tried again from another place in memory; what is idle keeps no
    // buffers.
    SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(made.get(), choose_protocol, nullptr);
    if (auto used = use_chain(*made, files.certificate); !used)
        return unexpected(std::move(used).error());
    if (auto used = use_key(*made, files); !used) return unexpected(std::move(used).error());
    return made;
}

} // namespace

class tls_certificates::inner {
  public:
    inner(tls_files files, const std::array<stamp, 2>& read, context_ptr made)
        : files_(std::move(files)), read_(read), shown_(std::move(made)) {}

    result<void, error> reload() {
        const auto read = stamps_of(files_); // before, so that a later change is seen
        auto made = make_context(files_);
        const std::lock_guard lock(mutex_);
        read_ = read;
        if (!made) return unexpected(std::move(made).error());
        shown_ = std::move(*made);
        return {};
    }

    [[nodiscard]] bool files_changed() const {
        const auto now = stamps_of(files_);
        const std::lock_guard lock(mutex_);
        return now != read_;
    }

    [[nodiscard]] context_ptr shown() const {
        const std::lock_guard lock(mutex_);
        return shown_;
    }

  private:
    const tls_files files_;
    mutable std::mutex mutex_;
    std::array<stamp, 2> read_;
    context_ptr shown_;
};

result<std::unique_ptr<tls_certificates>, error> tls_certificates::load(tls_files files) {
    const auto read = stamps_of(files);
    auto made = make_context(files);
    if (!made) return unexpected(std::move(made).error());
    return std::unique_ptr<tls_certificates>(
        new tls_certificates(std::make_unique<inner>(std::move(files), read, std::move(*made))));
}

tls_certificates::tls_certificates(std::unique_ptr<inner> made) : inner_(std::move(made)) {}
tls_certificates::~tls_certificates() = default;

result<void, error> tls_certificates::reload() { return inner_->reload(); }
bool tls_certificates::files_changed() const { return inner_->files_changed(); }

std::chrono::system_clock::time_point tls_certificates::valid_until() const {
    const context_ptr shown = inner_->shown();
    std::tm utc{};
    ASN1_TIME_to_tm(X509_get0_notAfter(SSL_CTX_get0_certificate(shown.get())), &utc);
    return std::chrono::system_clock::from_time_t(timegm(&utc));
}

std::shared_ptr<ssl_st> tls_certificates::make_state() const {
    // The state keeps the context that it was made of.
    SSL* made = SSL_new(inner_->shown().get());
    if (made == nullptr) return {};
    return {made, SSL_free};
}

} // namespace timewright::http
