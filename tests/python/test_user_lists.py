"""Finding users: filters, orders, pages and counts of GET /users and GET /users/count."""

import pytest

import fresh
import wire
from instance import Server


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A server with five users, of whom each test knows everything."""
    server = Server(tmp_path_factory.mktemp("crowd"), database="memory:").start()
    with server.sdk() as clerk:
        people = [
            clerk.users.create(
                username=f"{letter}user",
                first_name=first,
                last_name="Strowger" if index < 3 else "Keith",
                external_id=f"ext-{letter}",
                email_address=[f"{letter}@example.com"],
                phone_number=[f"+1{213 + index}5550{100 + index}"],
                created_at=f"2024-01-0{index + 1}T00:00:00Z",
                banned=letter == "d",
            )
            for index, (letter, first) in enumerate(zip("cbade", ["Almon", "Susan", "Walter", "Frank", "Erik"]))
        ]
        yield server, clerk, people
    server.stop()


def names(crowd, **request):
    return "".join(user.username[0] for user in crowd[1].users.list(request=request))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "edabc"),
        ({"username": ["auser", "buser", "nobody"]}, "ab"),
        ({"external_id": ["ext-c", "ext-x"]}, "c"),
        ({"email_address": ["a@example.com"]}, "a"),
        ({"phone_number": ["+12135550100", "+12145550101", "+19995550100"]}, "bc"),
        ({"phone_number": ["+1213555"]}, ""),
        ({"phone_number_query": "2155550"}, "a"),
        ({"username_query": "USER"}, "edabc"),
        ({"email_address_query": "D@EXAMPLE"}, "d"),
        ({"name_query": "strow"}, "abc"),
        ({"query": "keith"}, "ed"),
        ({"query": "5550103"}, "d"),
        ({"query": "B@example"}, "b"),
        ({"banned": True}, "d"),
        ({"banned": False}, "eabc"),
        ({"created_at_after": 1_704_240_000_000 - 1}, "eda"),
        ({"created_at_before": 1_704_240_000_000}, "bc"),
        ({"query": "nobody at all"}, ""),
    ],
)
def test_filters_find_exactly_these_users_and_the_count_agrees(crowd, filters, found):
    assert names(crowd, **filters) == found
    assert crowd[1].users.count(request=filters).total_count == len(found)


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("created_at", "cbade"),
        ("+created_at", "cbade"),
        ("-created_at", "edabc"),
        ("username", "abcde"),
        ("-username", "edcba"),
        ("phone_number", "cbade"),
        ("-phone_number", "edabc"),
        ("email_address", "abcde"),
        ("first_name", "cedba"),
        ("-first_name", "abdec"),
    ],
)
def test_orders_sort_as_asked(crowd, order, found):
    assert names(crowd, order_by=order) == found


def test_user_ids_include_with_plus_and_exclude_with_minus(crowd):
    ids = {user.username[0]: user.id for user in crowd[2]}
    assert names(crowd, user_id=[ids["a"], f"+{ids['b']}"]) == "ab"
    assert names(crowd, user_id=[f"-{ids['a']}", f"-{ids['e']}"]) == "dbc"


def test_pages_by_offset_cover_everybody_once(crowd):
    assert names(crowd, limit=2) + names(crowd, limit=2, offset=2) + names(crowd, limit=2, offset=4) == "edabc"
    assert names(crowd, offset=50) == ""


def test_pages_by_cursor_cover_everybody_once(crowd):
    server, _, people = crowd
    cursor, seen = None, []
    for _ in range(5):
        query = {"limit": 2, **({"starting_after": cursor} if cursor else {})}
        page = wire.call(server, "GET", "/v1/users", query=query).json
        seen += [user["id"] for user in page]
        if len(page) < 2:
            break
        cursor = page[-1]["id"]
    assert seen == [user.id for user in reversed(people)]


def test_a_list_is_a_bare_array_and_a_count_an_object(crowd):
    assert isinstance(wire.call(crowd[0], "GET", "/v1/users").json, list)
    assert wire.call(crowd[0], "GET", "/v1/users/count").json == {"object": "total_count", "total_count": 5}


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"order_by": "shoe_size"}, "order_by"),
        ({"starting_after": "user_x", "offset": "1"}, None),
        ({"starting_after": "user_x", "order_by": "username"}, None),
        ({"phone_number": [fresh.test_number()] * 101}, "phone_number"),
        ({"banned": "perhaps"}, "banned"),
        ({"shoe_size": "43"}, "shoe_size"),
    ],
)
def test_queries_that_make_no_sense_are_refused(crowd, query, param):
    answer = wire.call(crowd[0], "GET", "/v1/users", query=query)
    wire.check_refused(answer, 422)
    assert param is None or param in answer.param_names, answer.text


def test_an_unknown_query_parameter_is_named(crowd):
    answer = wire.call(crowd[0], "GET", "/v1/users", query={"shoe_size": "43"})
    wire.check_refused(answer, 422, "form_param_unknown", "shoe_size")


def test_a_hundred_numbers_can_be_asked_for_at_once(crowd):
    numbers = ["+12135550100"] + [f"+1999555{line:04}" for line in range(99)]
    assert names(crowd, phone_number=numbers) == "c"
