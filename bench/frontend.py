"""The Frontend API: codes sent and tried, sign-ins, tokens, the client."""

import contextlib
import json
import math
import subprocess
import time

from figures import median, ratios, spread

IN_FLIGHT = [1, 64]
WRITES = ["send-own", "send-sign-in", "verify-own", "verify-sign-in", "sign-in"]
READS = ["client", "token-again", "token-other"]
# Longer than the five seconds for which a token is given again, by what the machine can sign at most.
SESSION_SECONDS = 6
REST_SECONDS_MAX = 10
STEPS = ["create", "prepare", "attempt", "touch"]


class Load:
    """The program that loads the Frontend API. It keeps its clients from one pass to the next."""

    def __init__(self, bench, server, sessions):
        self.bench, self.server, self.bare = bench, server, None
        command = [bench.binary("frontend"), "--address", f"127.0.0.1:{server.port}", "--key", bench.key]
        command += ["--sessions", str(sessions)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        if not answer:
            raise SystemExit(f"the load ended at: {line}")
        return json.loads(answer)

    def run(self, what, in_flight, seconds):
        """One pass. What has to be made for it is made before anything is counted; texts that it sends are delivered."""
        self.say(f"ready {what} {in_flight} {seconds}")
        server = self.bare if what == "bare" else self.server
        rest(server)
        before = server.cpu_seconds()
        result = self.say("go")
        rest(server)
        return self.bench.rate(result, server, before)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.wait(timeout=60)


def rest(server):
    """Waits until the server has nothing left to do."""
    deadline = time.perf_counter() + REST_SECONDS_MAX
    before, now = -1, server.cpu_seconds()
    while now != before and time.perf_counter() < deadline:
        time.sleep(0.1)
        before, now = now, server.cpu_seconds()


def signing(bench, threads):
    """What signing costs alone, on so many threads."""
    command = [bench.binary("sign"), "--threads", str(threads), "--seconds", str(bench.options.seconds / 2)]
    result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return {
        "per_second": result["requests"] / result["seconds"],
        "cpu_us": result["cpu_ns"] / 1e3 / result["requests"],
    }


def measure(bench):
    """Every kind of request beside what it is made of: changes by the Backend API, bare answers, bare signatures."""
    database = bench.database(10_000)
    one, all_cores = signing(bench, 1), signing(bench, bench.cores)
    sessions = math.ceil(max(one["per_second"], all_cores["per_second"]) * SESSION_SECONDS)
    settings = {"STROWGER_SESSION_STEP_UP_MINUTES": "0"}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(bench.serve(database, settings=settings))
        load = stack.enter_context(Load(bench, server, sessions))
        client = load.say("show")["client"].encode()
        load.bare = stack.enter_context(bench.bare(client))
        load.say(f"bare 127.0.0.1:{load.bare.port}")
        for what in ["sign-in", "token-other", "client", "bare"]:
            load.run(what, IN_FLIGHT[-1], 1)
        passes, disk = writes(bench, server, database, load)
        passes.update(reads(bench, load))
    return {"client_bytes": len(client), "sessions": sessions, **report(passes, disk)}


def writes(bench, server, database, load):
    """Each with a change by the Backend API and a probe of the disk beside it."""
    passes, disk = {}, []
    # The kinds take turns too, so that the database grows alike for all.
    for _ in range(bench.options.repeats):
        for in_flight in IN_FLIGHT:
            disk.append(bench.disk())
            passes.setdefault(("change", in_flight), []).append(
                bench.write(server, database, "update", in_flight, bench.options.seconds / 2)
            )
            for what in WRITES:
                row = load.run(what, in_flight, bench.options.seconds / 2)
                passes.setdefault((what, in_flight), []).append(row)
    return passes, disk


def reads(bench, load):
    """Each with the bare server, and bare signatures, beside it."""
    passes = {}
    for _ in range(bench.options.repeats):
        for threads in sorted({1, bench.cores}):
            passes.setdefault(("sign", threads), []).append(signing(bench, threads))
        for in_flight in IN_FLIGHT:
            for what in ["bare", *READS]:
                row = load.run(what, in_flight, bench.options.seconds / 2)
                passes.setdefault((what, in_flight), []).append(row)
    return passes


def report(passes, disk):
    """The figures, with what each kind is compared with."""
    cores = max(threads for what, threads in passes if what == "sign")
    rows = []
    for (what, in_flight), results in passes.items():
        row = {"what": what, "in_flight": in_flight, **median(results)}
        row["spread"] = spread(result["per_second"] for result in results)
        for name, other in compared(what, in_flight, cores).items():
            row[f"rate_to_{name}"] = spread(ratios(results, passes[other], "per_second"))
            row[f"cpu_to_{name}"] = spread(ratios(results, passes[other], "cpu_us"))
        rows.append(row)
        print_row(row)
    probes = spread(probe["per_second"] for probe in disk)
    print(f"disk alone: {of(probes)} syncs/s", flush=True)
    return {"rows": rows, "disk": probes}


def compared(what, in_flight, cores):
    if what in WRITES:
        return {"change": ("change", in_flight)}
    if what in READS:
        signatures = {"sign_one": ("sign", 1), "sign_all": ("sign", cores)} if what == "token-other" else {}
        return {"bare": ("bare", in_flight), **signatures}
    return {}


def print_row(row):
    unit = "threads" if row["what"] == "sign" else "in flight"
    parts = [f"{row['what']}, {row['in_flight']} {unit}: {of(row['spread'])}/s, {row['cpu_us']:.0f} us CPU"]
    if "p50_us" in row:
        parts.append(f"p50 {row['p50_us'] / 1e3:.2f} ms, p99 {row['p99_us'] / 1e3:.2f} ms")
    steps = [f"{step} {row[f'{step}_p50_us'] / 1e3:.2f}" for step in STEPS if f"{step}_p50_us" in row]
    if steps:
        parts.append(f"p50 of its steps: {', '.join(steps)} ms")
    for name, value in row.items():
        if name.startswith(("rate_to_", "cpu_to_")):
            parts.append(f"{name.replace('_', ' ')} {of(value, 2)}")
    print("; ".join(parts), flush=True)


def of(figure, digits=0):
    return f"{figure['median']:.{digits}f} ({figure['least']:.{digits}f} to {figure['most']:.{digits}f})"


def summary(results):
    """The shares that say most, in percent."""
    rows = {(row["what"], row["in_flight"]): row for row in (results or {}).get("rows", [])}
    shares = [
        ("send-sign-in", "change", "changes"),
        ("verify-sign-in", "change", "changes"),
        ("token-other", "sign_all", "bare signatures"),
        ("token-again", "bare", "bare answers"),
        ("client", "bare", "bare answers"),
    ]
    for what, other, name in shares:
        if row := rows.get((what, IN_FLIGHT[-1])):
            yield f"{what}, rate to {name}", row[f"rate_to_{other}"]["median"] * 100
