// timewright._core: the surface, one to one. timewright/__init__.py makes Python of it.
//
// Times are counts of seconds here. pybind11/chrono.h is not used: it drops the time zone and goes
// through the process's local time.
#include "surface.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

namespace py = pybind11;
namespace surface = timewright::surface;

// A call may wait (for a lock, for a large search): other Python threads run meanwhile.
using waiting = py::call_guard<py::gil_scoped_release>;

namespace {

/// The one place where a C++ failure becomes a Python exception.
void translate_failures(py::module_& module) {
    // Never freed: it must outlive every module that may still throw.
    static PyObject* const error = PyErr_NewExceptionWithDoc(
        "timewright._core.Failure", "What did not work: message, code, retry, conflicts.",
        PyExc_Exception, nullptr);
    module.attr("Failure") = py::reinterpret_borrow<py::object>(error);
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const surface::failure& f) {
            const py::object made = py::reinterpret_borrow<py::object>(error)(f.what());
            made.attr("code") = f.code();
            made.attr("retry") = f.retry();
            made.attr("conflicts") = f.conflicts();
            PyErr_SetObject(error, made.ptr());
        }
    });
}

void bind_time(py::module_& m) {
    py::class_<surface::local_answer>(m, "LocalAnswer")
        .def_readonly("kind", &surface::local_answer::kind)
        .def_readonly("first", &surface::local_answer::first)
        .def_readonly("second", &surface::local_answer::second);
    py::class_<surface::zone_answer>(m, "ZoneAnswer")
        .def_readonly("offset", &surface::zone_answer::offset)
        .def_readonly("abbreviation", &surface::zone_answer::abbreviation)
        .def_readonly("daylight", &surface::zone_answer::daylight);
    py::class_<surface::occurrence>(m, "Occurrence")
        .def_readonly("recurrence_id", &surface::occurrence::recurrence_id)
        .def_readonly("start", &surface::occurrence::start)
        .def_readonly("end", &surface::occurrence::end);
    py::class_<surface::recurrence_query>(m, "RecurrenceQuery")
        .def(py::init<>())
        .def_readwrite("start", &surface::recurrence_query::start)
        .def_readwrite("zone", &surface::recurrence_query::zone)
        .def_readwrite("rule", &surface::recurrence_query::rule)
        .def_readwrite("extra", &surface::recurrence_query::extra)
        .def_readwrite("excluded", &surface::recurrence_query::excluded)
        .def_readwrite("duration", &surface::recurrence_query::duration)
        .def_readwrite("from_", &surface::recurrence_query::from)
        .def_readwrite("to", &surface::recurrence_query::to)
        .def_readwrite("limit", &surface::recurrence_query::limit);
}

