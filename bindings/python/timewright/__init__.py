"""Scheduling that cannot double-book: zones, recurrence, free slots, bookings.

Every time that goes in is an aware :class:`datetime.datetime`; a naive one raises
:class:`NaiveTimeError`, because nobody can know what it means. Every time that comes out is aware
too. Intervals are half-open: a meeting that ends at ten does not collide with one that starts then.

>>> from datetime import datetime, timedelta
>>> from zoneinfo import ZoneInfo
>>> import timewright
>>> start = datetime(2026, 3, 7, 9, 0, tzinfo=ZoneInfo("America/New_York"))
>>> found = timewright.Zones().expand(start, "FREQ=DAILY;COUNT=3", duration=timedelta(hours=1))
>>> [o.start.isoformat() for o in found][:2]
['2026-03-07T09:00:00-05:00', '2026-03-08T09:00:00-04:00']
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Iterable, Literal, Optional, Sequence, Tuple, Union
from zoneinfo import ZoneInfo

from . import _core

__all__ = [
    "BlockedSlot", "Blocker", "Booked", "BookedOccurrence", "Calendar", "ConflictError", "Desk", "Error",
    "Group", "LocalTime", "NaiveTimeError", "Occurrence", "Slot", "SlotChange", "SlotReasons", "ZoneOffset",
    "Zones", "version",
]

Disambiguation = Literal["compatible", "earlier", "later", "reject"]
Interval = Tuple[datetime, datetime]

_EPOCH = datetime(1970, 1, 1)
_UTC_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)


def version() -> str:
    """The version of the library."""
    return _core.version()


class Error(Exception):
    """Something did not work.

    ``code`` is a stable word ("unknown-zone", "invalid-input", "stale", "expired", ...); ``retry``
    says whether sending the same again may work: "never", "safe" or "in-doubt".
    """

    def __init__(self, message: str, code: str, retry: str = "never") -> None:
        super().__init__(message)
        self.code = code
        self.retry = retry


class NaiveTimeError(Error, ValueError):
    """A datetime without a time zone was given."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is a naive datetime; give it a zone, as in "
            "datetime(2026, 11, 23, 9, tzinfo=ZoneInfo('Europe/Lisbon'))",
            "invalid-input",
        )


@dataclass(frozen=True)
class Blocker:
    """One reason why a booking does not fit."""

    user: str
    start: datetime
    end: datetime
    booking: Optional[str]
    reason: str


class ConflictError(Error):
    """The booking does not fit; ``conflicts`` has everything that is in the way."""

    def __init__(self, message: str, conflicts: Sequence[Blocker]) -> None:
        super().__init__(message, "conflicts")
        self.conflicts = list(conflicts)


@dataclass(frozen=True)
class ZoneOffset:
    """What a zone's clocks show at an instant."""

    offset: timedelta
    abbreviation: str
    daylight: bool


@dataclass(frozen=True)
class LocalTime:
    """Which instants a local time is, in UTC. ``first`` of a repeated time is the earlier one, of a skipped
    one the reading of RFC 5545; of a unique one both are the same."""

    kind: Literal["unique", "skipped", "repeated"]
    first: datetime
    second: datetime


@dataclass(frozen=True)
class Occurrence:
    """One taking place of a series: half-open, in the zone of the series."""

    start: datetime
    end: datetime
    #: The start as the rule says it; differs from ``start`` where the clocks skip that time.
    recurrence_id: datetime


@dataclass
class Calendar:
    """Somebody or something that a search asks for."""

    busy: Sequence[Interval] = ()
    #: Hours outside of which it is not available: "mon-fri/09:00-17:00". Empty: always available.
    hours: str = ""
    #: The zone of the hours, and of the days that are limited.
    zone: Union[str, ZoneInfo] = "UTC"
    #: Taken, but not firmly.
    tentative: Sequence[Interval] = ()
    #: When it is busy is not known.
    unknown: bool = False
    seats: int = 0
    #: How many of it there are; each busy interval takes one.
    units: int = 1
    features: Sequence[str] = ()
    #: Of optional calendars, and of groups by weight.
    weight: int = 1
    #: Of groups that take turns: what it has to do, and when it was last assigned something.
    load: int = 0
    last_assigned: Optional[datetime] = None
    #: Free time needed ahead of a slot, and behind it.
    buffer_before: timedelta = timedelta()
    buffer_after: timedelta = timedelta()
    #: At most so much in a day, the new meeting included.
    meetings_per_day: Optional[int] = None
    time_per_day: Optional[timedelta] = None


