# What can be left out, and what the whole tree shares. Options default to "on when this is
# the project being built", so that add_subdirectory brings in the library and nothing else.

option(TIMEWRIGHT_SQLITE "Build the SQLite storage adapter (needs libsqlite3)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_POSTGRES "Build the PostgreSQL storage adapter (needs libpqxx 6)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_REDIS "Build the cache on Redis (needs hiredis)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_FAULTY "Build the store that fails by seed, for tests of what stands on a store" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_TRANSPORT "Build the JSON, HTTP and WebSocket adapters (needs Boost 1.81, OpenSSL 3)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_IDENTITY "Build the local sign-in adapter (needs libargon2)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_JSCALENDAR "Read and print JSCalendar, RFC 8984 (needs Boost.JSON 1.81)" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_SERVER "Build the reference server and the timewright command" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_WEB "Build and embed the browser client (needs Node and npm)" ON)
option(TIMEWRIGHT_PYTHON "Build the Python extension module" OFF)
option(TIMEWRIGHT_JAVA "Build the Java native library (needs SWIG and a JDK)" OFF)
option(TIMEWRIGHT_BUILD_TESTS "Build the tests (needs GoogleTest and RapidCheck)" OFF)
option(TIMEWRIGHT_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(TIMEWRIGHT_BUILD_BENCH "Build the benches (needs Google Benchmark)" OFF)
option(TIMEWRIGHT_BUILD_FUZZERS "Build libFuzzer targets (needs clang)" OFF)
option(TIMEWRIGHT_INSTALL "Write install rules" ${PROJECT_IS_TOP_LEVEL})
option(BUILD_SHARED_LIBS "Build shared libraries" OFF)

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_CXX_EXTENSIONS OFF)
    # What one folder finds (a test links what its adapter found), all folders see.
    set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
    set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
    # The build type Dev stands between Debug and Release: fast enough for property tests, small enough
    # to compile quickly, assertions of the standard library on. Its flags are in CMakePresets.json:
    # set here they would come too late, as project() has by then made the variable, empty.
    # Optimising, GCC 12 sees overlaps that are not there in inlined std::string operator+ (its bug
    # 105651), and empty optional members of a value that is returned as read. Dev builds keep both
    # warnings, and the sanitizers find the real ones.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        add_compile_options($<$<CONFIG:Release>:-Wno-restrict>
                            $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
    endif()
    find_program(TIMEWRIGHT_CCACHE ccache)
    if(TIMEWRIGHT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
        set(CMAKE_CXX_COMPILER_LAUNCHER "${TIMEWRIGHT_CCACHE}")
    endif()
    find_program(TIMEWRIGHT_MOLD mold)
    if(TIMEWRIGHT_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_link_options(-fuse-ld=mold)
    endif()
endif()

include(GNUInstallDirs)
