"""The Profile Query Language as the emulator reads it. Expected values are written out; the oracle is plain Python."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aep_emulator import pql
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)  # a Thursday
JANE: dict[str, Any] = {
    "age": 33,
    "vip": True,
    "person": {"name": "Joe Ann", "birthDate": "1990-06-15"},
    "homeAddress": {"city": "Paris", "countryISO": "FR"},
    "colors": ["red", "blue"],
    "seen": "2026-01-14T12:00:00Z",
    "_luma": {"propensity": {"score": 0.8}},
    "loyalty": {"points": {"gold": 7}},
    "xEvent": [
        {
            "eventType": "buy",
            "timestamp": datetime(2026, 1, 13, tzinfo=UTC),
            "commerce": {"order": {"priceTotal": 10.5}},
            "productListItems": [{"SKU": "PS", "quantity": 2}, {"SKU": "XL", "quantity": 1}],
        },
        {"eventType": "view", "timestamp": datetime(2025, 12, 13, tzinfo=UTC)},
        {"eventType": "buy", "timestamp": "2026-01-15T11:00:00Z", "commerce": {"order": {"priceTotal": 4}}},
    ],
}


def true_of(expression: str, profile: dict[str, Any] = JANE) -> bool:
    return pql.predicate(pql.parse(expression), NOW)(profile)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("_luma.propensity.score >= 0.7", True),
        ("_luma.propensity.score > 0.8", False),
        ('age = 33 and homeAddress.city = "Paris"', True),
        ('age = 34 or homeAddress.city = "Rome"', False),
        ("age = 34 or age = 33 and vip = false", False),
        ("(age = 34 or age = 33) and vip = true", True),
        ("vip", True),
        ("not (age = 33)", False),
        ("!(age = 34)", True),
        ('homeAddress.city != "Rome"', True),
        ('age = "33"', False),
        ('age != "33"', True),
        ('colors = "blue"', True),
        ('colors = ["red", "blue"]', True),
        ("if(age > 30, 1, 2) = 1", True),
        ('homeAddress.city in ["Rome", "Paris"]', True),
        ('homeAddress.city notIn ["Rome", "Paris"]', False),
        ('homeAddress.city notIn ["Rome"]', True),
        ('homeAddress.city like "P_r%"', True),
        ('homeAddress.city like "P_r"', False),
        ('homeAddress.city like "%.%"', False),
        ('homeAddress.city.contains("ari")', True),
        ('homeAddress.city.contains("ARI")', False),
        ('homeAddress.city.contains("ARI", false)', True),
        ('homeAddress.city.doesNotContain("ARI")', True),
        ('person.name.startsWith("Joe") and person.name.endsWith("Ann")', True),
        ('person.name.doesNotStartWith("Joe") or person.name.doesNotEndWith("Ann")', False),
        ('person.name.equals("Joe Ann") and person.name.notEqualTo("Joe")', True),
        ('person.name.matches("(?i)^joe\\s")', True),
        ('colors.includes("red") and colors.count() = 2', True),
        ('colors.intersects(["green", "red"])', True),
        ('colors.subsetOf(["green", "red"])', False),
        ('colors.supersetOf(["red"])', True),
        ("age + 2 * 3 - 1 = 38 and age % 2 = 1 and age / 2 = 16.5", True),
        ("-age = -33", True),
        ("age / 0 = 1 or age / 0 != 1", False),
        ('loyalty.points.get("gold") = 7', True),
        ("$1.age = 33", True),
        ('(Someone) => Someone.homeAddress.city = "Paris"', True),
        ("person.birthDate.getMonth() = 6 and person.birthDate.getYear() in [1990, 1991]", True),
        ("currentYear() = 2026 and currentMonth() = 1 and currentDayOfMonth() = 15", True),
    ],
)
def test_what_is_true_of_a_profile(expression: str, expected: bool) -> None:
    """Operators, strings, arrays, arithmetic, and the three ways to name the profile."""
    assert true_of(expression) is expected


@pytest.mark.parametrize("test", ["=", "!=", "<", ">", "<=", ">="])
def test_a_comparison_with_what_is_missing_is_false(test: str) -> None:
    """Our choice; `not` of it is true."""
    assert true_of(f"nothing.there {test} 1") is False
    assert true_of(f"1 {test} nothing.there") is False
    assert true_of(f"not (nothing.there {test} 1)") is True


def test_a_missing_value_is_null_and_in_no_list() -> None:
    """Neither in a list nor, as Adobe's page says, not in it."""
    assert true_of("zip.isNull() and age.isNotNull()") is True
    assert true_of("zip in [1]") is False
    assert true_of("zip notIn [1]") is False


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('exists E from xEvent where E.eventType = "buy"', True),
        ('exists E from xEvent : E.eventType = "leave"', False),
        ("exists E from xEvent", True),
        ('forall E from xEvent where E.eventType = "buy"', False),
        ("forall E from xEvent where E.timestamp occurs after date(2025, 1, 1)", True),
        ('exists E from xEvent where (E.eventType = "buy"), I from E.productListItems where I.SKU = "PS"', True),
        ('exists E from xEvent where (E.eventType = "view"), I from E.productListItems where I.SKU = "PS"', False),
        ("select E from xEvent where E.commerce.order.priceTotal > 10", True),
        ("select E from xEvent where E.commerce.order.priceTotal > 11", False),
        ('(select E from xEvent where E.eventType = "buy").count() = 2', True),
        ('(select E from xEvent where E.eventType = "buy").sum(E.commerce.order.priceTotal) = 14.5', True),
        ('xEvent[eventType = "buy"].average(commerce.order.priceTotal) = 7.25', True),
        ('xEvent.filter(eventType = "buy").max(commerce.order.priceTotal) = 10.5', True),
        ("xEvent.min(commerce.order.priceTotal) = 4", True),
        ("xEvent.productListItems.quantity > 1", True),
        ("xEvent.eventType.distinct().count() = 2", True),
        ("(select E from xEvent where E.timestamp occurs <= 3 days before now).count() = 2", True),
        ('exists E from xEvent where E.eventType = "buy" and E.commerce.order.priceTotal > $1.age', False),
    ],
)
def test_what_is_true_of_its_events(expression: str, expected: bool) -> None:
    """Quantifiers, arrays inside of events, and sums over them."""
    assert true_of(expression) is expected


