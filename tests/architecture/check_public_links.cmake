# cmake -D "LINKS=timewright-core=timewright-headers,link-only:date::date-tz;..." -P check_public_links.cmake
# Goal: third parties stay private. Method: whatever a component passes on to its users is one of ours, or
# link-only, as a static library must pass on: that brings no include path.
cmake_minimum_required(VERSION 3.25)
set(violations 0)
foreach(row IN LISTS LINKS)
    string(REGEX MATCH "^([^=]+)=(.*)$" row "${row}")
    set(target "${CMAKE_MATCH_1}")
    string(REPLACE "," ";" passed_on "${CMAKE_MATCH_2}")
    foreach(link IN LISTS passed_on)
        if(NOT link MATCHES "^timewright-" AND NOT link MATCHES "^link-only:")
            message("${target} passes ${link} on to its users: link it PRIVATE")
            math(EXPR violations "${violations} + 1")
        endif()
    endforeach()
endforeach()
if(violations)
    message(FATAL_ERROR "${violations} third parties are public")
endif()
