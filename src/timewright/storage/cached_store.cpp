#include "timewright/storage/day_row.hpp"

#include <timewright/storage/cached_store.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace timewright {

using detail::day_row;
using std::chrono::days;
using std::chrono::sys_days;

/// How far the feed was read, and who was last touched where.
class cached_store::follower {
  public:
    /// Where everybody's rows stand.
    struct view {
        feed_cursor position{};
        feed_cursor floor{}; ///< what was before is not known
        std::unordered_map<calendar_user_id, feed_cursor> touched{};

        [[nodiscard]] bool allows(calendar_user_id user, feed_cursor as_of) const {
            if (as_of < floor || as_of > position) return false;
            const auto at = touched.find(user);
            return at == touched.end() || at->second <= as_of;
        }
    };

    follower(store& inner, const cached_store_options& options)
        : inner_(inner), options_(options) {}

    [[nodiscard]] result<feed_cursor, error> newest() {
        return options_.newest_committed ? options_.newest_committed() : inner_.newest_change();
    }

    /// Calls use(view) when everything that is committed was read. False: it could not be, or
    /// somebody else is about to.
    template <class Use>
    bool caught_up(organization_id organization, const Use& use) {
        const auto committed = newest();
        if (!committed) return false;
        const std::unique_lock lock(mutex_, std::try_to_lock);
        if (!lock || !read_up_to(organization, *committed)) return false;
        use(views_.at(organization));
        return true;
    }

  private:
    bool read_up_to(organization_id organization, feed_cursor committed) {
        constexpr std::size_t page_size = 500;
        constexpr int pages_max = 20; // beyond, starting anew is cheaper
        const auto at = views_.find(organization);
        if (at == views_.end()) return start(organization, committed);
        view& mine = at->second;
        for (int pages = 0; mine.position < committed; ++pages) {
            const auto page = inner_.changes_since(organization, mine.position, page_size);
            if (!page || pages == pages_max) {
                views_.erase(at);
                return false;
            }
            if (page->next == mine.position) return false; // it cannot be told yet
            for (const feed_entry& entry : page->entries) note(mine, entry);
            mine.position = page->next;
        }
        if (mine.touched.size() > options_.users_max) {
            mine.touched.clear();
            mine.floor = mine.position;
        }
        return true;
    }

    bool start(organization_id organization, feed_cursor committed) {
        const auto told = inner_.newest_change();
        if (!told || *told < committed) return false;
        views_[organization] = {.position = *told, .floor = *told};
        return true;
    }

    static void note(view& mine, const feed_entry& entry) {
        for (const calendar_user_id user : entry.users) mine.touched[user] = entry.cursor;
        for (const live_claim& one : entry.released) mine.touched[one.user] = entry.cursor;
        for (const live_claim& one : entry.added) mine.touched[one.user] = entry.cursor;
    }

    store& inner_;
    const cached_store_options& options_;
    std::mutex mutex_;
    std::unordered_map<organization_id, view> views_{};
};

/// One load().
class cached_store::question {
  public:
    question(cached_store& of, organization_id organization,
             std::span<const calendar_user_id> users, interval window)
        : of_(of),
          organization_(organization),
          users_(users),
          window_(window),
          first_(std::chrono::floor<days>(window.start())),
          end_(std::chrono::ceil<days>(window.end())) {}

    /// Asked before there is a question: an endless window has no days that could be counted.
    [[nodiscard]] static bool is_short(interval window, std::size_t days_max) {
        using std::chrono::year;
        constexpr sys_seconds earliest = sys_days(year{-9999} / 1 / 1);
        constexpr sys_seconds latest = sys_days(year{9999} / 12 / 31);
        return window.start() > earliest && window.end() < latest &&
               window.end() - window.start() <= days(static_cast<days::rep>(days_max));
    }
    [[nodiscard]] bool fits() const {
        return !users_.empty() &&
               users_.size() * static_cast<std::size_t>((end_ - first_).count()) <=
                   of_.options_.rows_max;
    }

    /// None: nothing of it may be taken from the cache.
    std::optional<snapshot> answer() {
        find_rows();
        if (!judge_rows()) return std::nullopt;
        if (!missing_.empty() && !load_missing()) return std::nullopt;
        return put_together();
    }

  private:
    [[nodiscard]] std::string key_of(calendar_user_id user, sys_days day) const {
        return of_.options_.prefix + ':' + organization_.to_string() + ':' + user.to_string() +
               ':' + std::to_string(day.time_since_epoch().count());
    }