void bind_search(py::module_& m) {
    py::class_<surface::span>(m, "Span")
        .def(py::init<>())
        .def_readwrite("start", &surface::span::start)
        .def_readwrite("end", &surface::span::end);
    py::class_<surface::search_calendar>(m, "SearchCalendar")
        .def(py::init<>())
        .def_readwrite("busy", &surface::search_calendar::busy)
        .def_readwrite("hours", &surface::search_calendar::hours)
        .def_readwrite("zone", &surface::search_calendar::zone)
        .def_readwrite("tentative", &surface::search_calendar::tentative)
        .def_readwrite("unknown", &surface::search_calendar::unknown)
        .def_readwrite("seats", &surface::search_calendar::seats)
        .def_readwrite("units", &surface::search_calendar::units)
        .def_readwrite("features", &surface::search_calendar::features)
        .def_readwrite("weight", &surface::search_calendar::weight)
        .def_readwrite("load", &surface::search_calendar::load)
        .def_readwrite("assigned", &surface::search_calendar::assigned)
        .def_readwrite("last_assigned", &surface::search_calendar::last_assigned)
        .def_readwrite("buffer_before", &surface::search_calendar::buffer_before)
        .def_readwrite("buffer_after", &surface::search_calendar::buffer_after)
        .def_readwrite("meetings_per_day", &surface::search_calendar::meetings_per_day)
        .def_readwrite("time_per_day", &surface::search_calendar::time_per_day);
    py::class_<surface::group_wish>(m, "GroupWish")
        .def(py::init<>())
        .def_readwrite("needed", &surface::group_wish::needed)
        .def_readwrite("turn", &surface::group_wish::turn)
        .def_readwrite("seats", &surface::group_wish::seats)
        .def_readwrite("units", &surface::group_wish::units)
        .def_readwrite("features", &surface::group_wish::features);
    py::class_<surface::slot_query>(m, "SlotQuery")
        .def(py::init<>())
        .def_readwrite("from_", &surface::slot_query::from)
        .def_readwrite("to", &surface::slot_query::to)
        .def_readwrite("duration", &surface::slot_query::duration)
        .def_readwrite("step", &surface::slot_query::step)
        .def_readwrite("limit", &surface::slot_query::limit)
        .def_readwrite("calendars", &surface::slot_query::calendars)
        .def_readwrite("required", &surface::slot_query::required)
        .def_readwrite("optional", &surface::slot_query::optional)
        .def_readwrite("any_of", &surface::slot_query::any_of)
        .def_readwrite("wishes", &surface::slot_query::wishes)
        .def_readwrite("align", &surface::slot_query::align)
        .def_readwrite("align_zone", &surface::slot_query::align_zone)
        .def_readwrite("has_notice", &surface::slot_query::has_notice)
        .def_readwrite("not_before", &surface::slot_query::not_before)
        .def_readwrite("order", &surface::slot_query::order)
        .def_readwrite("tentative", &surface::slot_query::tentative)
        .def_readwrite("unknown", &surface::slot_query::unknown)
        .def_readwrite("known_before", &surface::slot_query::known_before)
        .def_readwrite("known_after", &surface::slot_query::known_after)
        .def_readwrite("another", &surface::slot_query::another);
    py::class_<surface::slot>(m, "Slot")
        .def_readonly("start", &surface::slot::start)
        .def_readonly("end", &surface::slot::end)
        .def_readonly("score", &surface::slot::score)
        .def_readonly("rooms", &surface::slot::rooms)
        .def_readonly("missing", &surface::slot::missing);
    py::class_<surface::blocked>(m, "Blocked")
        .def_readonly("start", &surface::blocked::start)
        .def_readonly("end", &surface::blocked::end)
        .def_readonly("blocking", &surface::blocked::blocking);
    py::class_<surface::slot_change>(m, "SlotChange")
        .def_readonly("kind", &surface::slot_change::kind)
        .def_readonly("calendars", &surface::slot_change::calendars)
        .def_readonly("found", &surface::slot_change::found);
    py::class_<surface::slot_reasons>(m, "SlotReasons")
        .def_readonly("fits", &surface::slot_reasons::fits)
        .def_readonly("nearest", &surface::slot_reasons::nearest)
        .def_readonly("changes", &surface::slot_reasons::changes)
        .def_readonly("hopeless", &surface::slot_reasons::hopeless);
    py::class_<surface::zones>(m, "Zones")
        .def(py::init<>(), waiting())
        .def(py::init<const std::string&>(), waiting())
        .def("version", &surface::zones::version, waiting())
        .def("names", &surface::zones::names, waiting())
        .def("at", &surface::zones::at, waiting())
        .def("resolve", &surface::zones::resolve, waiting())
        .def("to_instant", &surface::zones::to_instant, waiting())
        .def("expand", &surface::zones::expand, waiting())
        .def("find_slots", &surface::zones::find_slots, waiting())
        .def("explain_slots", &surface::zones::explain_slots, waiting());
}

void bind_booking(py::module_& m) {
    py::class_<surface::blocker>(m, "Blocker")
        .def_readonly("user", &surface::blocker::user)
        .def_readonly("start", &surface::blocker::start)
        .def_readonly("end", &surface::blocker::end)
        .def_readonly("booking", &surface::blocker::booking)
        .def_readonly("reason", &surface::blocker::reason);
    py::class_<surface::booking_request>(m, "BookingRequest")
        .def(py::init<>())
        .def_readwrite("key", &surface::booking_request::key)
        .def_readwrite("document", &surface::booking_request::document)
        .def_readwrite("occurrences", &surface::booking_request::occurrences)
        .def_readwrite("rooms", &surface::booking_request::rooms)
        .def_readwrite("people", &surface::booking_request::people)
        .def_readwrite("insisted", &surface::booking_request::insisted)
        .def_readwrite("parts_that_fit", &surface::booking_request::parts_that_fit);
    py::class_<surface::booked_occurrence>(m, "BookedOccurrence")
        .def_readonly("start", &surface::booked_occurrence::start)
        .def_readonly("end", &surface::booked_occurrence::end)
        .def_readonly("applied", &surface::booked_occurrence::applied)
        .def_readonly("users", &surface::booked_occurrence::users);
    py::class_<surface::booked>(m, "Booked")
        .def_readonly("id", &surface::booked::id)
        .def_readonly("sequence", &surface::booked::sequence)
        .def_readonly("occurrences", &surface::booked::occurrences)
        .def_readonly("conflicts", &surface::booked::conflicts)
        .def_readonly("expires_at", &surface::booked::expires_at)
        .def_readonly("repeated", &surface::booked::repeated);
    py::class_<surface::desk>(m, "Desk")
        .def(py::init<>())
        .def(py::init<surface::integer>())
        .def("add_user", &surface::desk::add_user, waiting())
        .def("book", &surface::desk::book, waiting())
        .def("hold", &surface::desk::hold, waiting())
        .def("confirm", &surface::desk::confirm, waiting())
        .def("cancel", &surface::desk::cancel, waiting())
        .def("busy", &surface::desk::busy, waiting())
        .def("advance", &surface::desk::advance, waiting());
}

} // namespace

PYBIND11_MODULE(_core, m) {
    m.doc() = "The Timewright library. Use the package timewright, which speaks datetime.";
    translate_failures(m);
    bind_time(m);
    bind_search(m);
    bind_booking(m);
    m.def("version", &surface::version);
}
