// A WebSocket client over the blocking client: just enough of RFC 6455 to read text frames, answer
// pings and see a close.
#pragma once

#include "unit/adapters/http/blocking_client.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace timewright::testing {

struct ws_message {
    enum class kind { text, close, gone } what = kind::gone;
    std::string text{};
    int close_code = 0;
};

class websocket_client {
  public:
    explicit websocket_client(std::uint16_t port) : client_(port) {}

    /// The status of the answer to the handshake; 101 when it is open.
    int open(const std::string& target, const std::string& headers) {
        return client_
            .ask("GET", target,
                 "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                     headers)
            .status;
    }

    /// The next text or close; pings are answered.
    ws_message receive() {
        while (true) {
            const std::string head = client_.take(2);
            if (head.size() < 2) return {};
            const int opcode = head[0] & 0x0F;
            std::size_t length = static_cast<unsigned char>(head[1]) & 0x7F;
            if (length >= 126) {
                std::size_t longer = 0;
                for (const char c : client_.take(length == 126 ? 2 : 8))
                    longer = longer << 8 | static_cast<unsigned char>(c);
                length = longer;
            }
            const std::string payload = client_.take(length);
            if (payload.size() < length) return {};
            if (opcode == 1) return {.what = ws_message::kind::text, .text = payload};
            if (opcode == 8) {
                const int code = payload.size() < 2
                                     ? 1005
                                     : static_cast<unsigned char>(payload[0]) << 8 |
                                           static_cast<unsigned char>(payload[1]);
                send(8, payload);
                return {.what = ws_message::kind::close, .close_code = code};
            }
            if (opcode == 9) send(10, payload);
        }
    }

    /// One frame, masked with zeroes. Payloads are short here.
    bool send(int opcode, const std::string& payload) {
        std::string frame{static_cast<char>(0x80 | opcode)};
        if (payload.size() < 126) {
            frame += static_cast<char>(0x80 | payload.size());
        } else {
            frame += static_cast<char>(0x80 | 126);
            frame += static_cast<char>(payload.size() >> 8);
            frame += static_cast<char>(payload.size() & 0xFF);
        }
        return client_.send(frame + std::string(4, '\0') + payload);
    }

  private:
    blocking_client client_;
};

} // namespace timewright::testing