def test_nobody_without_events_has_done_anything() -> None:
    """And of nothing everything is true."""
    assert true_of("exists E from xEvent", {}) is False
    assert true_of("xEvent.count() = 0", {}) is True
    assert true_of('forall E from xEvent where E.eventType = "buy"', {}) is True


@pytest.mark.parametrize(
    ("at", "relation", "expected"),
    [
        ("2026-01-12T12:00:00Z", "<= 3 days before now", True),
        ("2026-01-12T11:59:59Z", "<= 3 days before now", False),
        ("2026-01-12T12:00:00Z", "< 3 days before now", False),
        ("2026-01-12T11:59:59Z", "> 3 days before now", True),
        ("2026-01-12T12:00:00Z", ">= 3 days before now", True),
        ("2026-01-16T12:00:00Z", "<= 3 days before now", False),
        ("2026-01-16T12:00:00Z", "<= 3 days after now", True),
        ("2026-01-16T12:00:00Z", "<= 3 days from now", True),
        ("2026-01-15T08:30:00Z", "= 3 hours before now", True),
        ("2026-01-15T07:30:00Z", "= 3 hours before now", False),
        ("2025-12-15T12:00:00Z", "<= 1 month before now", True),
        ("2025-12-14T12:00:00Z", "<= 1 month before now", False),
        ("1026-01-16", "< 1 millennium before now", True),
        ("2026-01-15T00:00:00Z", "today", True),
        ("2026-01-14T23:59:59Z", "today", False),
        ("2026-01-14T23:59:59Z", "on yesterday", True),
        ("2026-01-16", "on tomorrow", True),
        ("2026-01-12T00:00:00Z", "this week", True),
        ("2026-01-11T23:59:59Z", "last week", True),
        ("2026-01-19", "next week", True),
        ("2025-12-31T23:59:59Z", "last month", True),
        ("2026-01-01", "last month", False),
        ("2027-12-31", "next year", True),
        ("2019-12-31T18:00:00Z", "on date(2019, 12, 31)", True),
        ("2019-12-31T18:00:00Z", "before date(2020, 1, 1)", True),
        ("2019-12-31T18:00:00Z", "after today", False),
        ("2015-01-08", "between date(2015, 1, 8) and date(2017, 7, 1)", True),
        ("2017-07-02", "between date(2015, 1, 8) and date(2017, 7, 1)", False),
        ("yesterday or so", "today", False),
    ],
)
def test_when_something_occurs(at: str, relation: str, expected: bool) -> None:
    """`now` is Thursday, 15 January 2026, 12:00 UTC."""
    assert true_of(f"at occurs {relation}", {"at": at}) is expected


