/// @file
/// line_scanner: where physical lines end, found 64 bytes at a time.
///
/// Two bit masks of each block say where line feeds are and where bytes are that need a closer look
/// (control characters, and what is not ASCII). A line of plain ASCII, nearly all are, costs a few
/// bit operations.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace timewright::detail {

class line_scanner {
  public:
    explicit line_scanner(std::string_view text) : text_(text) {
        if (!text_.empty()) load(0);
    }

    struct physical_line {
        std::size_t begin = 0;
        std::size_t end = 0;    ///< without its line break
        std::size_t next = 0;   ///< where the next line begins
        bool ends_well = false; ///< with CR LF
        bool odd = false;       ///< it may hold something else than printable ASCII and tabs
    };

    [[nodiscard]] bool at_end() const noexcept { return at_ >= text_.size(); }
    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    /// Whether the line that comes next continues the last one.
    [[nodiscard]] bool continues() const noexcept {
        return at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t');
    }

    /// Precondition: not at_end().
    physical_line next() noexcept {
        physical_line line{.begin = at_};
        while (feeds_ == 0) {
            line.odd = line.odd || odd_ != 0;
            if (base_ + block >= text_.size()) {
                line.end = line.next = at_ = text_.size();
                return line;
            }
            load(base_ + block);
        }
        const auto bit = static_cast<unsigned>(std::countr_zero(feeds_));
        line.end = base_ + bit;
        line.next = line.end + 1;
        line.ends_well = line.end > line.begin && text_[line.end - 1] == '\r';
        std::uint64_t before = (std::uint64_t{1} << bit) - 1;
        if (line.ends_well) {
            --line.end;
            before >>= 1;
        }
        line.odd = line.odd || (odd_ & before) != 0;
        feeds_ &= feeds_ - 1;
        odd_ &= ~((std::uint64_t{2} << bit) - 1);
        at_ = line.next;
        return line;
    }

  private:
    static constexpr std::size_t block = 64;

    void load(std::size_t base) noexcept {
        base_ = base;
        const char* from = text_.data() + base;
        char last[block];
        if (text_.size() - base < block) {
            // What lies behind the text looks like blanks.
            std::memset(last, ' ', block);
            std::memcpy(last, from, text_.size() - base);
            from = last;
        }
        look_at(from);
    }

#if defined(__SSE2__)
    void look_at(const char* from) noexcept {
        feeds_ = 0;
        odd_ = 0;
        for (std::size_t part = 0; part < 4; ++part) {
            const __m128i bytes =
                _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 16 * part));
            // Signed: what is not ASCII is below the blank, as control characters are.
            const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
            const __m128i tab = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'));
            const __m128i last = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x7F'));
            const __m128i odd = _mm_or_si128(_mm_andnot_si128(tab, low), last);
            const __m128i feed = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
            odd_ |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(odd))}
                    << (16 * part);
            feeds_ |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(feed))}
                      << (16 * part);
        }
    }
#else
    void look_at(const char* from) noexcept {
        feeds_ = 0;
        odd_ = 0;
        for (unsigned i = 0; i < block; ++i) {
            const auto byte = static_cast<unsigned char>(from[i]);
            const bool odd = (byte < 0x20 && byte != '\t') || byte >= 0x7F;
            odd_ |= std::uint64_t{odd} << i;
            feeds_ |= std::uint64_t{byte == '\n'} << i;
        }
    }
#endif

    std::string_view text_;
    std::size_t at_ = 0;      ///< where the next line begins
    std::size_t base_ = 0;    ///< of the block that the masks are about
    std::uint64_t feeds_ = 0; ///< line feeds that were not reached yet
    std::uint64_t odd_ = 0;   ///< from the next line's begin on
};

} // namespace timewright::detail
