# cmake -D PREFIX=... -D LIBDIR=lib -D WORK=... -D COMPILER=g++ -D PKG_CONFIG=... -D SOURCES=... [-D ADAPTERS=...]
#       [-D HEADERS_ONLY=ON] -P pkg_config.cmake
# Builds and runs a consumer with nothing but the compiler and what pkg-config says.
cmake_minimum_required(VERSION 3.25)
# The prefix of the .pc files is that of the configuration; the test installed them elsewhere.
set(ENV{PKG_CONFIG_PATH} "${PREFIX}/${LIBDIR}/pkgconfig")
set(packages timewright-headers)
set(program slot_search)
if(NOT HEADERS_ONLY)
    set(packages timewright-core)
    foreach(adapter IN LISTS ADAPTERS)
        list(APPEND packages timewright-${adapter})
    endforeach()
    set(program read_a_calendar)
endif()

execute_process(COMMAND "${PKG_CONFIG}" --define-variable=prefix=${PREFIX} --cflags --libs ${packages}
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
message("pkg-config says: ${flags}")
if(HEADERS_ONLY AND flags MATCHES "-l")
    message(FATAL_ERROR "timewright-headers makes its users link something")
endif()
separate_arguments(flags UNIX_COMMAND "${flags}")
file(MAKE_DIRECTORY "${WORK}")
execute_process(COMMAND "${COMPILER}" -std=c++20 -Wall -Wextra -Werror "${SOURCES}/${program}.cpp" -o "${WORK}/${program}" ${flags}
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${WORK}/${program}" COMMAND_ERROR_IS_FATAL ANY)