@pytest.mark.parametrize(
    ("expression", "position", "words"),
    [
        ("", 1, "the expression is empty"),
        ("age = ", 7, "the end is not expected here; expected one of: !, $1, (, -, [, a name"),
        ("age == 1", 6, "'=' is not expected here"),
        (
            "age = 1 AND vip = true",
            9,
            "'AND' is not expected here; expected one of: * / %, + -, ., [, and, or, the end",
        ),
        ("not age = 1", 5, "'age' is not expected here; expected one of: ("),
        ("(age = 1", 9, "the end is not expected here; expected one of: )"),
        ("city = 'Paris'", 8, "''' is not expected here"),
        ("age.squared() = 1", 5, "there is no function 'squared', or it is not emulated"),
        ("squared(age) = 1", 1, "there is no function 'squared', or it is not emulated"),
        ("city.contains()", 6, "'contains' takes 1 to 2 arguments, not 0"),
        ('city.matches("(")', 6, "'(' is not a regular expression"),
        ("born = date(2023, 2, 30)", 8, "date takes a year, a month and a day that exist"),
        ("$2.age = 1", 1, "$2: a segment has one parameter, the profile, $1"),
        ("age + 1", 1, "a condition is expected, and this gives a number: age + 1"),
        ('vip and ("yes")', 10, 'a condition is expected, and this gives a string: "yes"'),
    ],
)
def test_what_is_not_pql_is_refused_with_its_position(expression: str, position: int | None, words: str) -> None:
    """And with what could have stood there."""
    with pytest.raises(pql.PqlError) as refused:
        pql.parse(expression)
    assert refused.value.position == position
    assert words in str(refused.value)


def test_deep_nesting_is_refused_and_long_chains_are_not() -> None:
    """A hundred levels are enough for anybody; `or` after `or` is one level."""
    with pytest.raises(pql.PqlError, match="nested more than 100 levels"):
        pql.parse("not (" * 200 + "age = 1" + ")" * 200)
    assert true_of(" or ".join(f"age = {n}" for n in range(3000))) is True


PROFILES = {
    "properties": {
        "age": {"type": "integer"},
        "_luma": {"type": "object", "properties": {"score": {"type": "number"}}},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
    }
}
EVENTS = {
    "properties": {
        "eventType": {"type": "string"},
        "productListItems": {"type": "array", "items": {"type": "object", "properties": {"SKU": {"type": "string"}}}},
    }
}


@pytest.mark.parametrize(
    ("expression", "unknown"),
    [
        ('age > 1 and _luma.score > 1 and tags.anything = "x"', []),
        ("_luma.scor > 1", ["_luma.scor"]),
        ("zip = 1 or _luma.a.b = 2 or zip = 3", ["zip", "_luma.a"]),
        ('exists E from xEvent where E.eventType = "buy" and age = 1', []),
        ('exists E from xEvent where E.type = "a", I from E.productListItems where I.sku = "b"', ["E.type", "I.sku"]),
        ('xEvent[kind = "buy"].count() > 1', ["kind"]),
        ('(select E from xEvent where E.eventType = "a").sum(E.price) > 1', ["E.price"]),
        ('xEvent.productListItems.SKU = "a" and xEvent.productListItems.sku = "a"', ["xEvent.productListItems.sku"]),
    ],
)
def test_attributes_that_the_union_lacks_are_named(expression: str, unknown: list[str]) -> None:
    """Of profiles, of events, and of arrays inside them."""
    assert pql.unknown_paths(pql.parse(expression), PROFILES, EVENTS) == unknown


