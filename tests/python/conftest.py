"""Servers for the tests: one shared for speed, or one of the test's own where it looks at the whole or restarts it."""

import os
import pathlib

import pytest

import fresh
import frontend
from instance import BINARY, Server, as_environment
from limiters import FAR

os.environ["CLERK_TELEMETRY_DISABLED"] = "1"


def pytest_sessionstart(session):
    if not pathlib.Path(BINARY).is_file():
        pytest.exit(f"no binary at {BINARY}: build it or set STROWGER_BIN", returncode=1)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A development server on a database file, shared by all tests that only look at what they made themselves."""
    running = Server(tmp_path_factory.mktemp("shared")).start()
    yield running
    running.stop()


@pytest.fixture
def start(tmp_path):
    """Starts servers of the test's own: `start(database="memory:", env={...})`."""
    started = []

    def start_one(**options):
        directory = tmp_path / f"server{len(started)}"
        directory.mkdir()
        started.append(Server(directory, **options))
        return started[-1].start()

    yield start_one
    for one in started:
        if one.process and one.process.poll() is None:
            one.kill()


@pytest.fixture
def own_server(start):
    """An empty development server in memory."""
    return start(database="memory:")


@pytest.fixture
def configured(start):
    """Starts empty servers with settings: `configured({"session.multiple": True})`."""
    return lambda settings: start(database="memory:", env=as_environment(settings))


@pytest.fixture
def https(configured):
    """Starts servers that browsers reach by https, and pages of one other origin too, with settings."""
    known = {"public_url": frontend.PUBLIC, "instance.allowed_origins": [frontend.APP]}
    return lambda settings=None: configured({**known, **(settings or {})})


@pytest.fixture(scope="session")
def lenient(tmp_path_factory):
    """A shared development server for tests with random codes: no limit on how often is in their way."""
    running = Server(tmp_path_factory.mktemp("lenient"), env=as_environment(FAR)).start()
    yield running
    running.stop()


@pytest.fixture(params=frontend.MODES.values(), ids=frontend.MODES)
def hold(request, server):
    """Makes clients of the Frontend API, in each way of holding one: `hold()`, or `hold(another_server)`."""
    return lambda at=None: request.param(at or server)


@pytest.fixture
def holder(hold):
    """One client of the Frontend API, in each way of holding one."""
    return hold()


@pytest.fixture
def member(holder):
    """A client, in each way of holding one, that has just signed up with a test number."""
    holder.sign_up(fresh.test_number())
    return holder


@pytest.fixture
def browser(server):
    """A browser with cookies, for what does not depend on how a client is held."""
    return frontend.Cookies(server)


@pytest.fixture
def victim(browser):
    """A signed-in browser."""
    browser.sign_up(fresh.test_number())
    return browser


@pytest.fixture
def stranger(server):
    """Somebody else's browser."""
    return frontend.Cookies(server)


@pytest.fixture
def clerk(server):
    with server.sdk() as sdk:
        yield sdk


@pytest.fixture
def user(clerk):
    """A user with a username and nothing else."""
    return clerk.users.create(username=fresh.name(), skip_password_requirement=True)


@pytest.fixture
def add(clerk):
    """Adds a number, a verified one unless told otherwise: `add(user, verified=False)`."""

    def add_one(user, number=None, verified=True, **fields):
        request = {"user_id": user.id, "phone_number": number or fresh.test_number(), "verified": verified, **fields}
        return clerk.phone_numbers.create(request=request)

    return add_one
