// A calendar file that belongs to somebody else is changed in one line.
#include <timewright/icalendar/document.hpp>

#include <cassert>
#include <string>

namespace tw = timewright;

int main() {
    // snippet begin
    const std::string text =
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nX-THEIRS;X-P=1:kept\n"
        "DTSTART:20261123T090000Z\nSUMMARY:Stand-up\nEND:VEVENT\nEND:VCALENDAR\n";
    const tw::document file = tw::document::read(text);

    tw::calendar changed = file.parsed().value;
    assert(file.print(changed) == text); // byte for byte

    changed.events[0].summary = "Stand-up, moved";
    std::string expected = text;
    expected.replace(expected.find("SUMMARY:Stand-up\n"), 17, "SUMMARY:Stand-up\\, moved\r\n");
    assert(file.print(changed) == expected);
    // snippet end
}