def test_without_a_union_everything_may_be_there() -> None:
    """Of the one that is missing; the other is still looked at."""
    rule = pql.parse("zip = 1 and xEvent.kind = 2")
    assert pql.unknown_paths(rule, None, None) == []
    assert pql.unknown_paths(rule, PROFILES, None) == ["zip"]
    assert pql.unknown_paths(rule, None, EVENTS) == ["xEvent.kind"]


RECENT = "(exists E from xEvent where E.x = 1 and E.timestamp occurs <="


@pytest.mark.parametrize(
    ("expression", "streaming"),
    [
        ("_luma.score > 0.7", True),
        ('exists E from xEvent where E.eventType = "buy"', True),
        ('age > 18 and (select E from xEvent where E.eventType = "buy")', True),
        ('not (exists E from xEvent where E.eventType = "buy")', False),
        ('forall E from xEvent where E.eventType = "buy"', False),
        ('(select E from xEvent where E.eventType = "buy").count() >= 2', False),
        ("(exists A from xEvent where A.x = 1) and (exists B from xEvent where B.x = 2)", False),
        (
            f"{RECENT} 24 hours before now) and {RECENT} 1 day before now)",
            True,
        ),
        (
            f"{RECENT} 25 hours before now) and {RECENT} 1 day before now)",
            False,
        ),
    ],
)
def test_which_rules_qualify_for_streaming(expression: str, streaming: bool) -> None:
    """Attributes, one event, or several of the last day, none negated."""
    assert pql.streamable(pql.parse(expression)) is streaming


def test_only_what_a_rule_looks_at_is_read_of_events() -> None:
    """Whole events where that cannot be told."""
    rule = pql.parse("exists E from xEvent where E.a.b = 1 and age = 2, I from E.items where I.c = 3")
    assert sorted(pql.event_paths(rule) or []) == ["a.b", "c", "items"]
    assert pql.event_paths(pql.parse("xEvent.commerce.order.priceTotal > 1")) == ["commerce.order.priceTotal"]
    assert pql.event_paths(pql.parse('xEvent.head().get("a") = 1')) is None


def test_json_is_as_adobe_shows_it() -> None:
    """The four kinds of node that the pages have."""
    assert pql.to_json(pql.parse('workAddress.country = "US"')) == (
        '{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"country","object":'
        '{"nodeType":"fieldLookup","fieldName":"workAddress","object":{"nodeType":"parameterReference","position":1}}},'
        '{"nodeType":"literal","literalType":"String","value":"US"}]}'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not pql/json"),
        ("{}", "not pql/json: KeyError('nodeType')"),
        ('{"nodeType": "guess"}', "there is no node of type 'guess'"),
        ('{"nodeType": "literal", "literalType": "String", "value": "x"}', "a condition is expected"),
        ('{"nodeType": "literal", "literalType": "String", "value": 1}', "1 is not a literal of type 'String'"),
        ('{"nodeType": "fnApply", "fnName": "=", "params": []}', "not expected here"),
        (
            '{"nodeType": "fnApply", "fnName": "occursOn", "params": []}',
            "not pql/json",
        ),
    ],
)
def test_json_that_is_no_rule_is_refused(text: str, words: str) -> None:
    """In a sentence."""
    with pytest.raises(pql.PqlError) as refused:
        pql.from_json(text)
    assert words in str(refused.value)


# Random rules beside what they mean in Python.
NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.one_of(st.integers(-3, 3), st.sampled_from(["x", "y", ""]), st.booleans(), st.sampled_from([0.5, -1.0]))
PEOPLE = st.dictionaries(NAMES, VALUES)
SAME = {int: "number", float: "number", str: "text", bool: "truth"}