@dataclass
class Group:
    """Calendars by index, of which ``needed`` are taken at the same time, each with what is asked for."""

    members: Sequence[int]
    needed: int = 1
    #: Who comes first: always the first that can, who waits longest, has least to do, or by weight.
    turn: Literal["listed", "least-recent", "least-load", "by-weight"] = "listed"
    seats: int = 0
    units: int = 1
    features: Sequence[str] = ()


@dataclass(frozen=True)
class Slot:
    start: datetime
    end: datetime
    #: The part of the optional calendars that is free, from 0 to 1.
    score: float
    #: The indices of the calendars taken of the groups of ``any_of``, of each as many as it needs.
    rooms: Sequence[int]
    #: The indices of the optional calendars that are busy.
    missing: Sequence[int]


@dataclass(frozen=True)
class BlockedSlot:
    """A slot that nearly fits, and the smallest set of calendars that prevents it."""

    start: datetime
    end: datetime
    blocking: Sequence[int]


@dataclass(frozen=True)
class SlotChange:
    """A change of the question with which something fits. It was searched for."""

    #: "shorter", "without", "another-room", "later", "earlier", "over-tentative", "outside-hours".
    kind: str
    #: Who is gone without, which rooms were full, or whose time it is.
    calendars: Sequence[int]
    found: Slot


@dataclass(frozen=True)
class SlotReasons:
    """Why a search finds nothing."""

    #: There is a slot: the rest is empty.
    fits: bool
    nearest: Sequence[BlockedSlot]
    changes: Sequence[SlotChange]
    #: The indices of groups of which too few have what is asked for, at any time.
    hopeless: Sequence[int]


@dataclass(frozen=True)
class BookedOccurrence:
    start: datetime
    end: datetime
    applied: bool
    #: Who was taken: rooms in the order of their groups, then people.
    users: Sequence[str]


@dataclass(frozen=True)
class Booked:
    """A booking as it stands after a command."""

    id: str
    sequence: int
    occurrences: Sequence[BookedOccurrence]
    #: What people who are only told were doing already.
    conflicts: Sequence[Blocker] = field(default_factory=list)
    #: When a hold runs out; None for a booking.
    expires_at: Optional[datetime] = None
    #: This answers a retry: nothing happened again.
    repeated: bool = False


def _instant(at: datetime, what: str) -> int:
    if not isinstance(at, datetime):
        raise TypeError(f"{what} is a datetime, not {type(at).__name__}")
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveTimeError(what)
    return (at - _UTC_EPOCH) // _SECOND


def _from_instant(seconds: int, zone: tzinfo = timezone.utc) -> datetime:
    return (_UTC_EPOCH + timedelta(seconds=seconds)).astimezone(zone)


def _local(at: datetime, what: str) -> int:
    if at.tzinfo is None:
        raise NaiveTimeError(what)
    return (at.replace(tzinfo=None, fold=0) - _EPOCH) // _SECOND


def _zone_name(zone: Union[str, tzinfo, None], what: str) -> str:
    if isinstance(zone, str):
        return zone
    if zone is timezone.utc:
        return "UTC"
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    if zone is None:
        raise NaiveTimeError(what)
    raise Error(
        f"{what} has a fixed offset; a series needs an IANA zone, as ZoneInfo('Europe/Lisbon')",
        "invalid-input",
    )


def _seconds(length: timedelta, what: str) -> int:
    if not isinstance(length, timedelta):
        raise TypeError(f"{what} is a timedelta, not {type(length).__name__}")
    if length % _SECOND:
        raise Error(f"{what} is whole seconds", "invalid-input")
    return length // _SECOND


def _blocker(b: "_core.Blocker") -> Blocker:
    return Blocker(b.user, _from_instant(b.start), _from_instant(b.end), b.booking or None, b.reason)


