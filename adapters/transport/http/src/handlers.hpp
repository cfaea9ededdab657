// The handlers that the table of routes names. Each is called with a request that its route allows.
#pragma once

#include "call.hpp"

namespace timewright::http {

http_response create_session(call& c);
http_response end_session(call& c);
http_response read_me(call& c);
http_response read_info(call& c);
http_response list_tokens(call& c);
http_response create_token(call& c);
http_response revoke_token(call& c);

http_response list_people(call& c);
http_response create_person(call& c);
http_response read_person(call& c);
http_response edit_person(call& c);
http_response remove_person(call& c);

http_response list_groups(call& c);
http_response create_group(call& c);
http_response read_group(call& c);
http_response edit_group(call& c);
http_response remove_group(call& c);

http_response list_rooms(call& c);
http_response create_room(call& c);
http_response read_room(call& c);
http_response edit_room(call& c);
http_response remove_room(call& c);
http_response list_resources(call& c);
http_response create_resource(call& c);
http_response read_resource(call& c);
http_response edit_resource(call& c);
http_response remove_resource(call& c);

http_response put_hours(call& c);
http_response read_hours(call& c);
http_response import_calendar(call& c);
http_response export_calendar(call& c);

http_response find_free_busy(call& c);
http_response find_slots(call& c);

http_response create_booking(call& c);
http_response create_hold(call& c);
http_response confirm_hold(call& c);
http_response release_hold(call& c);
http_response list_bookings(call& c);
http_response read_booking(call& c);
http_response edit_booking(call& c);
http_response cancel_booking(call& c);

http_response read_house_policy(call& c);
http_response put_house_policy(call& c);
http_response read_policy(call& c);
http_response put_policy(call& c);
http_response list_approvals(call& c);
http_response approve_booking(call& c);
http_response decline_booking(call& c);

http_response read_changes(call& c);
http_response explain_feed(call& c);

} // namespace timewright::http
