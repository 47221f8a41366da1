"""The scripts of browser components: out of a folder as package managers make it, by way of a redirect, or not at all.

The folders here hold made-up scripts: what is tested is which file a path means, and who may keep it for how long.
"""

import contextlib
import hashlib
import json
import os
import socket

import pytest

import wire
from instance import as_environment

CLERK = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
EXACT = "/npm/@clerk/clerk-js@6.40.0/dist/clerk.browser.js"
UI = "/npm/@clerk/ui@1/dist/ui.browser.js"
PUBLIC = "https://cdn.jsdelivr.net/npm"
# Larger than one piece of what the server reads at a time.
LARGE = b"/* large */" * 100_000


def install(package, name, version, files):
    dist = package / "dist"
    dist.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": name, "version": version}))
    for file, contents in files.items():
        (dist / file).write_bytes(contents)


def install_both(folder):
    chunks = {"clerk.browser.js": b"clerk()", "10_clerk.browser_a68c22_6.40.0.js": b"chunk()", "large.js": LARGE}
    install(folder / "@clerk/clerk-js", "@clerk/clerk-js", "6.40.0", chunks)
    install(folder / "@clerk/ui", "@clerk/ui", "1.36.0", {"ui.browser.js": b"ui()", "ui.css": b"a{}"})
    return folder


@pytest.fixture
def folder(tmp_path):
    return install_both(tmp_path / "node_modules")


@pytest.fixture
def serving(start, folder):
    return start(database="memory:", env=as_environment({"components.scripts": folder}))


def get(server, path, method="GET", **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return wire.call(server, method, path, key=None, headers={"Origin": "https://app.example.com", **sent})


def check_missing(answer, *words):
    wire.check_refused(answer, 404, "resource_not_found")
    assert answer.headers["access-control-allow-origin"] == "*" and answer.headers["cache-control"] == "no-store"
    told = answer.json["errors"][0]["long_message"]
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    "path, contents, content_type",
    [
        (CLERK, b"clerk()", "text/javascript; charset=utf-8"),
        (EXACT, b"clerk()", "text/javascript; charset=utf-8"),
        (CLERK.replace("@6", "@latest"), b"clerk()", "text/javascript; charset=utf-8"),
        (CLERK.replace("clerk.browser", "10_clerk.browser_a68c22_6.40.0"), b"chunk()", "text/javascript; charset=utf-8"),
        (CLERK + "?v=1", b"clerk()", "text/javascript; charset=utf-8"),
        (UI, b"ui()", "text/javascript; charset=utf-8"),
        ("/npm/@clerk/ui@1.36.0/dist/ui.css", b"a{}", "text/css; charset=utf-8"),
    ],
)
def test_a_script_of_the_folder_is_served_to_pages_of_every_origin(serving, path, contents, content_type):
    answer = get(serving, path)
    assert (answer.status, answer.body) == (200, contents)
    assert answer.headers["content-type"] == content_type
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers and not answer.cookies
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_large_script_arrives_whole(serving):
    answer = get(serving, CLERK.replace("clerk.browser", "large"))
    assert hashlib.sha256(answer.body).digest() == hashlib.sha256(LARGE).digest()
    assert answer.headers["content-length"] == str(len(LARGE))


def test_head_tells_what_get_would_without_the_script(serving):
    whole, head = get(serving, CLERK), get(serving, CLERK, "HEAD")
    assert head.status == 200 and head.body == b""
    for name in ("content-length", "content-type", "etag", "cache-control", "access-control-allow-origin"):
        assert head.headers[name] == whole.headers[name], name


def test_one_version_is_kept_for_ever_and_a_range_is_asked_for_again(serving):
    assert get(serving, EXACT).headers["cache-control"] == "public, max-age=31536000, immutable"
    for spec in ("6", "6.40", "latest"):
        answer = get(serving, CLERK.replace("@6", f"@{spec}"))
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache"), spec


