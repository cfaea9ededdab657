"""Goal: the served contract is what the server does.

Method: contract_holds.py TIMEWRIGHT DIRECTORY NODE_MODULES EXAMPLES SEED JUNIT. A real server on SQLite with the
demo's data serves openapi.json and asyncapi.json. Both are judged by the published schemas of their
formats, the feed's frames by the schemas of its messages; then schemathesis, with all its checks and
stateful, sends EXAMPLES requests of each kind to each operation, once as a member and once as an administrator.
"""

import concurrent.futures
import datetime
import json
import os
import pathlib
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from document_rules import judge_asyncapi, judge_examples, judge_feed, judge_openapi
from real_server import Client, Server, fresh_database, report

HERE = pathlib.Path(__file__).parent
LOGINS = {"member": ("ben@example.com", "demo-ben"), "admin": ("ana@example.com", "demo-ana")}


def fetch(server, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
        return json.load(answer)


def facts_for(client):
    """Ids of rooms and equipment, and cursors that are good."""
    status, rooms, _ = client.ask("GET", "/rooms?limit=1")
    assert status == 200, rooms
    _, more, _ = client.ask("GET", f"/rooms?cursor={rooms['next']}")
    _, equipment, _ = client.ask("GET", "/resources")
    _, feed, _ = client.ask("GET", "/changes")
    everything = rooms["items"] + more["items"] + equipment["items"]
    return {"today": datetime.datetime.combine(datetime.date.today() + datetime.timedelta(days=7),
                                               datetime.time()).isoformat(),
            "ids": [one["id"] for one in everything], "page_cursors": [rooms["next"]],
            "feed_cursors": [feed["next"]]}


def run_schemathesis(server, login, folder, facts, token, options):
    """Whether it is content."""
    environment = os.environ | {"TIMEWRIGHT_CONTRACT_FACTS": json.dumps(facts), "SCHEMATHESIS_HOOKS": "contract_hooks",
                                "PYTHONPATH": str(HERE)}
    command = [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml",
               "run", f"http://127.0.0.1:{server.port}/api/openapi.json", "-H", "Authorization: Bearer " + token,
               "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--mode", "all", "--no-shrink",
               "--continue-on-failure", "--request-timeout", "30", *options]
    ran = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    print(f"as {login}:", ran.stdout[-100000:], ran.stderr[-10000:])
    return ran.returncode == 0


def search(server, login, examples, seed, folder):
    """What schemathesis finds; the log says more. Signing out, which ends the session of a run, is a run of its own."""
    client, other = Client(server, *LOGINS[login]), Client(server, *LOGINS[login])
    facts, bounds = facts_for(client), ["--max-examples", str(examples), "--seed", str(seed)]
    problems = []
    if not run_schemathesis(server, login, folder, facts, client.token,
                            [*bounds, "--exclude-operation-id", "endSession"]):
        problems.append("schemathesis found something")
    # On a connection of its own: the first has been idle for longer than the server waits.
    if Client(server, token=client.token).ask("GET", "/me")[0] != 200:
        problems.append("the session ended on the way, so not all was tried signed in")
    if not run_schemathesis(server, login, folder, facts, other.token,
                            [*bounds, "--include-operation-id", "endSession", "--phases", "coverage,fuzzing"]):
        problems.append("schemathesis found something in signing out")
    return problems


def write_junit(findings, path):
    suite = xml.Element("testsuite", name="contract", tests=str(len(findings)))
    for part, problems in findings.items():
        case = xml.SubElement(suite, "testcase", classname="contract", name=part)
        if problems:
            xml.SubElement(case, "failure").text = "\n".join(problems)
    xml.ElementTree(suite).write(path)


def hold(binary, directory, node_modules, login, examples, seed):
    """What is found with a server of its own: part of the contract -> problems."""
    findings = {}
    with fresh_database(os.path.join(directory, login)) as database:
        server = Server(binary, database)
        if login == "admin":
            openapi, asyncapi = fetch(server, "/api/openapi.json"), fetch(server, "/api/asyncapi.json")
            findings["openapi"] = judge_openapi(openapi)
            findings["examples"] = judge_examples(openapi)
            findings["asyncapi"] = judge_asyncapi(asyncapi, node_modules)
            client = Client(server)
            findings["feed"] = judge_feed(asyncapi, server, client, client.add_room("Contract"))
        findings[login] = search(server, login, examples, seed, os.path.join(directory, login))
        server.stop()
    return findings


def main():
    binary, directory, node_modules, examples, seed = sys.argv[1:6]
    with concurrent.futures.ThreadPoolExecutor() as both:
        runs = [both.submit(hold, binary, directory, node_modules, login, int(examples), int(seed)) for login in LOGINS]
    findings = {part: problems for run in runs for part, problems in run.result().items()}
    write_junit(findings, sys.argv[6])
    report("contract", [f"{part}: {problem}" for part, found in findings.items() for problem in found])


main()
