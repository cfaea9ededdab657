/// @file
/// schemas: what the requests and answers of the API look like, as JSON Schema (draft 2020-12).
///
/// Written down once, in schemas/*.json beside the readers; the OpenAPI and the AsyncAPI document take
/// them in as their components. Tests hold them and the readers together: the members of a schema are
/// the members that its reader knows.
#pragma once

#include <timewright/base/export.hpp>

#include <string>

namespace timewright::json {

/// One JSON object: name of the component -> its schema. References are to "#/components/schemas/NAME".
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_schemas();

} // namespace timewright::json
