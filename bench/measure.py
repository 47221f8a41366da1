"""Drives the measurements of `bench/run`. Needs nothing but Python's own library."""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import platform
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import time

import frontend
from figures import median, ratio

ROOT = pathlib.Path(__file__).resolve().parents[1]
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
PARTS = ["reads", "writes", "frontend", "memory", "start", "scale"]
CONNECTIONS = 64
IN_FLIGHT = [1, 16, 64, 256]
SMALL = 1_000
# A sample of ids is enough to touch most pages, and wrk prepares a request for each.
SAMPLE = 100_000
START_WAIT_SECONDS = 60
# At least two rounds through the sample.
WARM_SECONDS = 12


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures the server on this machine.")
    parser.add_argument("--seconds", type=float, default=6, help="length of one pass (default 6)")
    parser.add_argument("--repeats", type=int, default=5, help="passes of each comparison, taken in turn (default 5)")
    parser.add_argument("--starts", type=int, default=20, help="starts that are timed (default 20)")
    parser.add_argument("--numbers", type=int, default=1_000_000, help="size of the large database (default 1000000)")
    parser.add_argument("--quick", action="store_true", help="a smoke test: short passes, a large database of 50000")
    parser.add_argument("--only", default="", help=f"comma-separated parts: {','.join(PARTS)}")
    parser.add_argument("--binaries", type=pathlib.Path, default=ROOT / "target/release", help=argparse.SUPPRESS)
    parser.add_argument("--baseline", type=pathlib.Path, help="another build of strowger, read in turn with this one")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.repeats, options.starts = 1, 2, 5
        options.numbers = min(options.numbers, 50_000)
    options.binaries = options.binaries.resolve()
    options.parts = set(options.only.split(",") if options.only else PARTS)
    options.work = options.binaries.parent / "bench"
    options.work.mkdir(exist_ok=True)
    return options


def free_port():
    """A free port that no outgoing connection and no test takes for itself: those come from 32768 up."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def halves():
    """Cores for a server, and cores for its clients: halves, or the same one."""
    cores = sorted(os.sched_getaffinity(0))
    half = max(1, len(cores) // 2)
    return cores[:half], cores[half:] or cores


def pinned(cores, command):
    return ["taskset", "-c", ",".join(map(str, cores)), *command] if cores else command


def get(port, path, key):
    """One GET on a connection of its own: status and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stream:
        head = f"GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
        stream.sendall(head.encode())
        answer = b""
        while part := stream.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


