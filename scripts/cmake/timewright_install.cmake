# Install rules and the package that others find: find_package(timewright COMPONENTS headers core sqlite ...)
# and pkg-config (timewright-headers, timewright-core, timewright-<adapter>). Every component is an
# export set and an install component of its own; what it stands on is read off its target.

include(CMakePackageConfigHelpers)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/timewright")
set(package_work "${CMAKE_CURRENT_BINARY_DIR}/package")

# How a consumer finds a third party that a static library of ours needs when it is linked:
#   target | what the package's configuration says | pkg-config Requires | pkg-config Libs
# A shared library has them inside its own link and asks nothing of its consumer.
set(third_parties
    "date::date-tz|find_dependency(date)||-ldate-tz"
    "date::date|find_dependency(date)||"
    "Threads::Threads|find_dependency(Threads)||-pthread"
    "SQLite::SQLite3|find_dependency(SQLite3)|sqlite3|"
    "PkgConfig::libpqxx|find_dependency(PkgConfig)\npkg_check_modules(libpqxx REQUIRED IMPORTED_TARGET libpqxx)|libpqxx|"
    "PkgConfig::hiredis|find_dependency(PkgConfig)\npkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)|hiredis|"
    "OpenSSL::SSL|find_dependency(OpenSSL)|libssl|"
    "OpenSSL::Crypto|find_dependency(OpenSSL)|libcrypto|"
    "Boost::headers|find_dependency(Boost 1.81)||"
    "Boost::boost|find_dependency(Boost 1.81)||"
    "Boost::system|find_dependency(Boost 1.81 COMPONENTS system)||-lboost_system"
    "Boost::json|find_dependency(Boost 1.81 COMPONENTS json)||-lboost_json -lboost_container"
    "Boost::url|find_dependency(Boost 1.81 COMPONENTS url)||-lboost_url"
    "spdlog::spdlog|find_dependency(spdlog)|spdlog|"
    "PkgConfig::argon2|find_dependency(PkgConfig)\npkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)|libargon2|")

# Sets in the caller: <prefix>_ours (components), <prefix>_find, <prefix>_requires, <prefix>_libs.
function(_timewright_dependencies prefix target)
    set(ours "")
    set(find "")
    set(requires "")
    set(libs "")
    get_target_property(type ${target} TYPE)
    set(property LINK_LIBRARIES)
    if(type STREQUAL "INTERFACE_LIBRARY")
        set(property INTERFACE_LINK_LIBRARIES)
    endif()
    get_target_property(links ${target} ${property})
    if(NOT links)
        set(links "")
    endif()
    foreach(link IN LISTS links)
        if(TARGET ${link})
            get_target_property(original ${link} ALIASED_TARGET)
            if(original)
                if(original MATCHES "^timewright-")
                    set(link ${original})
                endif()
            endif()
        endif()
        if(link MATCHES "^timewright-(.+)$")
            list(APPEND ours ${CMAKE_MATCH_1})
            continue()
        endif()
        if(type STREQUAL "SHARED_LIBRARY")
            continue()
        endif()
        set(known FALSE)
        foreach(row IN LISTS third_parties)
            string(REPLACE "|" ";" row "${row}")
            list(GET row 0 name)
            if(name STREQUAL link)
                set(known TRUE)
                list(GET row 1 field)
                list(APPEND find "${field}")
                list(GET row 2 field)
                list(APPEND requires ${field})
                list(GET row 3 field)
                list(APPEND libs ${field})
            endif()
        endforeach()
        if(NOT known)
            message(FATAL_ERROR "${target} links ${link}, and scripts/cmake/timewright_install.cmake does not "
                "know how a consumer finds that: add a line to its table third_parties.")
        endif()
    endforeach()
    foreach(field ours find requires libs)
        list(REMOVE_DUPLICATES ${field})
        set(${prefix}_${field} "${${field}}" PARENT_SCOPE)
    endforeach()
endfunction()

# One component: the library and its headers, its export set, what it needs, its pkg-config file.
function(_timewright_install_component target)
    string(REGEX REPLACE "^timewright-" "" name ${target})
    install(TARGETS ${target} EXPORT timewright-${name}
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${name} NAMELINK_COMPONENT ${name}
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${name}
        FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${name})
    install(EXPORT timewright-${name} NAMESPACE timewright:: COMPONENT ${name}
        DESTINATION "${package_folder}" FILE timewright-${name}-targets.cmake)

    _timewright_dependencies(needs ${target})
    list(JOIN needs_find "\n" find_lines)
    file(WRITE "${package_work}/timewright-${name}-needs.cmake"
        "# What timewright::${name} stands on.\nset(timewright_${name}_needs ${needs_ours})\n"
        "macro(timewright_${name}_find)\n${find_lines}\nendmacro()\n")
    install(FILES "${package_work}/timewright-${name}-needs.cmake"
        DESTINATION "${package_folder}" COMPONENT ${name})

    get_target_property(type ${target} TYPE)
    list(TRANSFORM needs_ours PREPEND "timewright-" OUTPUT_VARIABLE our_packages)
    set(pc_requires ${our_packages} ${needs_requires})
    list(JOIN pc_requires ", " pc_requires)
    set(pc_libs "")
    if(NOT type STREQUAL "INTERFACE_LIBRARY")
        list(JOIN needs_libs " " pc_libs)
        set(pc_libs "-L\${libdir} -l${target} ${pc_libs}")
    endif()
    set(pc_name "${target}")
    set(pc_cflags "-I\${includedir}")
    configure_file("${PROJECT_SOURCE_DIR}/scripts/cmake/timewright.pc.in" "${package_work}/${target}.pc" @ONLY)
    install(FILES "${package_work}/${target}.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT ${name})
endfunction()

get_property(timewright_adapters GLOBAL PROPERTY TIMEWRIGHT_ADAPTERS)
set(timewright_components "")
foreach(target timewright-headers timewright-core ${timewright_adapters})
    _timewright_install_component(${target})
    string(REGEX REPLACE "^timewright-" "" name ${target})
    list(APPEND timewright_components ${name})
endforeach()

configure_package_config_file("${PROJECT_SOURCE_DIR}/scripts/cmake/timewright-config.cmake.in"
    "${package_work}/timewright-config.cmake"
    INSTALL_DESTINATION "${package_folder}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break what stood before.
write_basic_package_version_file("${package_work}/timewright-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${package_work}/timewright-config.cmake" "${package_work}/timewright-config-version.cmake"
    DESTINATION "${package_folder}" COMPONENT headers)

if(TARGET timewright)
    install(TARGETS timewright RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT server)
endif()
