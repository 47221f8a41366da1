"""A server of the built binary, started and stopped by a test."""

import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time

from clerk_backend_api import Clerk

import wire

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str((ROOT / os.environ.get("STROWGER_BIN", "target/release/strowger")).resolve())
START_SECONDS = 20
STOP_SECONDS = 20


def until(condition, seconds, what):
    """The first true value of `condition()`, asked again and again; fails when `seconds` pass without one."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s: {what() if callable(what) else what}"
        time.sleep(0.01)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**settings):
    """The test's environment without settings of Strowger that its caller may have, plus `settings`."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("STROWGER_")}
    env.update({key: value for key, value in settings.items() if value is not None})
    return env


def as_environment(settings):
    """Settings by their names in the file, such as `session.multiple`, as variables of the environment."""

    def text(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (list, tuple)):
            return ",".join(value)
        return json.dumps(value) if isinstance(value, dict) else str(value)

    return {"STROWGER_" + name.replace(".", "_").upper(): text(value) for name, value in settings.items()}


class Server:
    """One `strowger serve`: its database, keys and logs live in `directory`."""

    def __init__(self, directory, database=None, env=None, args=(), wrapper=()):
        self.directory = pathlib.Path(directory)
        self.database = database or str(self.directory / "strowger.db")
        self.port = free_port()
        self.secret_key = f"sk_test_{secrets.token_hex(20)}"
        self.env = {"STROWGER_SECRET_KEY": self.secret_key, **(env or {})}
        self.secret_key = self.env["STROWGER_SECRET_KEY"]
        self.args = list(args)
        self.wrapper = list(wrapper)
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_files(self):
        return [self.directory / "stdout.log", self.directory / "stderr.log"]

    def spawn(self):
        """Starts the process and does not wait for it."""
        command = [BINARY, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", self.database, *self.args]
        out, err = (open(path, "ab") for path in self.log_files)
        with out, err:
            self.process = subprocess.Popen(
                [*self.wrapper, *command],
                cwd=self.directory,
                env=environment(**self.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        return self

    def start(self):
        """Starts the process and waits until it says that it is healthy."""
        self.spawn()
        until(self.healthy, START_SECONDS, lambda: f"the server is healthy; it said:\n{self.log()}")
        return self

    def healthy(self):
        assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.log()}"
        try:
            return wire.call(self, "GET", "/v1/health", key=None).status == 200
        except OSError:
            return False

    def stop(self):
        """Ends the process in order; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        """Ends the process at once, as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def log(self):
        return "\n".join(path.read_text(errors="replace") for path in self.log_files if path.exists())

    def run(self, *args, timeout=30, **settings):
        """Another run of the binary, such as `keys`, with this server's database and key."""
        return subprocess.run(
            [BINARY, *args],
            cwd=self.directory,
            env=environment(**{**self.env, **settings}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def keys(self):
        done = self.run("keys", "--json", "--database", self.database, "--listen", f"127.0.0.1:{self.port}")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def sdk(self, secret_key=None):
        """The official SDK, pointed here. Retries are off: a 5xx has to fail the test, not to hide for an hour."""
        return Clerk(bearer_auth=secret_key or self.secret_key, server_url=f"{self.url}/v1", retry_config=None)

    def inbox(self, number, wait_ms=5_000, after=None):
        """Texts to `number`, newest first; waits until there is one."""
        query = {"phone_number": number, "wait_ms": str(wait_ms), "limit": "20"}
        if after:
            query["after"] = after
        answer = wire.call(self, "GET", "/strowger/v1/inbox", query=query)
        assert answer.status == 200, answer.text
        return answer.json["data"]

    def code(self, number, after=None):
        """The code of the newest text to `number`."""
        return self.inbox(number, after=after)[0]["otp_code"]
