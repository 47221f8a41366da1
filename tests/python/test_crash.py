"""kill -9 under concurrent writes: what was acknowledged is there, nothing is half-done; and the sync precedes the answer."""

import contextlib
import http.client
import os
import re
import shutil
import sqlite3
import subprocess
import threading

import fresh
import wire
from instance import Server, until

ROUNDS = 15
WRITERS = 8
ACKNOWLEDGED_MIN = 20


class Writer(threading.Thread):
    """Creates users and changes their numbers until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, ledger):
        super().__init__(daemon=True)
        self.server, self.ledger, self.failure = server, ledger, None

    def run(self):
        try:
            while True:
                self.one_story()
        except (OSError, http.client.HTTPException):
            return  # The server is gone: what this thread was doing may or may not have happened.
        except Exception as failure:
            self.failure = failure

    def one_story(self):
        first, second = fresh.test_number(), fresh.test_number()
        self.ledger.asked(first, second)
        body = {"username": fresh.name("crash"), "phone_number": [first]}
        user = self.acknowledged(wire.call(self.server, "POST", "/v1/users", body))
        self.ledger.holds(first, user["id"])
        body = {"user_id": user["id"], "phone_number": second, "verified": True}
        number = self.acknowledged(wire.call(self.server, "POST", "/v1/phone_numbers", body))
        self.ledger.holds(second, user["id"])
        path = f"/v1/phone_numbers/{number['id']}"
        changed = self.acknowledged(wire.call(self.server, "PATCH", path, {"reserved_for_second_factor": True}))
        self.ledger.factor(changed["id"])

    @staticmethod
    def acknowledged(answer):
        assert answer.status == 200, answer.text
        return answer.json


class Ledger:
    """What was asked for, and what of it the server said it had done."""

    def __init__(self):
        self.numbers, self.holders, self.factors = set(), {}, set()

    def asked(self, *numbers):
        self.numbers.update(numbers)

    def holds(self, number, user_id):
        self.holders[number] = user_id

    def factor(self, number_id):
        self.factors.add(number_id)


def check_database(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def check_nothing_lost(server, ledger):
    seen = {}
    for user in everybody(server):
        numbers = user["phone_numbers"]
        assert numbers, f"a user without the number it was created with: {user}"
        assert user["primary_phone_number_id"] == numbers[0]["id"], user
        factors = [number for number in numbers if number["reserved_for_second_factor"]]
        assert [number["default_second_factor"] for number in factors] == [True] * len(factors), user
        assert user["two_factor_enabled"] == bool(factors), user
        for number in numbers:
            assert number["phone_number"] not in seen, f"two holders of {number}"
            seen[number["phone_number"]] = user["id"]
            ledger.factors.discard(number["id"]) if number["reserved_for_second_factor"] else None
    assert not ledger.factors, f"acknowledged second factors are lost: {ledger.factors}"
    assert ledger.holders.items() <= seen.items(), "acknowledged numbers are lost"
    assert set(seen) <= ledger.numbers
    for number in ledger.numbers - set(seen):
        assert wire.call(server, "GET", "/v1/users/count", query={"phone_number": number}).json["total_count"] == 0


def everybody(server):
    users, cursor = [], None
    while True:
        query = {"limit": "500", **({"starting_after": cursor} if cursor else {})}
        page = wire.call(server, "GET", "/v1/users", query=query).json
        users += page
        if len(page) < 500:
            return users
        cursor = page[-1]["id"]


def test_fifteen_kills_under_concurrent_writes_lose_nothing_and_leave_nothing_half_done(start):
    server = start()
    ledger = Ledger()
    for _ in range(ROUNDS):
        before = len(ledger.holders)
        writers = [Writer(server, ledger) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        until(lambda: len(ledger.holders) >= before + ACKNOWLEDGED_MIN, 30, "writes are acknowledged")
        server.kill()
        for writer in writers:
            writer.join(30)
            assert not writer.is_alive() and writer.failure is None, writer.failure
        server.start()
        check_database(server.database)
        check_nothing_lost(server, ledger)
        ledger.factors.clear()
    assert server.stop() == 0
    check_database(server.database)


SYNC_DONE = re.compile(r"^(\d+) .*(?:fdatasync|fsync)(?:\(.*\)| resumed>\)?.*) += 0")
LOG_WRITE = re.compile(r"^(\d+) .*p?write(?:64|v)?\(\d+<[^>]*-wal>")
ANSWER = re.compile(r"^(\d+) .*(?:write|writev|sendto|sendmsg)\(\d+<(?:TCP|socket)")


def test_the_sync_of_the_database_precedes_the_answer(tmp_path):
    strace = shutil.which("strace")
    assert strace, "strace is missing: run-tests installs it"
    trace = tmp_path / "trace"
    calls = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"
    wrapper = [strace, "-f", "-qq", "-y", "-s", "65536", "-e", calls, "-o", str(trace)]
    server = Server(tmp_path, wrapper=wrapper).start()
    try:
        numbers = [fresh.test_number() for _ in range(10)]
        for number in numbers:
            assert wire.call(server, "POST", "/v1/users", {"phone_number": [number]}).status == 200
    finally:
        subprocess.run(["kill", "-TERM", child_of(server.process.pid)], check=True)
        server.process.wait(30)
    lines = trace.read_text(errors="replace").splitlines()
    for number in numbers:
        check_synced_before_answer(lines, number)


def child_of(pid):
    return until(lambda: open(f"/proc/{pid}/task/{pid}/children").read().split(), 5, "strace has a child")[0]


def check_synced_before_answer(lines, number):
    """Between the last write of the log and the answer that shows `number` there is a finished sync."""
    answer = next(at for at, line in enumerate(lines) if ANSWER.match(line) and number in line and "200 OK" in line)
    writes = [at for at in range(answer) if LOG_WRITE.match(lines[at])]
    assert writes, "nothing was written to the write-ahead log before the answer"
    syncs = [at for at in range(writes[-1], answer) if SYNC_DONE.match(lines[at])]
    assert syncs, "\n".join(lines[writes[-1] : answer + 1])[:4_000]


def test_a_database_can_be_opened_again_and_again(start):
    server = start()
    number = fresh.test_number()
    assert wire.call(server, "POST", "/v1/users", {"phone_number": [number]}).status == 200
    for _ in range(3):
        assert server.stop() == 0
        server.start()
        assert wire.call(server, "GET", "/v1/users/count", query={"phone_number": number}).json["total_count"] == 1
    assert os.path.exists(server.database)
