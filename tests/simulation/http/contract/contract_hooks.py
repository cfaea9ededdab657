"""What schemathesis is told about values that a schema cannot name: zones that exist, ids and cursors of
the demo's data, instants of the coming weeks. Facts come from the environment, as JSON."""

import datetime
import json
import os

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

FACTS = json.loads(os.environ["TIMEWRIGHT_CONTRACT_FACTS"])
TODAY = datetime.datetime.fromisoformat(FACTS["today"])


def minutes_later(n):
    return (TODAY + datetime.timedelta(minutes=15 * n)).isoformat()


local_times = st.integers(0, 4 * 24 * 30).map(minutes_later)
schemathesis.openapi.format("time-zone", st.sampled_from(["Europe/Lisbon", "UTC", "America/New_York"]))
schemathesis.openapi.format("uuid", st.sampled_from(FACTS["ids"]))
schemathesis.openapi.format("duration", st.sampled_from(["PT15M", "PT45M", "PT1H", "PT30M"]))
schemathesis.openapi.format("date-time-local", local_times)
schemathesis.openapi.format("date-time", local_times.map(lambda t: t + "Z"))
schemathesis.openapi.format("time-of-day", st.sampled_from(["09:00", "12:30", "17:00", "24:00"]))
schemathesis.openapi.format("page-cursor", st.sampled_from(FACTS["page_cursors"]))
schemathesis.openapi.format("feed-cursor", st.sampled_from(FACTS["feed_cursors"]))
schemathesis.openapi.format("etag", st.sampled_from(['"0"', '"1"', '"2"', '"3"']))
schemathesis.openapi.format("topics", st.sampled_from(["room:" + FACTS["ids"][0]]))


# How members go together is not a schema's to say, nor which names there are: in positive_data_acceptance's
# place, which knows statuses only, a valid request may be answered 400 with these sentences alone.
TOGETHER = [
    "is to be after", "are to be at most 366 days", "is to be at most 732 days", "is missing; an instant",
    "there is no time zone", "an all-day booking is to", "hours are to end after they start",
    "there is no person or group", "this changes nothing", '"range" is about an occurrence',
    "is not one that a page ended with", "more are needed than the group has members",
    "a meeting needs a room, a resource or a person", "that month has no such day",
    "this is to be a whole number, written in digits",  # 15.0 is an integer to JSON Schema, and not to us
]


@schemathesis.check
def valid_requests_are_understood(ctx, response, case):
    meta = case.meta
    if meta is None or meta.generation.mode != GenerationMode.POSITIVE or response.status_code != 400:
        return
    problem = response.json()
    # The parts of a rule go together as RFC 5545 says.
    if problem.get("pointer") != "/recurrenceRule" and not any(words in problem["detail"] for words in TOGETHER):
        raise AssertionError(f"a valid request is refused: {problem['detail']}")
