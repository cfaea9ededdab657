/// The `timewright` command.
#include "server/command/command_line.hpp"

#include <iostream>

int main(int argc, char** argv) {
    return timewright::command::run_command_line(argc, argv, std::cin, std::cout, std::cerr);
}