def spelled(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def oracle(test: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    if SAME[type(left)] != SAME[type(right)]:
        return test == "!="
    return bool(eval(f"left {'==' if test == '=' else test} right"))


Rule = tuple[str, Callable[[dict[str, Any]], bool]]  # its text, and what it means: profile to bool


@st.composite
def comparisons(draw: st.DrawFn) -> Rule:
    name, test, value = draw(NAMES), draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="])), draw(VALUES)
    if draw(st.booleans()):
        return f"{name} {test} {spelled(value)}", lambda person: oracle(test, person.get(name), value)
    return f"{spelled(value)} {test} {name}", lambda person: oracle(test, value, person.get(name))


@st.composite
def memberships(draw: st.DrawFn) -> Rule:
    name, values, inside = draw(NAMES), draw(st.lists(VALUES, min_size=1, max_size=3)), draw(st.booleans())

    def meaning(person: dict[str, Any]) -> bool:
        found = any(oracle("=", person.get(name), value) for value in values)
        return found if inside else name in person and not found

    return f"{name} {'in' if inside else 'notIn'} [{', '.join(map(spelled, values))}]", meaning


def combined(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    def both(word: str, left: Rule, right: Rule) -> Rule:
        def meaning(person: dict[str, Any]) -> bool:
            first, second = left[1](person), right[1](person)
            return first and second if word == "and" else first or second

        return f"({left[0]}) {word} ({right[0]})", meaning

    def negated(rule: Rule) -> Rule:
        return f"not ({rule[0]})", lambda person: not rule[1](person)

    return st.builds(both, st.sampled_from(["and", "or"]), rules, rules) | st.builds(negated, rules)


RULES = st.recursive(comparisons() | memberships(), combined, max_leaves=8)


@settings(max_examples=300, deadline=None)
@given(RULES, PEOPLE)
def test_rules_mean_what_they_mean_in_python(rule: Rule, person: dict[str, Any]) -> None:
    """Comparisons, lists, and, or, not; and the same once more after text and JSON have been there and back."""
    text, meaning = rule
    tree = pql.parse(text)
    assert pql.predicate(tree, NOW)(person) is meaning(person)
    assert pql.parse(pql.to_text(tree)) == tree
    assert pql.from_json(pql.to_json(tree)) == tree


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_string_survives_being_quoted(value: str) -> None:
    """Backslashes, quotes, line ends."""
    rule = pql.from_json(pql.to_json(pql.parse('a = "x"')).replace('"value":"x"', f'"value":{json.dumps(value)}'))
    assert pql.predicate(rule, NOW)({"a": value}) is True


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab.xE=<>!()[]"$ 019,-+*/%:andorntisfwhe_', max_size=40))
def test_any_other_text_is_refused_or_read(text: str) -> None:
    """Never anything but a PqlError; what is read, reads back."""
    try:
        tree = pql.parse(text)
    except pql.PqlError:
        return
    assert pql.parse(pql.to_text(tree)) == tree
    assert pql.predicate(tree, NOW)(JANE) in (True, False)


@pytest.mark.parametrize(
    "expression",
    [
        "exists E from xEvent where E.a = 1 or b = 2, I from E.items where I.c = 3",
        "(select E from xEvent where E.timestamp occurs <= 3 days before now).sum(E.a.b) > -1.5",
        'xEvent[eventType = "a" and $1.age = 1].map(x).count() = 1',
        "a occurs on last month and b occurs between yesterday and now and c occurs = 2 centuries after now",
        "a - (1 - 2) - 3 = 2 * (3 + 4) % 5",
        'if(not (a = 1), b, c) like "%\\"_\\\\%"',
        "(a = 1) = (b = 2)",
        "a = 1e20 or a = 0.00001",
        "exists age from xEvent where age.x = $1.age",
    ],
)
def test_text_and_json_lead_back_to_the_same_rule(expression: str) -> None:
    """For what the random rules above do not reach."""
    tree = pql.parse(expression)
    assert pql.parse(pql.to_text(tree)) == tree
    assert pql.from_json(pql.to_json(tree)) == tree