    void find_rows() {
        std::vector<std::string> keys;
        for (const calendar_user_id user : users_)
            for (sys_days day = first_; day < end_; day += days(1))
                keys.push_back(key_of(user, day));
        const auto found = of_.kept_.find(keys);
        if (!found || found->size() != keys.size()) {
            ++of_.tally_.failures;
            silent_ = true;
            return;
        }
        auto at = found->begin();
        for (const calendar_user_id user : users_)
            for (sys_days day = first_; day < end_; day += days(1), ++at)
                if (*at) take(user, day, **at);
    }

    void take(calendar_user_id user, sys_days day, const std::string& bytes) {
        auto row = detail::decode_day_row(bytes);
        if (!row || row->day != day || row->user.user != user ||
            row->user.organization != organization_) {
            ++of_.tally_.failures;
            return;
        }
        rows_[user].insert_or_assign(day, std::move(*row));
    }

    /// The rows were read before: what was committed by then is known here.
    bool judge_rows() {
        return of_.follower_->caught_up(organization_, [&](const follower::view& seen) {
            position_ = seen.position;
            const auto wanted = static_cast<std::size_t>((end_ - first_).count());
            for (const calendar_user_id user : users_) {
                auto& mine = rows_[user];
                std::erase_if(
                    mine, [&](const auto& row) { return !seen.allows(user, row.second.as_of); });
                of_.tally_.hits += mine.size();
                of_.tally_.misses += wanted - mine.size();
                if (mine.size() < wanted && wanted_.insert(user).second) missing_.push_back(user);
            }
        });
    }

    bool load_missing() {
        const auto loaded = of_.inner_.load(organization_, missing_, interval(first_, end_));
        if (!loaded) return false;
        // What is loaded may be newer than the rows that are taken: then they do not go together.
        const auto newest = of_.follower_->newest();
        if (!newest || *newest > position_) return false;
        as_of_ = loaded->as_of;
        for (const calendar_user_id user : missing_) rows_[user].clear();
        for (const user_record& user : loaded->users)
            for (sys_days day = first_; day < end_; day += days(1))
                rows_[user.user][day] = {.as_of = position_, .day = day, .user = user};
        for (const live_claim& one : loaded->claims)
            for (sys_days day = first_; day < end_; day += days(1))
                if (one.span.overlaps(interval(day, days(1))))
                    rows_[one.user][day].claims.push_back(one);
        keep_loaded();
        return true;
    }

    void keep_loaded() {
        if (silent_) return;
        std::vector<cache::entry> entries;
        for (const calendar_user_id user : missing_)
            for (const auto& [day, row] : rows_[user]) {
                const bool ends_by_itself =
                    std::any_of(row.claims.begin(), row.claims.end(),
                                [](const live_claim& one) { return one.deadline.has_value(); });
                if (!ends_by_itself) entries.push_back({key_of(user, day), detail::encode(row)});
            }
        if (entries.empty()) return;
        if (!of_.kept_.keep(entries, of_.options_.lasts)) ++of_.tally_.failures;
    }

    [[nodiscard]] snapshot put_together() {
        snapshot made;
        made.as_of = std::max(as_of_, of_.present_.now());
        for (const calendar_user_id user : users_) {
            const auto& mine = rows_[user];
            if (mine.empty()) continue; // there is no such user
            made.users.push_back(mine.begin()->second.user);
            for (const auto& [day, row] : mine)
                for (const live_claim& one : row.claims) {
                    const sys_days begins =
                        std::max(first_, std::chrono::floor<days>(one.span.start()));
                    if (begins == day && one.span.overlaps(window_) && one.lives_at(made.as_of))
                        made.claims.push_back(one);
                }
        }
        return made;
    }

    cached_store& of_;
    const organization_id organization_;
    const std::span<const calendar_user_id> users_;
    const interval window_;
    const sys_days first_;
    const sys_days end_;
    std::unordered_map<calendar_user_id, std::map<sys_days, day_row>> rows_{};
    std::set<calendar_user_id> wanted_{};
    std::vector<calendar_user_id> missing_{};
    feed_cursor position_{};
    sys_seconds as_of_ = sys_seconds::min();
    bool silent_ = false; // the cache does not answer; it is not asked twice
};

cached_store::cached_store(store& inner, cache& kept, const clock& present,
                           cached_store_options options)
    : inner_(inner),
      kept_(kept),
      present_(present),
      options_(std::move(options)),
      follower_(std::make_unique<follower>(inner, options_)) {}

cached_store::~cached_store() = default;

result<snapshot, error> cached_store::load(organization_id organization,
                                           std::span<const calendar_user_id> users,
                                           interval window) {
    if (!question::is_short(window, options_.days_max))
        return inner_.load(organization, users, window);
    question asked(*this, organization, users, window);
    if (!asked.fits()) return inner_.load(organization, users, window);
    if (auto made = asked.answer()) return std::move(*made);
    return inner_.load(organization, users, window);
}

} // namespace timewright
