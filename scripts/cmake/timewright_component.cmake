# One way to make each kind of component, so that they are alike: a room of the core (layer), an
# adapter, a test. Files are listed, never globbed: a file nobody lists does not exist.

function(_timewright_common target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
endfunction()

# timewright_layer(time SOURCES zone.cpp ... LINKS date::date-tz)
# The compiled part of one room of the core. Its objects go into timewright::core; tests may link
# timewright::layer_<name> objects through core only. Third parties stay private.
function(timewright_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    set(target timewright-layer-${name})
    add_library(${target} OBJECT ${arg_SOURCES})
    _timewright_common(${target})
    target_compile_definitions(${target} PRIVATE TIMEWRIGHT_BUILDING)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${target} PUBLIC timewright-headers PRIVATE ${arg_LINKS})
    set_property(GLOBAL APPEND PROPERTY TIMEWRIGHT_LAYERS ${target})
    set_property(GLOBAL APPEND PROPERTY TIMEWRIGHT_LAYER_LINKS ${arg_LINKS})
endfunction()

# timewright_adapter(sqlite HEADERS a.hpp SOURCES a.cpp USES json LINKS SQLite::SQLite3)
# One adapter: a library timewright-<name>, alias timewright::<name>, an install component of the
# same name. HEADERS are public and found as <timewright/adapters/...>; LINKS are private.
# USES names other adapters of the same family. What a family shares without shipping it is an
# object library, taken in among the SOURCES and included by its path from adapters/.
function(timewright_adapter name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;USES;LINKS")
    set(target timewright-${name})
    add_library(${target} ${arg_SOURCES})
    add_library(timewright::${name} ALIAS ${target})
    _timewright_common(${target})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name} VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
        VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
    target_compile_definitions(${target} PRIVATE TIMEWRIGHT_BUILDING)
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${arg_HEADERS})
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/adapters")
    target_link_libraries(${target} PUBLIC timewright-core PRIVATE ${arg_LINKS})
    foreach(used IN LISTS arg_USES)
        target_link_libraries(${target} PUBLIC timewright-${used})
    endforeach()
    set_property(GLOBAL APPEND PROPERTY TIMEWRIGHT_ADAPTERS ${target})
endfunction()

# timewright_test(unit_time LABELS unit SOURCES a_test.cpp ... LINKS timewright::sqlite)
# One test executable; ctest runs it whole, so that a name in ctest is a name in the tree. GoogleTest's
# own record of each case goes to test-results/<name>.xml, which scripts/test counts. The target
# tests_<label> builds all tests of a label.
function(timewright_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;LABELS;ARGS")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_compile_definitions(${name} PRIVATE
        TIMEWRIGHT_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests"
        TIMEWRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE timewright-core ${arg_LINKS} GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name} ${arg_ARGS})
    set_tests_properties(${name} PROPERTIES
        LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT_MODIFICATION "GTEST_OUTPUT=set:xml:${CMAKE_BINARY_DIR}/test-results/${name}.xml")
    foreach(label IN LISTS arg_LABELS)
        if(NOT TARGET tests_${label})
            add_custom_target(tests_${label})
        endif()
        add_dependencies(tests_${label} ${name})
    endforeach()
endfunction()

# timewright_embed_text(sources timewright::json request_schemas schemas/requests.json)
# Writes a C++ file that holds the text of FILE as `extern const std::string_view NAMESPACE::NAME` and
# appends it to the list `sources`. The text is read again when it changes.
function(timewright_embed_text sources namespace name file)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    file(READ "${CMAKE_CURRENT_SOURCE_DIR}/${file}" text)
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT [=[// Generated from @file@.
#include <string_view>
namespace @namespace@ {
extern const std::string_view @name@;
const std::string_view @name@ = R"embedded(@text@)embedded";
} // namespace @namespace@
]=])
    set(${sources} ${${sources}} "${output}" PARENT_SCOPE)
endfunction()
