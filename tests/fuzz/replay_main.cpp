// Gives every file of a corpus to a fuzz target, so that old findings are tested without libFuzzer.
//
//     fuzz_tzif tests/fuzz/time/corpus/tzif      folders or files; at least one file must be there
//
// Each input is also given cut short at every length below 4 KiB and with each of its first bytes
// changed: a corpus of a few good files then covers most of what can be wrong with them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr std::size_t variants_max = 4096;

std::vector<fs::path> inputs_below(const fs::path& place) {
    if (!fs::is_directory(place)) return {place};
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(place)) {
        if (entry.is_regular_file()) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// A copy on the heap of exactly this size, so that a sanitizer sees a read beyond its end.
void give(const std::vector<std::uint8_t>& input, std::size_t size) {
    const std::vector<std::uint8_t> exact(input.begin(),
                                          input.begin() + static_cast<std::ptrdiff_t>(size));
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

std::size_t replay(std::vector<std::uint8_t> input) {
    give(input, input.size());
    const std::size_t variants = std::min(input.size(), variants_max);
    for (std::size_t size = 0; size < variants; ++size) give(input, size);
    for (std::size_t at = 0; at < variants; ++at) {
        const std::uint8_t right = input[at];
        input[at] = static_cast<std::uint8_t>(right ^ 0xFFU);
        give(input, input.size());
        input[at] = right;
    }
    return 1 + 2 * variants;
}

} // namespace

int main(int count, char** arguments) {
    std::size_t files = 0;
    std::size_t inputs = 0;
    for (int i = 1; i < count; ++i) {
        for (const fs::path& path : inputs_below(arguments[i])) {
            std::ifstream in(path, std::ios::binary);
            if (!in) {
                std::fprintf(stderr, "%s cannot be read\n", path.c_str());
                return 1;
            }
            // Printed first: should the target crash, the last line names the input.
            std::printf("%s\n", path.c_str());
            std::fflush(stdout);
            inputs += replay({std::istreambuf_iterator<char>(in), {}});
            ++files;
        }
    }
    std::printf("%zu files, %zu inputs with their variants\n", files, inputs);
    return files == 0 ? 1 : 0;
}
