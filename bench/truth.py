#!/usr/bin/env python3
"""Compare what aiowhy found in a generated log with what was put into it.

usage: truth.py AIOWHY LOG [LOG ...]

LOG.truth.json has the counts: {"errors": {class: count}, "decoys": {…}, "beside":
[pages that may be found with them]}. Every class must be found, 99 of 100
instances must be counted, and nothing may be diagnosed that was not put in. Ends
with 1 if that is not so.
"""
import json
import subprocess
import sys

# Pages that a class may lead to, where they are not called like the class. A
# page behind "+" may come with any class: it is part of what was put in.
PAGES = {
    "loop-closed": "loop-closed loop-closed-exit",
    "primitives": "lock-not-acquired semaphore-over-released queue-full queue-empty barrier-broken",
    "unclosed": "unclosed-client-session unclosed-connector unclosed-transport unclosed-event-loop",
    "exception-never-retrieved": "exception-never-retrieved +connection-lost",
    "loop-argument": "loop-argument loop-argument-removed",
    "timed-out": "timed-out +cancelled",
    "run-in-running-loop": "run-in-running-loop +never-awaited",
    "+": "exception-ignored",
}


def check(program, log):
    with open(log + ".truth.json") as file:
        truth = json.load(file)
    with open(log, "rb") as text:
        answer = subprocess.run([program, "--format", "json"], stdin=text, stdout=subprocess.PIPE, check=True)
    counts = {}
    for diagnosis in json.loads(answer.stdout)["diagnoses"]:
        counts[diagnosis["id"]] = counts.get(diagnosis["id"], 0) + diagnosis["count"]
    allowed, wrong = {page.lstrip("+") for pages in PAGES.values() for page in pages.split()}, []
    allowed.update(truth.get("beside", []))
    for name, want in sorted(truth["errors"].items()):
        pages = [page for page in PAGES.get(name, name).split() if page[0] != "+"]
        allowed.update(pages)
        got = sum(counts.get(page, 0) for page in pages)
        if got < 0.99 * want:
            wrong.append("%s: %d of %d" % (name, got, want))
    wrong += ["%s: %d, but none was put in" % item for item in sorted(counts.items()) if item[0] not in allowed]
    print("%s: %d errors of %d classes, %d decoys: %s" % (
        log, truth["errors_total"], len(truth["errors"]), truth["decoys_total"], "; ".join(wrong) or "all found, no other"))
    return not wrong


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(0 if all([check(sys.argv[1], log) for log in sys.argv[2:]]) else 1)
