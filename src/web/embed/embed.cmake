# cmake -D FOLDER=dist -D OUTPUT=web_assets.cpp -P embed.cmake
# Writes one C++ file that holds every file of FOLDER. The bytes come in through the assembler's
# .incbin: half a megabyte as a C++ array takes the compiler seconds, this takes none.
cmake_minimum_required(VERSION 3.25)

set(type_html "text/html; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_json "application/json")
set(type_webmanifest "application/manifest+json")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_ico "image/vnd.microsoft.icon")
set(type_woff2 "font/woff2")
set(type_txt "text/plain; charset=utf-8")
set(type_wasm "application/wasm")

file(GLOB_RECURSE files RELATIVE "${FOLDER}" "${FOLDER}/*")
list(SORT files)
if(NOT "index.html" IN_LIST files)
    message(FATAL_ERROR "${FOLDER} has no index.html: the web build did not end well")
endif()

cmake_path(GET OUTPUT PARENT_PATH work)
file(REMOVE_RECURSE "${work}/gzip")
file(MAKE_DIRECTORY "${work}/gzip")

set(blobs "")
set(rows "")
set(number 0)

# A symbol pair around the bytes of one file.
function(add_blob symbol file)
    string(APPEND blobs
        "TIMEWRIGHT_BLOB(${symbol}, \"${file}\")\n")
    set(blobs "${blobs}" PARENT_SCOPE)
endfunction()

foreach(name IN LISTS files)
    set(path "${FOLDER}/${name}")
    if(name MATCHES "[\"\\\\\n]")
        message(FATAL_ERROR "The name of ${path} cannot stand in a C++ string")
    endif()
    string(REGEX MATCH "[^.]+$" extension "${name}")
    if(NOT DEFINED type_${extension})
        message(FATAL_ERROR "embed.cmake knows no content type for ${name}: add one for .${extension}")
    endif()
    file(SHA256 "${path}" digest)
    string(SUBSTRING "${digest}" 0 32 tag)
    file(SIZE "${path}" size)

    add_blob(body_${number} "${path}")
    set(compressed "{}")
    if(size GREATER 512 AND extension MATCHES "^(html|js|css|json|webmanifest|svg|txt|wasm|ico)$")
        set(gzip "${work}/gzip/${number}.gz")
        file(ARCHIVE_CREATE OUTPUT "${gzip}" PATHS "${path}" FORMAT raw COMPRESSION GZip
             COMPRESSION_LEVEL 9 MTIME "1970-01-01 00:00:00 UTC")
        file(SIZE "${gzip}" gzip_size)
        if(gzip_size LESS size)
            add_blob(gzip_${number} "${gzip}")
            set(compressed "blob(gzip_${number}_begin, gzip_${number}_end)")
        endif()
    endif()
    string(APPEND rows
        "        web_asset{\"/${name}\", \"${type_${extension}}\",\n"
        "                  blob(body_${number}_begin, body_${number}_end), ${compressed},\n"
        "                  \"\\\"${tag}\\\"\"},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUTPUT}.new"
"// Made by src/web/embed/embed.cmake from the web build.
#include \"web_assets.hpp\"

#include <array>

// The bytes of a file between two symbols, in read-only data.
#define TIMEWRIGHT_BLOB(symbol, file)                                                            \\
    __asm__(\".section .rodata\\n\"                                                                 \\
            \".balign 16\\n\"                                                                       \\
            \"timewright_web_\" #symbol \"_begin:\\n\"                                                \\
            \".incbin \\\"\" file \"\\\"\\n\"                                                           \\
            \"timewright_web_\" #symbol \"_end:\\n\"                                                  \\
            \".byte 0\\n\"                                                                          \\
            \".previous\\n\");                                                                      \\
    extern const char symbol##_begin[] __asm__(\"timewright_web_\" #symbol \"_begin\");             \\
    extern const char symbol##_end[] __asm__(\"timewright_web_\" #symbol \"_end\");

namespace timewright {
namespace {

std::string_view blob(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

${blobs}
} // namespace

std::span<const web_asset> web_assets() {
    static const std::array<web_asset, ${number}> assets{
${rows}    };
    return assets;
}

} // namespace timewright
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