def test_a_browser_that_has_a_script_does_not_fetch_it_again_until_it_changes(serving, folder):
    tag = get(serving, CLERK).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        answer = get(serving, CLERK, If_None_Match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag and answer.headers["access-control-allow-origin"] == "*"
    (folder / "@clerk/clerk-js/dist/clerk.browser.js").write_bytes(b"changed()")
    assert get(serving, CLERK, If_None_Match=tag).body == b"changed()"


def test_another_version_than_the_installed_one_is_missed_by_name(serving):
    for spec in ("5", "6.39.0", "6.41", "canary"):
        check_missing(get(serving, CLERK.replace("@6", f"@{spec}")), f"@clerk/clerk-js@{spec}", "6.40.0")


def test_a_chunk_that_the_installed_version_lacks_is_missed_by_name(serving):
    check_missing(get(serving, CLERK.replace("clerk.browser", "gone")), "dist/gone.js", "6.40.0")


def test_version_5_has_no_package_of_components(start, tmp_path):
    install(tmp_path / "v5/@clerk/clerk-js", "@clerk/clerk-js", "5.128.0", {"clerk.browser.js": b"five()"})
    server = start(database="memory:", env=as_environment({"components.scripts": tmp_path / "v5"}))
    assert get(server, CLERK.replace("@6", "@5")).body == b"five()"
    check_missing(get(server, UI), "npm install @clerk/ui", "components.scripts")


@pytest.mark.parametrize(
    "path",
    [
        "/npm/",
        "/npm/@clerk/clerk-js@6/package.json",
        "/npm/@clerk/clerk-js@6/dist/",
        "/npm/@clerk/clerk-js@6/dist/../package.json",
        "/npm/@clerk/clerk-js@6/dist/..%2fpackage.json",
        "/npm/@clerk/clerk-js@6/dist/%2e%2e/package.json",
        "/npm/@clerk/clerk-js@6/dist/..%5cpackage.json",
        "/npm/@clerk/clerk-js@6/dist//../../../secret.js",
        "/npm/@clerk/clerk-js@6/dist/../../../secret.js",
        "/npm/@clerk/clerk-js@../../secret.js/dist/secret.js",
        "/npm/../secret.js",
        "/npm/%2e%2e/secret.js",
        "/npm/@clerk/../../secret.js@6/dist/clerk.browser.js",
        "/npm/@clerk/clerk-js@6/dist/link.js",
        "/npm/@clerk/clerk-js@6/dist/sub/inner.js",
        "/npm/@clerk/clerk-js@6/dist/folder.js",
        "/npm/@clerk/clerk-js@6/dist/pipe.js",
        "/npm/@clerk/clerk-js@6/dist/.hidden.js",
        "/npm/@clerk/clerk-js@6/dist/clerk.browser.js%00",
        "/npm/@clerk/clerk-js@6/dist/huge.js",
        "/npm/@clerk/other@1/dist/index.js",
        "/npm/react@19/dist/index.js",
    ],
)
def test_nothing_but_plain_files_inside_the_two_packages_is_served(serving, folder, path):
    dist = folder / "@clerk/clerk-js/dist"
    (folder.parent / "secret.js").write_text("SECRET")
    (dist / "link.js").symlink_to(folder.parent / "secret.js")
    (dist / "sub").mkdir()
    (dist / "sub/inner.js").write_text("SECRET")
    (dist / "folder.js").mkdir()
    (dist / ".hidden.js").write_text("SECRET")
    (dist / "huge.js").write_bytes(b"/" * (8 * 1024 * 1024 + 1))
    os.mkfifo(dist / "pipe.js")
    install(folder / "@clerk/other", "@clerk/other", "1.0.0", {"index.js": b"SECRET"})
    answer = get(serving, path)
    check_missing(answer)
    assert b"SECRET" not in answer.body and str(folder).encode() not in answer.body


def test_packages_that_are_links_are_served_as_pnpm_makes_them(start, tmp_path):
    folder = tmp_path / "node_modules"
    for name, version, file in (("clerk-js", "6.40.0", "clerk.browser.js"), ("ui", "1.36.0", "ui.browser.js")):
        real = folder / f".pnpm/@clerk+{name}@{version}/node_modules/@clerk/{name}"
        install(real, f"@clerk/{name}", version, {file: name.encode()})
        (folder / "@clerk").mkdir(exist_ok=True)
        (folder / "@clerk" / name).symlink_to(f"../{real.relative_to(folder)}", target_is_directory=True)
    server = start(database="memory:", env=as_environment({"components.scripts": folder}))
    assert get(server, CLERK).body == b"clerk-js" and get(server, UI).body == b"ui"


def test_by_default_the_nearest_folder_is_taken_as_soon_as_it_is_there(own_server):
    before = get(own_server, CLERK)
    assert (before.status, before.headers["location"]) == (307, PUBLIC + CLERK.removeprefix("/npm"))
    install_both(own_server.directory.parent / "node_modules")
    assert get(own_server, CLERK).body == b"clerk()"
    (own_server.directory / "node_modules").mkdir()
    assert get(own_server, CLERK).body == b"clerk()", "a folder without the scripts counts for nothing"


@pytest.mark.parametrize("path", [CLERK, EXACT, UI, CLERK.replace("clerk.browser", "10_clerk.browser_a68c22_6.40.0")])
def test_a_redirect_leads_to_the_same_path_of_the_copy(start, path):
    server = start(database="memory:", env=as_environment({"components.scripts": "https://cdn.example.com/x/npm/"}))
    for method in ("GET", "HEAD"):
        answer = get(server, path, method)
        assert (answer.status, answer.body) == (307, b"")
        assert answer.headers["location"] == "https://cdn.example.com/x/npm" + path.removeprefix("/npm")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"


def test_a_redirect_leads_to_scripts_alone(start):
    server = start(database="memory:", env=as_environment({"components.scripts": "https://cdn.example.com/npm"}))
    for path in ("/npm/evil@1/dist/index.js", "/npm/@clerk/clerk-js@6/dist/../../evil.js", "/npm//evil.test/dist/a.js"):
        check_missing(get(server, path))


def test_the_page_to_try_forms_may_load_scripts_from_where_they_are(start, serving):
    redirecting = start(database="memory:", env=as_environment({"components.scripts": "https://cdn.example.com/x/npm"}))
    for server, sources in ((serving, "'self'"), (redirecting, "'self' https://cdn.example.com")):
        policy = get(server, "/").headers["content-security-policy"]
        assert f"script-src {sources};" in policy, policy


def test_other_methods_are_nothing_that_scripts_have(serving):
    assert get(serving, CLERK, "POST").status == 401


@pytest.mark.parametrize("text", ["./no/such/folder", "ftp://cdn.example.com", "https://me:hunter2@cdn.example.com", "https://"])
def test_a_place_that_is_neither_folder_nor_url_is_refused_at_the_start(own_server, text):
    done = own_server.run("serve", "--listen", "127.0.0.1:0", STROWGER_COMPONENTS_SCRIPTS=text)
    assert done.returncode == 2
    assert "STROWGER_COMPONENTS_SCRIPTS: must be a folder that exists" in done.stderr
    assert "hunter2" not in done.stderr


def test_many_who_take_a_script_slowly_hold_few_threads(serving):
    def threads():
        with open(f"/proc/{serving.process.pid}/status") as told:
            return next(int(line.split()[1]) for line in told if line.startswith("Threads:"))

    before = threads()
    large = CLERK.replace("clerk.browser.js", "large.js")
    with contextlib.ExitStack() as open_ones:
        for _ in range(300):
            one = socket.socket()
            open_ones.enter_context(one)
            # As little as the system allows is taken before somebody reads.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            one.connect(("127.0.0.1", serving.port))
            one.sendall(f"GET {large} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert get(serving, EXACT).status == 200
        # Were there one for each, it would be hundreds.
        assert threads() < before + 60
