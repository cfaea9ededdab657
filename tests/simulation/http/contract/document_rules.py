"""What the served documents must be: valid against the schemas of OpenAPI 3.1 and AsyncAPI 3.0, and, for
the feed, what is really sent."""

import json
import pathlib

import jsonschema
import openapi_spec_validator
import websockets.sync.client

from real_server import booking, hour, new_key


def judge_openapi(document):
    return [f"openapi.json: {e.json_path}: {e.message}"
            for e in openapi_spec_validator.OpenAPIV31SpecValidator(document).iter_errors()]


def judge_asyncapi(document, node_modules):
    published = pathlib.Path(node_modules, "@asyncapi/specs/schemas/3.0.0-without-$id.json").read_text()
    validator = jsonschema.Draft7Validator(json.loads(published))
    return [f"asyncapi.json: {e.json_path}: {e.message[:500]}" for e in validator.iter_errors(document)]


def judge_examples(document):
    """Each example is what its schema says."""
    problems = []
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            for e in closed_validator(document, name).iter_errors(example):
                problems.append(f"example of {name}: {e.json_path}: {e.message[:300]}")
    return problems


def closed_validator(document, name):
    """Of a component, its references followed."""
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def judge_feed(document, server, client, room):
    """Real frames, each against the message that it is."""
    payloads = {name: m["payload"]["$ref"].rsplit("/", 1)[1]
                for name, m in document["components"]["messages"].items()}
    headers = {"Authorization": "Bearer " + client.token}
    address = f"ws://127.0.0.1:{server.port}" + document["channels"]["feed"]["address"]
    seen, problems = set(), []

    def judge(frame):
        message = json.loads(frame)
        kind = message["type"] if message["type"] in ("heartbeat", "resync") else "entry"
        seen.add(kind)
        for e in closed_validator(document, payloads[kind]).iter_errors(message):
            problems.append(f"frame {frame}: {e.message}")
        unknown = set(message) - set(document["components"]["schemas"][payloads[kind]]["properties"])
        if unknown:
            problems.append(f"frame {frame}: {unknown} is in no schema")
        return kind

    with websockets.sync.client.connect(address, additional_headers=headers) as feed:
        status, answer, _ = client.ask("POST", "/bookings", booking(room, hour(1)), key=new_key())
        assert status == 201, answer
        while judge(feed.recv(timeout=60)) != "entry":
            pass
        while judge(feed.recv(timeout=60)) != "heartbeat":
            pass
    return problems + [f"no frame of kind {kind} came" for kind in {"entry", "heartbeat"} - seen]