class _translated:
    """Turns the library's failures into our exceptions: the one place for it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, failure: object, trace: object) -> None:
        if isinstance(failure, _core.Failure):
            if failure.code == "conflicts":
                raise ConflictError(str(failure), [_blocker(b) for b in failure.conflicts]) from None
            raise Error(str(failure), failure.code, failure.retry) from None


class Zones:
    """A zone database: the system's, or the one in a directory. Zone names are IANA's."""

    def __init__(self, directory: Optional[str] = None) -> None:
        with _translated():
            self._zones = _core.Zones() if directory is None else _core.Zones(str(directory))

    @property
    def version(self) -> str:
        """The version of the zone data, as "2026a"; "unknown" if it does not say."""
        return self._zones.version()

    def names(self) -> list[str]:
        return list(self._zones.names())

    def offset_at(self, zone: Union[str, ZoneInfo], instant: datetime) -> ZoneOffset:
        """What the clocks of the zone show at the instant."""
        with _translated():
            found = self._zones.at(_zone_name(zone, "the zone"), _instant(instant, "the instant"))
        return ZoneOffset(timedelta(seconds=found.offset), found.abbreviation, found.daylight)

    def resolve(self, local: datetime) -> LocalTime:
        """Which instants the clock reading of ``local`` is, in its own zone (``fold`` is ignored)."""
        name = _zone_name(local.tzinfo, "the local time")
        with _translated():
            found = self._zones.resolve(name, _local(local, "the local time"))
        # In UTC: Python holds times in a repeated hour unequal to the same instant in another zone.
        return LocalTime(found.kind, _from_instant(found.first), _from_instant(found.second))

    def to_instant(self, local: datetime, disambiguation: Disambiguation = "compatible") -> datetime:
        """The instant of the clock reading, in UTC."""
        name = _zone_name(local.tzinfo, "the local time")
        with _translated():
            return _from_instant(
                self._zones.to_instant(name, _local(local, "the local time"), disambiguation))

    def expand(
        self,
        start: datetime,
        rule: str = "",
        *,
        duration: timedelta = timedelta(hours=1),
        extra: Iterable[datetime] = (),
        excluded: Iterable[datetime] = (),
        window: Optional[Interval] = None,
        limit: int = 10_000,
    ) -> list[Occurrence]:
        """The occurrences of an RFC 5545 rule that overlap the window.

        ``start`` is the first occurrence and brings the zone; ``window`` is half-open and defaults to
        366 days from the start. More than ``limit`` occurrences raise Error "limit-reached".
        """
        zone = start.tzinfo
        query = _core.RecurrenceQuery()
        query.zone = _zone_name(zone, "the start")
        query.start = _local(start, "the start")
        query.rule = rule
        query.extra = [_local(t, "an extra date") for t in extra]
        query.excluded = [_local(t, "an excluded date") for t in excluded]
        query.duration = _seconds(duration, "the duration")
        begin, end = window or (start, start + timedelta(days=366))
        query.from_ = _instant(begin, "the window's start")
        query.to = _instant(end, "the window's end")
        query.limit = limit
        with _translated():
            found = self._zones.expand(query)
        assert zone is not None
        return [
            Occurrence(
                _from_instant(o.start, zone),
                _from_instant(o.end, zone),
                (_EPOCH + timedelta(seconds=o.recurrence_id)).replace(tzinfo=zone),
            )
            for o in found
        ]

    def find_slots(
        self,
        calendars: Sequence[Calendar],
        window: Interval,
        duration: timedelta,
        *,
        required: Optional[Iterable[int]] = None,
        optional: Iterable[int] = (),
        any_of: Iterable[Union[Group, Iterable[int]]] = (),
        step: timedelta = timedelta(minutes=15),
        limit: int = 10,
        align: Optional[timedelta] = None,
        align_zone: Union[str, ZoneInfo] = "UTC",
        not_before: Optional[datetime] = None,
        order: Literal["score", "time", "first"] = "score",
        tentative: Literal["busy", "free"] = "busy",
        unknown: Literal["busy", "free"] = "busy",
    ) -> list[Slot]:
        """The best slots in the window, in UTC: by score down, then by time, or in another order.

        ``required``, ``optional`` and ``any_of`` name calendars by index; without ``required`` all that
        are named nowhere else are required. ``align`` starts slots at wall-clock multiples of itself only.
        """
        query = _slot_query(
            calendars, window, duration, required, optional, any_of, (), step, limit, align, align_zone,
            not_before, order, tentative, unknown)
        with _translated():
            found = self._zones.find_slots(query)
        return [_slot(s) for s in found]

    def explain_slots(
        self,
        calendars: Sequence[Calendar],
        window: Interval,
        duration: timedelta,
        *,
        required: Optional[Iterable[int]] = None,
        optional: Iterable[int] = (),
        any_of: Iterable[Union[Group, Iterable[int]]] = (),
        another: Iterable[int] = (),
        step: timedelta = timedelta(minutes=15),
        align: Optional[timedelta] = None,
        align_zone: Union[str, ZoneInfo] = "UTC",
        not_before: Optional[datetime] = None,
        tentative: Literal["busy", "free"] = "busy",
        unknown: Literal["busy", "free"] = "busy",
        known_before: timedelta = timedelta(),
        known_after: timedelta = timedelta(),
    ) -> SlotReasons:
        """Why :meth:`find_slots` finds nothing, and what would help.

        ``another`` calendars are tried where a group blocks. Earlier and later slots are looked for as far
        as the calendars are known around the window.
        """
        query = _slot_query(
            calendars, window, duration, required, optional, any_of, another, step, 10, align, align_zone,
            not_before, "score", tentative, unknown)
        query.known_before = _seconds(known_before, "known_before")
        query.known_after = _seconds(known_after, "known_after")
        with _translated():
            why = self._zones.explain_slots(query)
        return SlotReasons(
            why.fits,
            [BlockedSlot(_from_instant(b.start), _from_instant(b.end), list(b.blocking)) for b in why.nearest],
            [SlotChange(c.kind, list(c.calendars), _slot(c.found)) for c in why.changes],
            list(why.hopeless),
        )


def _slot(found: "_core.Slot") -> Slot:
    return Slot(
        _from_instant(found.start), _from_instant(found.end), found.score, list(found.rooms),
        list(found.missing))


def _slot_query(
    calendars: Sequence[Calendar],
    window: Interval,
    duration: timedelta,
    required: Optional[Iterable[int]],
    optional: Iterable[int],
    any_of: Iterable[Union[Group, Iterable[int]]],
    another: Iterable[int],
    step: timedelta,
    limit: int,
    align: Optional[timedelta],
    align_zone: Union[str, ZoneInfo],
    not_before: Optional[datetime],
    order: str,
    tentative: str,
    unknown: str,
) -> "_core.SlotQuery":
    groups = [group if isinstance(group, Group) else Group(list(group)) for group in any_of]
    query = _core.SlotQuery()
    query.from_ = _instant(window[0], "the window's start")
    query.to = _instant(window[1], "the window's end")
    query.duration = _seconds(duration, "the duration")
    query.step = _seconds(step, "the step")
    query.limit = limit
    query.calendars = [_search_calendar(c) for c in calendars]
    query.optional = list(optional)
    query.any_of = [list(group.members) for group in groups]
    query.wishes = [_group_wish(group) for group in groups]
    query.another = list(another)
    elsewhere = set(query.optional).union(query.another, *query.any_of)
    query.required = (
        [i for i in range(len(calendars)) if i not in elsewhere]
        if required is None else list(required))
    if align is not None:
        query.align = _seconds(align, "the alignment")
        query.align_zone = _zone_name(align_zone, "the zone of the alignment")
    if not_before is not None:
        query.has_notice = True
        query.not_before = _instant(not_before, "not_before")
    query.order = order
    query.tentative = tentative
    query.unknown = unknown
    return query


def _group_wish(group: Group) -> "_core.GroupWish":
    made = _core.GroupWish()
    made.needed = group.needed
    made.turn = group.turn
    made.seats = group.seats
    made.units = group.units
    made.features = list(group.features)
    return made


def _span(start: datetime, end: datetime, what: str) -> "_core.Span":
    made = _core.Span()
    made.start = _instant(start, what + "'s start")
    made.end = _instant(end, what + "'s end")
    return made


def _search_calendar(calendar: Calendar) -> "_core.SearchCalendar":
    made = _core.SearchCalendar()
    made.busy = [_span(start, end, "busy time") for start, end in calendar.busy]
    made.hours = calendar.hours
    made.zone = _zone_name(calendar.zone, "the zone of the hours")
    made.tentative = [_span(start, end, "tentative time") for start, end in calendar.tentative]
    made.unknown = calendar.unknown
    made.seats = calendar.seats
    made.units = calendar.units
    made.features = list(calendar.features)
    made.weight = calendar.weight
    made.load = calendar.load
    if calendar.last_assigned is not None:
        made.assigned = True
        made.last_assigned = _instant(calendar.last_assigned, "last_assigned")
    made.buffer_before = _seconds(calendar.buffer_before, "buffer_before")
    made.buffer_after = _seconds(calendar.buffer_after, "buffer_after")
    if calendar.meetings_per_day is not None:
        made.meetings_per_day = _at_least_none(calendar.meetings_per_day, "meetings_per_day")
    if calendar.time_per_day is not None:
        made.time_per_day = _at_least_none(_seconds(calendar.time_per_day, "time_per_day"), "time_per_day")
    return made


def _at_least_none(value: int, what: str) -> int:
    # Below zero the core reads "without limit".
    if value < 0:
        raise Error(what + " is not negative", "invalid-input")
    return value


class Desk:
    """Bookings in memory: two users can never book the same slot. Safe to use from several threads.

    Ids are strings. A ``key``, minted by the caller before the first try, makes a retry safe: the
    same key with the same request gives the same answer, and nothing happens twice.
    """

    def __init__(self, now: Optional[datetime] = None) -> None:
        """With ``now``, the desk's clock stands there until advance(): for tests."""
        with _translated():
            self._desk = _core.Desk() if now is None else _core.Desk(_instant(now, "now"))

    def add_user(self, capacity: int = 1) -> str:
        """Makes a room, a person or equipment known."""
        with _translated():
            return self._desk.add_user(capacity)

    def book(
        self,
        *occurrences: Interval,
        rooms: Iterable[Union[str, Iterable[str]]] = (),
        people: Iterable[str] = (),
        insisted: Iterable[str] = (),
        document: str = "",
        key: str = "",
        skip_occurrences: bool = False,
    ) -> Booked:
        """Books the occurrences, all or none (or those that fit). ``rooms`` has ids, or groups of ids
        of which one will do; people are told of collisions, insisted people must be free.
        Raises ConflictError with everything that is in the way."""
        request = _request(occurrences, rooms, people, insisted, document, key, skip_occurrences)
        with _translated():
            return _booked(self._desk.book(request))

    def hold(
        self,
        *occurrences: Interval,
        expires_in: timedelta,
        rooms: Iterable[Union[str, Iterable[str]]] = (),
        people: Iterable[str] = (),
        insisted: Iterable[str] = (),
        document: str = "",
        key: str = "",
    ) -> Booked:
        """As book(), for a while: until confirm() or the hold runs out."""
        request = _request(occurrences, rooms, people, insisted, document, key, False)
        with _translated():
            return _booked(self._desk.hold(request, _seconds(expires_in, "expires_in")))

    def confirm(self, booking: str, *, key: str = "") -> Booked:
        """Turns a hold into a booking. Raises Error "expired" from its deadline on."""
        with _translated():
            return _booked(self._desk.confirm(booking, key))

    def cancel(self, booking: str, expected_sequence: int, *, key: str = "") -> None:
        """Ends a booking or a hold. Raises Error "stale" if it changed since it was read."""
        with _translated():
            self._desk.cancel(booking, expected_sequence, key)

    def busy(self, user: str, window: Interval) -> list[Interval]:
        """The claims on a user that overlap the window, by start, in UTC."""
        with _translated():
            found = self._desk.busy(
                user, _instant(window[0], "the window's start"), _instant(window[1], "the window's end"))
        return [(_from_instant(s.start), _from_instant(s.end)) for s in found]

    def advance(self, by: timedelta) -> None:
        """Moves the clock of a desk that was made with ``now``."""
        with _translated():
            self._desk.advance(_seconds(by, "the advance"))


def _request(
    occurrences: Sequence[Interval],
    rooms: Iterable[Union[str, Iterable[str]]],
    people: Iterable[str],
    insisted: Iterable[str],
    document: str,
    key: str,
    skip_occurrences: bool,
) -> "_core.BookingRequest":
    made = _core.BookingRequest()
    made.occurrences = [_span(start, end, "an occurrence") for start, end in occurrences]
    made.rooms = [[room] if isinstance(room, str) else list(room) for room in rooms]
    made.people = list(people)
    made.insisted = list(insisted)
    made.document = document
    made.key = key
    made.parts_that_fit = skip_occurrences
    return made


def _booked(made: "_core.Booked") -> Booked:
    return Booked(
        made.id,
        made.sequence,
        [
            BookedOccurrence(_from_instant(o.start), _from_instant(o.end), o.applied, list(o.users))
            for o in made.occurrences
        ],
        [_blocker(b) for b in made.conflicts],
        _from_instant(made.expires_at) if made.expires_at else None,
        made.repeated,
    )
