// wire_stream: a wire as Beast's WebSocket wants its next layer, an AsyncStream.
//
// Every operation of Beast's becomes a transport::completion: one kind of handler below, instead of
// all of Asio's sockets and TLS compiled anew for each.
#pragma once

#include "transport/wire/wire.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace timewright::websocket {

class wire_stream {
  public:
    using executor_type = transport::tcp::socket::executor_type;

    wire_stream(transport::tcp::socket socket, transport::tls_state tls)
        : wire_(std::make_unique<transport::wire>(std::move(socket), std::move(tls))) {}

    [[nodiscard]] executor_type get_executor() noexcept { return wire_->executor(); }
    void close() { wire_->close(); }
    void finish_writing() { wire_->finish_writing(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& into, Token&& token) {
        return boost::asio::async_initiate<Token, void(transport::error_code, std::size_t)>(
            [this](auto handler, boost::asio::mutable_buffer first) {
                wire_->read_some(first, transport::completion(std::move(handler)));
            },
            token, first_of(into));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token) {
        return boost::asio::async_initiate<Token, void(transport::error_code, std::size_t)>(
            [this](auto handler, const transport::wire::pieces& some) {
                wire_->write_some(some, transport::completion(std::move(handler)));
            },
            token, some_of(from));
    }

  private:
    template <class Buffers>
    static boost::asio::mutable_buffer first_of(const Buffers& all) {
        for (auto at = boost::asio::buffer_sequence_begin(all);
             at != boost::asio::buffer_sequence_end(all); ++at)
            if (const boost::asio::mutable_buffer one(*at); one.size() > 0) return one;
        return {};
    }

    /// As many as a wire takes at once: a write of some need not be of all.
    template <class Buffers>
    static transport::wire::pieces some_of(const Buffers& all) {
        transport::wire::pieces made{};
        std::size_t used = 0;
        for (auto at = boost::asio::buffer_sequence_begin(all);
             at != boost::asio::buffer_sequence_end(all) && used < made.size(); ++at)
            if (const boost::asio::const_buffer one(*at); one.size() > 0) made[used++] = one;
        return made;
    }

    std::unique_ptr<transport::wire> wire_; // stays where it is when the stream moves
};

// What Beast looks for beside an AsyncStream: how it ends.

inline void beast_close_socket(wire_stream& stream) { stream.close(); }

inline void teardown(boost::beast::role_type /*role*/, wire_stream& stream,
                     transport::error_code& ec) {
    ec = {};
    stream.finish_writing();
}

template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, wire_stream& stream, Handler&& handler) {
    stream.finish_writing();
    boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
        handler(transport::error_code{});
    });
}

} // namespace timewright::websocket