class Process:
    """A server under measurement."""

    def __init__(self, command, port, key, log, ready, env=None):
        self.port, self.key = port, key
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STROWGER_")}
        self.begun = time.perf_counter()
        with open(log, "ab") as output:
            self.child = subprocess.Popen(
                command,
                env={**environment, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.first_answer_ms = self.wait_for(ready)

    def wait_for(self, path):
        deadline = self.begun + START_WAIT_SECONDS
        while True:
            try:
                status, _ = get(self.port, path, self.key)
                if status == 200:
                    return (time.perf_counter() - self.begun) * 1e3
            except OSError:
                pass
            if self.child.poll() is not None or time.perf_counter() > deadline:
                raise SystemExit(f"no server came up: {self.child.args}")
            time.sleep(0.0002)

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_SECONDS

    def memory_mb(self):
        """All that is resident, and that part of it that belongs to no file."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        kib = lambda name: int(re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)[1])
        return {"rss_mb": kib("VmRSS") * 1024 / 1e6, "anonymous_mb": kib("RssAnon") * 1024 / 1e6}

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.stop()


class Syncs:
    """Counts a server's syncs, its checkpoints' included. Zero where the kernel does not let us count."""

    def __init__(self, server, file):
        self.count, self.file = 0, file
        events = "syscalls:sys_enter_fdatasync,syscalls:sys_enter_fsync"
        command = ["perf", "stat", "-x", ",", "-e", events, "-o", str(file), "-p", str(server.child.pid)]
        file.unlink(missing_ok=True)
        self.child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        # It has no way to say that it is ready.
        time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGINT)
        self.child.wait(timeout=10)
        if self.file.exists():
            fields = [line.split(",") for line in self.file.read_text().splitlines()]
            self.count = sum(int(line[0]) for line in fields if line[0].isdigit())


class Bench:
    def __init__(self, options):
        self.options = options
        self.key = "sk_test_" + hashlib.sha256(os.urandom(16)).hexdigest()[:40]
        self.server_cores, self.client_cores = halves()
        self.cores = len(os.sched_getaffinity(0))
        self.log = options.work / "servers.log"
        self.log.unlink(missing_ok=True)
        self.made = {}

    def binary(self, name):
        return str(self.options.binaries / name)

    # Databases.

    def database(self, numbers):
        """A copy of a filled database. The filled one is kept: filling a large one takes minutes."""
        scripts = sorted((ROOT / "crates/store-sqlite/migrations").glob("*.sql"))
        content = b"".join(path.read_bytes() for path in [*scripts, ROOT / "bench/src/bin/fill.rs"])
        name = f"{numbers}-{hashlib.sha256(content).hexdigest()[:8]}"
        filled = self.options.work / f"filled-{name}.db"
        ids = filled.with_suffix(".ids")
        if not ids.exists():
            print(f"filling a database with {numbers} numbers", flush=True)
            for leftover in self.options.work.glob(f"{filled.name}*"):
                leftover.unlink()
            partial = ids.with_suffix(".partial")
            command = [self.binary("fill"), "--database", filled, "--numbers", str(numbers), "--ids", partial]
            seconds = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            print(f"filled in {seconds} s, {filled.stat().st_size / 1e6:.0f} MB", flush=True)
            partial.rename(ids)
        copy = self.options.work / f"{numbers}.db"
        for leftover in self.options.work.glob(f"{copy.name}*"):
            leftover.unlink()
        shutil.copyfile(filled, copy)
        os.sync()
        lines = ids.read_text().splitlines()
        sample = random.Random(1).sample(lines, min(SAMPLE, len(lines)))
        pairs = copy.with_suffix(".pairs")
        pairs.write_text("\n".join(sample) + "\n")
        copy.with_suffix(".ids").write_text("".join(line.split()[0] + "\n" for line in sample))
        self.made[copy] = 0
        return copy

    def serve(self, database, cores=None, ready="/v1/health", binary=None, settings=None):
        port = free_port()
        command = [binary or self.binary("strowger"), "serve", "--listen", f"127.0.0.1:{port}", "--database", str(database)]
        env = {"STROWGER_SECRET_KEY": self.key, **(settings or {})}
        return Process(pinned(cores, command), port, self.key, self.log, ready, env)

    def bare(self, body, cores=None):
        file = self.options.work / "body.json"
        file.write_bytes(body)
        port = free_port()
        command = [self.binary("bare"), "--listen", f"127.0.0.1:{port}", "--body", str(file), "--key", self.key]
        return Process(pinned(cores, command), port, self.key, self.log, "/v1/phone_numbers/any")

    def check_count(self, server, numbers):
        _, body = get(server.port, "/v1/users/count", self.key)
        assert json.loads(body)["total_count"] == numbers, body

    # Loads.

    def read(self, server, ids, cores=None, connections=CONNECTIONS, seconds=None):
        seconds = seconds or self.options.seconds
        threads = min(connections, len(cores) if cores else 1)
        command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{max(1, round(seconds))}s"]
        command += ["-s", str(ROOT / "bench/read.lua"), f"http://127.0.0.1:{server.port}"]
        before = server.cpu_seconds()
        env = {**os.environ, "KEY": self.key, "IDS": str(ids)}
        done = subprocess.run(pinned(cores, command), env=env, check=True, capture_output=True, text=True)
        result = json.loads(re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)[1])
        assert result["refused"] == 0 and result["broken"] == 0, result
        return self.rate(result, server, before)

    def write(self, server, database, what, in_flight, seconds=None):
        command = [self.binary("load"), "--address", f"127.0.0.1:{server.port}", "--key", self.key]
        command += ["--ids", str(database.with_suffix(".pairs")), "--in-flight", str(in_flight), "--what", what]
        command += ["--seconds", str(seconds or self.options.seconds), "--made", str(self.made[database])]
        before = server.cpu_seconds()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        result = json.loads(done.stdout)
        if what == "create":
            # Connections are not equally fast: the next run begins far behind the fastest.
            self.made[database] += 2 * result["requests"] + 10 * in_flight
        return self.rate(result, server, before)

    @staticmethod
    def rate(result, server, before):
        result["per_second"] = result["requests"] / result["seconds"]
        result["cpu_us"] = (server.cpu_seconds() - before) / result["requests"] * 1e6
        return result

    def disk(self, seconds=None):
        """Appends of 4 KiB, each synced: what the disk does alone, on the file system of the database."""
        path = self.options.work / "disk.probe"
        block = os.urandom(4096)
        latencies = []
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        end = time.perf_counter() + (seconds or self.options.seconds / 2)
        while (begun := time.perf_counter()) < end:
            os.write(file, block)
            os.fdatasync(file)
            latencies.append((time.perf_counter() - begun) * 1e6)
        os.close(file)
        path.unlink()
        latencies.sort()
        at = lambda share: latencies[int((len(latencies) - 1) * share)]
        return {"per_second": 1e6 / statistics.fmean(latencies), "p50_us": at(0.5), "p99_us": at(0.99)}

    # Parts.

    def reads(self):
        """Ours beside bare, in turn: with cores of their own, and sharing all cores with the client."""
        database = self.database(10_000)
        ids = database.with_suffix(".ids")
        some_id = ids.read_text().split("\n", 1)[0]
        parts = {}
        for name, server_cores, client_cores, connections in [
            ("apart", self.server_cores, self.client_cores, CONNECTIONS),
            ("shared", None, None, CONNECTIONS),
            ("one_connection", self.server_cores, self.client_cores, 1),
        ]:
            passes = {}
            with self.serve(database, server_cores) as ours:
                _, body = get(ours.port, f"/v1/phone_numbers/{some_id}", self.key)
                with self.bare(body, server_cores) as bare:
                    servers = {"ours": ours, "bare": bare}
                    if self.options.baseline:
                        other = self.copy_of(database)
                        servers["baseline"] = self.serve(other, server_cores, binary=str(self.options.baseline))
                    for server in servers.values():
                        self.read(server, ids, client_cores, connections, seconds=1)
                    for _ in range(self.options.repeats):
                        for label, server in servers.items():
                            passes.setdefault(label, []).append(self.read(server, ids, client_cores, connections))
                    for server in servers.values():
                        server.stop()
            part = {label: median(results) for label, results in passes.items()}
            part["rate_ratio"] = ratio(passes["ours"], passes["bare"], "per_second")
            parts[name] = part
            print_reads(name, part)
        parts["answer_bytes"] = len(body)
        return parts

    def copy_of(self, database):
        other = database.with_name(f"other-{database.name}")
        for suffix in ["", ".key"]:
            shutil.copyfile(f"{database}{suffix}", f"{other}{suffix}")
        for suffix in ["-wal", "-shm"]:
            pathlib.Path(f"{other}{suffix}").unlink(missing_ok=True)
        return other

    def writes(self):
        """Durable writes, and between them what the disk does alone."""
        database = self.database(10_000)
        passes, disk = {}, []
        with self.serve(database) as server:
            self.write(server, database, "update", CONNECTIONS, seconds=1)
            for what in ["update", "create"]:
                for in_flight in IN_FLIGHT:
                    for _ in range(self.options.repeats):
                        alone = self.disk()
                        with Syncs(server, self.options.work / "syncs") as syncs:
                            row = self.write(server, database, what, in_flight)
                        disk.append(alone)
                        row["syncs_per_second"] = syncs.count / row["seconds"]
                        row["batch"] = row["requests"] / syncs.count if syncs.count else float("nan")
                        row["share_of_disk"] = row["syncs_per_second"] / alone["per_second"]
                        passes.setdefault((what, in_flight), []).append(row)
        disk = median(disk)
        print(f"disk: {disk['per_second']:.0f} syncs/s, p50 {disk['p50_us']:.0f} us, p99 {disk['p99_us']:.0f} us")
        rows = []
        for (what, in_flight), results in passes.items():
            row = {"what": what, "in_flight": in_flight, **median(results)}
            rows.append(row)
            print(
                f"{what}, {in_flight} in flight: {row['per_second']:.0f}/s, p50 {row['p50_us'] / 1e3:.2f} ms,"
                f" p99 {row['p99_us'] / 1e3:.2f} ms, {row['cpu_us']:.0f} us CPU, {row['batch']:.1f} a sync,"
                f" {row['syncs_per_second']:.0f} syncs/s ({row['share_of_disk'] * 100:.0f} % of the disk's)"
            )
        return {"disk": disk, "rows": rows}

    def frontend(self):
        return frontend.measure(self)

    def memory(self):
        empty = self.options.work / "empty.db"
        for leftover in self.options.work.glob(f"{empty.name}*"):
            leftover.unlink()
        result = {}
        with self.serve(empty) as server:
            result["rest_empty"] = server.memory_mb()
        for numbers in [10_000, self.options.numbers]:
            database = self.database(numbers)
            with self.serve(database) as server:
                self.check_count(server, numbers)
                result[f"rest_{numbers}"] = server.memory_mb()
                self.read(server, database.with_suffix(".ids"))
                result[f"reads_{numbers}"] = server.memory_mb()
                self.write(server, database, "update", 64)
                result[f"writes_{numbers}"] = server.memory_mb()
        for name, memory in result.items():
            print(f"memory, {name}: {memory['rss_mb']:.1f} MB resident, {memory['anonymous_mb']:.1f} MB of it its own")
        return result

    def start(self):
        result = {}
        for numbers in [10_000, self.options.numbers]:
            database = self.database(numbers)
            some_id = database.with_suffix(".ids").read_text().split("\n", 1)[0]
            for name, path in [("health", "/v1/health"), ("number", f"/v1/phone_numbers/{some_id}")]:
                times = []
                # The first start makes keys; it is not counted.
                for _ in range(1 + self.options.starts):
                    with self.serve(database, ready=path) as server:
                        times.append(server.first_answer_ms)
                times = sorted(times[1:])
                row = {"median_ms": statistics.median(times), "max_ms": times[-1]}
                result[f"{name}_{numbers}"] = row
                print(f"first answer, {name}, {numbers} numbers: median {row['median_ms']:.1f} ms, longest {row['max_ms']:.1f} ms")
        return result

    def scale(self):
        """The same load on a small and on a large database, in turn."""
        sizes = {"small": SMALL, "large": self.options.numbers}
        databases = {name: self.database(numbers) for name, numbers in sizes.items()}
        loads = {
            "read": lambda server, database: self.read(server, database.with_suffix(".ids"), self.client_cores),
            "read_one": lambda server, database: self.read(server, database.with_suffix(".ids"), self.client_cores, 1),
            "update_one": lambda server, database: self.write(server, database, "update", 1),
            "update": lambda server, database: self.write(server, database, "update", 64),
        }
        result = {"numbers": sizes}
        with (
            self.serve(databases["small"], self.server_cores) as small,
            self.serve(databases["large"], self.server_cores) as large,
        ):
            servers = {"small": small, "large": large}
            for name, server in servers.items():
                self.check_count(server, sizes[name])
                # Until every page is mapped, a fault of the page is measured and not a read.
                ids = databases[name].with_suffix(".ids")
                self.read(server, ids, self.client_cores, seconds=max(WARM_SECONDS, self.options.seconds))
            for what, load in loads.items():
                passes = {name: [] for name in sizes}
                for _ in range(self.options.repeats):
                    for name, server in servers.items():
                        passes[name].append(load(server, databases[name]))
                result[what] = self.compare(what, passes, sizes)
        return result

    def compare(self, what, passes, sizes):
        row = {
            **{name: median(results) for name, results in passes.items()},
            "cpu_ratio": ratio(passes["large"], passes["small"], "cpu_us"),
            "p50_ratio": ratio(passes["large"], passes["small"], "p50_us"),
        }
        print(
            f"{what}: {row['small']['cpu_us']:.1f} us CPU at {SMALL}, {row['large']['cpu_us']:.1f} at {sizes['large']}"
            f" ({row['cpu_ratio']:.2f}); p50 {row['small']['p50_us']:.0f} and {row['large']['p50_us']:.0f} us ({row['p50_ratio']:.2f})"
        )
        return row


def print_reads(name, part):
    for label, row in part.items():
        if isinstance(row, dict):
            print(
                f"reads, {name}, {label}: {row['per_second']:.0f}/s, {row['cpu_us']:.1f} us CPU,"
                f" p50 {row['p50_us']:.0f} us, p99 {row['p99_us']:.0f} us"
            )
    print(f"reads, {name}: {part['rate_ratio'] * 100:.0f} % of bare", flush=True)


def machine():
    cpu = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory * 1024 / 1e9),
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
    }


def aims(results):
    """What issue and documentation aim at, and whether this run met it."""
    rows = []
    check = lambda what, value, unit, aim, met: rows.append((what, f"{value:.1f} {unit}".strip(), aim, "yes" if met else "NO"))
    if reads := results.get("reads"):
        apart = reads["apart"]
        check("reads, share of the bare server", apart["rate_ratio"] * 100, "%", ">= 70 %", apart["rate_ratio"] >= 0.7)
        check("CPU of a read", apart["ours"]["cpu_us"], "us", "<= 20 us", apart["ours"]["cpu_us"] <= 20)
    if writes := results.get("writes"):
        for row in writes["rows"]:
            share = row["share_of_disk"]
            check(f"{row['what']}, {row['in_flight']} in flight, syncs of the disk's", share * 100, "%", "", True)
    for what, value in frontend.summary(results.get("frontend")):
        check(what, value, "%", "", True)
    if memory := results.get("memory"):
        rest = memory["rest_empty"]["rss_mb"]
        check("memory at rest", rest, "MB", "< 30 MB", rest < 30)
    if start := results.get("start"):
        for name, row in start.items():
            check(f"first answer, {name}", row["median_ms"], "ms", "<= 50 ms", row["median_ms"] <= 50)
    if scale := results.get("scale"):
        for name, row in scale.items():
            if name != "numbers":
                check(f"CPU of {name}, large over small", row["cpu_ratio"], "", "< 1.33", row["cpu_ratio"] < 1.33)
    return rows


def main():
    options = arguments()
    bench = Bench(options)
    results = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "passes": {"seconds": options.seconds, "repeats": options.repeats},
    }
    for part in PARTS:
        if part in options.parts:
            results[part] = getattr(bench, part)()
    file = options.work / "results.json"
    file.write_text(json.dumps(results, indent=2) + "\n")
    print(f"\nfigures: {file}\n")
    for what, value, aim, met in aims(results):
        print(f"{what:<52} {value:>10}  {aim:<9} {met if aim else ''}")


if __name__ == "__main__":
    main()
