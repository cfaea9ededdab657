#include "timewright/icalendar/characters.hpp"
#include "timewright/service/record_kinds.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/service/organizations.hpp>

#include <optional>
#include <utility>

namespace timewright {
namespace {

constexpr std::size_t listed_at_once = 1'000;
constexpr std::size_t named_max = 10;

/// Without case. A record's key, so that two cannot take one name at the same time.
std::string key_of(std::string_view name) {
    std::string key(name);
    for (char& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return key;
}

directory_key record_key(std::string_view name) {
    return {.organization = {}, .kind = detail::organization_kind, .key = key_of(name)};
}

std::string to_record(const organization& one) {
    component tree{.name = "X-ORGANIZATION"};
    tree.add("UID", one.id.to_string());
    tree.add_text("NAME", one.name);
    return print_component(tree);
}

result<organization, error> to_organization(std::string_view record) {
    const auto tree = parse_component(record);
    const auto id = tree ? organization_id::from_string(tree->value_of("UID"))
                         : result<organization_id, error>(unexpected(tree.error()));
    if (!id || tree->name != "X-ORGANIZATION")
        return unexpected(error{.code = errc::corrupt_data,
                                .message = "the stored record of an organization is damaged"});
    return organization{.id = *id, .name = tree->text_of("NAME")};
}

result<void, error> check_name(std::string_view name) {
    if (name.empty()) return unexpected(invalid_input("an organization needs a name"));
    if (name.size() > organization::name_bytes_max)
        return unexpected(invalid_input("the name of an organization has at most 200 bytes"));
    if (detail::on_one_line(name) != name)
        return unexpected(invalid_input(
            "the name of an organization is text in UTF-8 without control characters"));
    return {};
}

error already_there(std::string_view name) {
    return {.code = errc::version_mismatch,
            .message = "there is an organization \"" + std::string(name) + "\" already"};
}

} // namespace

result<organization, error> add_organization(directory& records, ids& mint, std::string_view name) {
    if (auto good = check_name(name); !good) return unexpected(std::move(good).error());
    if (key_of(name) == organization().name) return unexpected(already_there(name));
    organization made{.id = mint.make<organization_id>(), .name = std::string(name)};
    auto put = records.put(record_key(name), 0, to_record(made));
    if (put) return made;
    if (put.error().code == errc::version_mismatch) return unexpected(already_there(name));
    return unexpected(std::move(put).error());
}

result<std::vector<organization>, error> list_organizations(directory& records) {
    std::vector<organization> all{organization()};
    for (std::optional<std::string> after{""}; after;) {
        auto page = records.list({}, detail::organization_kind, *after, listed_at_once);
        if (!page) return unexpected(std::move(page).error());
        for (const directory_record& record : page->records) {
            auto one = to_organization(record.body);
            if (!one) return unexpected(std::move(one).error());
            all.push_back(std::move(*one));
        }
        after = std::move(page->next);
    }
    return all;
}

result<organization, error> find_organization(directory& records, std::string_view name_or_id) {
    auto all = list_organizations(records);
    if (!all) return unexpected(std::move(all).error());
    const auto id = organization_id::from_string(name_or_id);
    std::string names;
    for (std::size_t i = 0; i < all->size(); ++i) {
        organization& one = (*all)[i];
        if (key_of(one.name) == key_of(name_or_id) || (id && one.id == *id)) return std::move(one);
        if (i < named_max) names += (i == 0 ? "" : ", ") + one.name;
    }
    if (all->size() > named_max) names += " and others";
    return unexpected(error{.code = errc::not_found,
                            .message = "there is no organization \"" + std::string(name_or_id) +
                                       "\"; there are " + names});
}

} // namespace timewright
