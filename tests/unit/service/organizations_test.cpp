// Goal: organizations have unique names and are found by name or id; the founding one is always there.
// Method: the functions over the reference directory; two that take one name at the same time.
#include <timewright/service/organizations.hpp>
#include <timewright/storage/memory_directory.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

class OrganizationsTest : public ::testing::Test {
  protected:
    memory_directory records;
    numbered_ids mint{100};

    organization add(const std::string& name) {
        auto made = add_organization(records, mint, name);
        EXPECT_TRUE(made) << to_string(made.error());
        return made.value_or(organization());
    }

    error refused(const std::string& name) {
        const auto made = add_organization(records, mint, name);
        return made ? error() : made.error();
    }
};

TEST_F(OrganizationsTest, TheFoundingOneIsThereBeforeAnyWasAdded) {
    const auto all = list_organizations(records);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().id, default_organization);
    EXPECT_EQ(all->front().name, "default");
    EXPECT_EQ(find_organization(records, "Default")->id, default_organization);
}

TEST_F(OrganizationsTest, AreListedByNameAfterTheFoundingOne) {
    const organization zoo = add("Zoo");
    const organization acme = add("acme; Inc, \\ \"Ltd\"");
    const auto all = list_organizations(records);
    ASSERT_TRUE(all);
    EXPECT_EQ(*all, (std::vector<organization>{organization(), acme, zoo}));
    EXPECT_NE(zoo.id, acme.id);
}

TEST_F(OrganizationsTest, AreFoundByNameInAnyCaseAndById) {
    const organization acme = add("Acme");
    EXPECT_EQ(*find_organization(records, "ACME"), acme);
    EXPECT_EQ(*find_organization(records, acme.id.to_string()), acme);
    const auto none = find_organization(records, "Acmee");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, errc::not_found);
    EXPECT_EQ(none.error().message, "there is no organization \"Acmee\"; there are default, Acme");
}

TEST_F(OrganizationsTest, ANameIsTakenOnce) {
    add("Acme");
    EXPECT_EQ(refused("aCME").code, errc::version_mismatch);
    EXPECT_EQ(refused("aCME").message, "there is an organization \"aCME\" already");
    EXPECT_EQ(refused("DEFAULT").code, errc::version_mismatch);
    EXPECT_EQ(list_organizations(records)->size(), 2U);
}

TEST_F(OrganizationsTest, ANameIsTextOfOneLine) {
    for (const std::string& bad :
         {std::string(), std::string("two\nlines"), std::string("\xFF"), std::string(201, 'x')})
        EXPECT_EQ(refused(bad).code, errc::invalid_input) << bad;
    EXPECT_EQ(add(std::string(200, 'x')).name.size(), 200U);
}

TEST_F(OrganizationsTest, ADamagedRecordIsSaidToBeOne) {
    ASSERT_TRUE(records.put({{}, "organization", "acme"}, 0, "BEGIN:X-ORGANIZATION\r\n"));
    EXPECT_EQ(list_organizations(records).error().code, errc::corrupt_data);
}

} // namespace
} // namespace timewright
