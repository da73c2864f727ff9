"""Decides on many calls with the emulator's own evaluation: a line of JSON in, a line of JSON out, until the input ends.

In: `policies`, a list of documents, and `calls`: who calls, the context of the request, the actions that all have to be
allowed, the resource with its owner, the caller's policies and the trust policy, or that of another resource, as places in the list. Out: a
list of true and false.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "sandbox" / "emulator"))

from policy.context import Context  # noqa: E402
from policy.documents import read  # noqa: E402
from policy.evaluation import CallerPolicies, Control, Controls, Question, ResourcePolicy, decide  # noqa: E402
from policy.principals import Principal  # noqa: E402


def allowed(call, documents) -> bool:
    who = call["caller"]
    kind, name = ("role" if who["isRole"] else "user"), who["name"]
    calling = who.get("session", who["arn"])
    principal = Principal("aws", who["account"], calling, who["arn"], f"AID{kind}{name}", who["isRole"], name)
    context = Context(call["service"], call["context"])
    boundary = call.get("boundary")
    narrowed = call.get("narrowed")
    held = CallerPolicies(
        [documents[at] for at in call["held"]],
        None if boundary is None else [documents[boundary]],
        None if narrowed is None else [documents[narrowed]],
    )
    policy = ResourcePolicy(documents[call["trust"]], True) if "trust" in call else None
    if "policy" in call:
        policy = ResourcePolicy(documents[call["policy"]], is_key=call["service"] == "kms")
    forbid = [[Control("arn", documents[at])] for at in call.get("forbids", ())]
    limit = [[Control("arn", documents[at])] for at in call.get("limits", ())]
    controls = Controls(forbid, limit)
    return all(
        decide(Question(action, call["resource"], context), principal, held, policy, owner=call["owner"], controls=controls).allowed
        for action in call["actions"]
    )


for line in sys.stdin:
    question = json.loads(line)
    documents = [read(policy) for policy in question["policies"]]
    print(json.dumps([allowed(call, documents) for call in question["calls"]]), flush=True)
