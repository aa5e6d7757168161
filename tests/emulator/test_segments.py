"""Segments: their definitions, jobs that evaluate them, previews, conversion."""

import json
from typing import Any

import pytest

from tests.support.platform import shop
from tests.support.platform.server import Platform
from tests.support.polling import until

DEFINITIONS = f"{shop.UPS}/segment/definitions"
JOBS = f"{shop.UPS}/segment/jobs"
PLAIN = {
    "name": "likely buyers",
    "schema": {"name": shop.PROFILE},
    "expression": {"type": "PQL", "format": "pql/text", "value": "_id.isNotNull()"},
}


@pytest.fixture
def people(platform: Platform, sandbox: str) -> str:
    """A Profile-enabled dataset of records."""
    return shop.dataset(platform, sandbox, "people", shop.schema(platform, sandbox, "People"))


def rule(value: str, format: str = "pql/text") -> dict[str, Any]:
    return {"expression": {"type": "PQL", "format": format, "value": value}}


def make(platform: Platform, sandbox: str, value: str | None = None, **changes: Any) -> dict[str, Any]:
    body = PLAIN | (rule(value) if value else {}) | changes
    answer = platform.post(DEFINITIONS, sandbox=sandbox, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(platform: Platform, sandbox: str, id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        job: dict[str, Any] = platform.get(f"{JOBS}/{id}", sandbox=sandbox).json()
        return job if job["status"] in ("SUCCEEDED", "FAILED", "CANCELLED") else None

    found: dict[str, Any] = until(look)
    return found


def evaluate(platform: Platform, sandbox: str, *segments: dict[str, Any]) -> dict[str, Any]:
    answer = platform.post(JOBS, sandbox=sandbox, json=[{"segmentId": each["id"]} for each in segments])
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "NEW"
    job = ended(platform, sandbox, answer.json()["id"])
    assert job["status"] == "SUCCEEDED", job
    return job


def membership(platform: Platform, sandbox: str, crm_id: str) -> dict[str, str]:
    """Status by segment id."""
    found = shop.entity(platform, sandbox, crm_id, fields="segmentMembership.ups")
    ups = (found or {}).get("segmentMembership", {}).get("ups", {})
    return {id: each["status"] for id, each in ups.items()}


def test_a_definition_gets_what_it_leaves_out(platform: Platform, sandbox: str) -> None:
    """200 and an X-Location; batch evaluation, the default merge policy, thirty days."""
    answer = platform.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert answer.status_code == 200
    made = answer.json()
    assert answer.headers["X-Location"] == f"{platform.url}{DEFINITIONS}/{made['id']}"
    policy = platform.get(f"{shop.UPS}/config/mergePolicies", sandbox=sandbox).json()["children"][0]["id"]
    expected = PLAIN | {
        "description": "",
        "profileInstanceId": "ups",
        "mergePolicyId": policy,
        "ttlInDays": 30,
        "dataGovernancePolicy": {"excludeOptOut": True},
        "dependents": [],
        "evaluationInfo": {
            "batch": {"enabled": True},
            "continuous": {"enabled": False},
            "synchronous": {"enabled": False},
        },
    }
    assert {name: made[name] for name in expected} == expected
    assert made["updateEpoch"] == made["updateTime"] // 1000 == made["createEpoch"]
    assert made["sandbox"]["sandboxName"] == sandbox
    assert platform.get(f"{DEFINITIONS}/{made['id']}", sandbox=sandbox).json() == made
    assert platform.get(f"{DEFINITIONS}/{made['id']}", sandbox="prod").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": None}, "name is required"),
        ({"name": 3}, "name must be a string"),
        ({"schema": {}}, "schema.name is required"),
        ({"schema": {"name": "_xdm.context.account"}}, "schema _xdm.context.account is not one"),
        ({"expression": None}, "expression is required"),
        ({"expression": {"type": "SQL"}}, 'expression.type must be "PQL"'),
        ({"expression": {"type": "PQL", "format": "sql"}}, "expression.format must be one of: pql/text, pql/json"),
        ({"expression": {"type": "PQL", "format": "pql/text"}}, "expression.value must be a string"),
        (rule("score ="), "expression.value is not valid PQL: at position 8: the end is not expected here"),
        (rule("{}", "pql/json"), "expression.value is not valid PQL: not pql/json"),
        ({"mergePolicyId": "none"}, "Merge policy none is not found"),
        ({"ttlInDays": 0}, "ttlInDays must be a whole number"),
        ({"evaluationInfo": {"batch": {"enabled": "yes"}}}, "evaluationInfo.batch.enabled must be true or false"),
        ({"dataGovernancePolicy": 1}, "dataGovernancePolicy.excludeOptOut must be true or false"),
    ],
)
def test_what_is_no_definition(platform: Platform, sandbox: str, changes: dict[str, Any], words: str) -> None:
    """With the field, and what is wrong with it."""
    answer = platform.post(DEFINITIONS, sandbox=sandbox, json=PLAIN | changes)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert answer.json()["statusCode"] == "400"


def test_bodies_that_are_none(platform: Platform, sandbox: str) -> None:
    """No JSON, no object, no content type."""
    kind = {"Content-Type": "application/json"}
    assert platform.post(DEFINITIONS, sandbox=sandbox, data="{", headers=kind).status_code == 400
    assert platform.post(DEFINITIONS, sandbox=sandbox, json=["x"]).status_code == 400
    untyped = platform.post(DEFINITIONS, sandbox=sandbox, data=json.dumps(PLAIN).encode())
    assert untyped.json()["detail"] == "A valid content-type must be specified"


def test_a_name_is_taken_once(platform: Platform, sandbox: str) -> None:
    """422; in another sandbox it is free."""
    made = make(platform, sandbox)
    answer = platform.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert answer.status_code == 422
    assert answer.json()["cause"] == made["id"]
    make(platform, platform.fresh_sandbox())


def test_attributes_must_be_in_the_union(platform: Platform, sandbox: str) -> None:
    """As soon as there is one; before that everything goes."""
    own = shop.tenant(platform)
    make(platform, sandbox, f"{own}.scoer > 0.5", name="too early to tell")
    shop.schema(platform, sandbox, "People")
    make(platform, sandbox, f'{own}.score > 0.5 and {own}.address.city = "Rome"')
    body = PLAIN | rule(f'{own}.scoer > 0.5 or city = "Rome"') | {"name": "misspelt"}
    answer = platform.post(DEFINITIONS, sandbox=sandbox, json=body)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(f"does not have: {own}.scoer, city")


def test_patch_overwrites_the_whole(platform: Platform, sandbox: str) -> None:
    """What it leaves out gets its default; what the server sets cannot be sent."""
    made = make(platform, sandbox, description="first", ttlInDays=7)
    path = f"{DEFINITIONS}/{made['id']}"
    answer = platform.patch(path, sandbox=sandbox, json=PLAIN | rule("a = 1") | {"id": "x", "creationTime": 0})
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["expression"]["value"] == "a = 1"
    assert (changed["id"], changed["description"], changed["ttlInDays"]) == (made["id"], "", 30)
    assert changed["creationTime"] == made["creationTime"]
    assert platform.get(path, sandbox=sandbox).json() == changed
    assert platform.patch(path, sandbox=sandbox, json={"name": "only this"}).status_code == 400
    assert platform.patch(path, sandbox=sandbox, json=[{"op": "add", "path": "/name", "value": "x"}]).status_code == 400
    other = make(platform, sandbox, name="other")
    taken = platform.patch(f"{DEFINITIONS}/{other['id']}", sandbox=sandbox, json=PLAIN)
    assert taken.status_code == 422
    assert platform.patch(f"{DEFINITIONS}/none", sandbox=sandbox, json=PLAIN).status_code == 404


def test_deleting_twice(platform: Platform, sandbox: str) -> None:
    """200, then 404."""
    made = make(platform, sandbox)
    answer = platform.delete(f"{DEFINITIONS}/{made['id']}", sandbox=sandbox)
    assert (answer.status_code, answer.json()["status"]) == (200, True)
    assert platform.delete(f"{DEFINITIONS}/{made['id']}", sandbox=sandbox).status_code == 404


def test_definitions_are_listed_in_pages(platform: Platform, sandbox: str) -> None:
    """Newest first unless sorted otherwise; `start` counts entries, `page` pages."""
    for name in ("b", "a", "c"):
        make(platform, sandbox, name=name)

    def names(query: str) -> list[str]:
        listed = platform.get(f"{DEFINITIONS}?{query}", sandbox=sandbox).json()
        return [each["name"] for each in listed["segments"]]

    whole = platform.get(DEFINITIONS, sandbox=sandbox).json()
    assert [each["name"] for each in whole["segments"]] == ["c", "a", "b"]
    assert whole["page"] == {
        "totalCount": 3,
        "totalPages": 1,
        "sortField": "creationTime",
        "sort": "desc",
        "pageSize": 3,
        "limit": 100,
    }
    assert whole["link"] == {}
    assert names("sort=name:asc") == ["a", "b", "c"]
    assert names("sort=name:desc&limit=2") == ["c", "b"]
    assert names("sort=name:asc&limit=2&page=1") == ["c"]
    assert names("sort=name:asc&start=1") == ["b", "c"]
    assert names("evaluationInfo.continuous.enabled=true") == []
    for wrong in ("limit=0", "limit=x", "start=-1", "sort=name:up"):
        assert platform.get(f"{DEFINITIONS}?{wrong}", sandbox=sandbox).status_code == 400


def test_several_definitions_at_once(platform: Platform, sandbox: str) -> None:
    """207, keyed by id."""
    made = make(platform, sandbox)
    answer = platform.post(f"{DEFINITIONS}/bulk-get", sandbox=sandbox, json={"ids": [{"id": made["id"]}, {"id": "x"}]})
    assert (answer.status_code, answer.json()) == (207, {"results": {made["id"]: made}})


def test_streaming_is_kept_where_the_rule_qualifies(platform: Platform, sandbox: str) -> None:
    """And falls back to batch where it does not; edge needs a merge policy that is active there."""
    streaming: dict[str, Any] = {"evaluationInfo": {"continuous": {"enabled": True}}}
    kept = make(platform, sandbox, "exists E from xEvent where E.a = 1", name="kept", **streaming)
    assert [kept["evaluationInfo"][mode]["enabled"] for mode in ("batch", "continuous")] == [False, True]
    fallen = make(platform, sandbox, "xEvent.count() > 3", name="fallen", **streaming)
    assert [fallen["evaluationInfo"][mode]["enabled"] for mode in ("batch", "continuous")] == [True, False]
    listed = platform.get(f"{DEFINITIONS}?evaluationInfo.continuous.enabled=true", sandbox=sandbox).json()
    assert [each["name"] for each in listed["segments"]] == ["kept"]
    edge: dict[str, Any] = {"evaluationInfo": {"synchronous": {"enabled": True}}}
    assert make(platform, sandbox, name="edge", **edge)["evaluationInfo"]["synchronous"]["enabled"] is False
    policy = {
        "schema": {"name": shop.PROFILE},
        "identityGraph": {"type": "none"},
        "attributeMerge": {"type": "timestampOrdered"},
        "isActiveOnEdge": True,
    }
    id = platform.post(f"{shop.UPS}/config/mergePolicies", sandbox=sandbox, json=policy).json()["id"]
    on_edge = make(platform, sandbox, name="on edge", mergePolicyId=id, **edge)
    assert on_edge["evaluationInfo"]["synchronous"]["enabled"] is True


def test_a_job_writes_memberships(platform: Platform, sandbox: str, people: str) -> None:
    """Realized when entering, existing when staying, exited when leaving; the numbers say the same."""
    scores = {"ann": 0.9, "bob": 0.8, "cid": 0.1}
    shop.fed(platform, sandbox, people, [shop.person(platform, name, score=score) for name, score in scores.items()])
    segment = make(platform, sandbox, f"{shop.tenant(platform)}.score >= 0.7")
    id = segment["id"]
    job = evaluate(platform, sandbox, segment)
    assert job["segments"] == [
        {
            "segmentId": id,
            "segment": {
                "id": id,
                "version": 1,
                "expression": segment["expression"],
                "mergePolicyId": segment["mergePolicyId"],
                "mergePolicy": {"id": segment["mergePolicyId"], "version": 1},
            },
        }
    ]
    assert (job["source"], job["errors"]) == ("api", [])
    metrics = job["metrics"]
    assert metrics["totalProfiles"] == 3
    assert metrics["totalProfilesByMergePolicy"] == {segment["mergePolicyId"]: 3}
    assert metrics["segmentedProfileCounter"] == {id: 2}
    assert metrics["segmentedProfileByNamespaceCounter"] == {id: {"crm": 2}}
    assert metrics["segmentedProfileByStatusCounter"] == {id: {"realized": 2, "existing": 0, "exited": 0}}
    took = metrics["totalTime"]
    assert took["totalTimeInMs"] == took["endTimeInMs"] - took["startTimeInMs"] >= 0
    assert [membership(platform, sandbox, name) for name in scores] == [{id: "realized"}, {id: "realized"}, {}]
    newer = {"bob": 0.2, "cid": 0.7, "dan": 1.0}
    shop.fed(platform, sandbox, people, [shop.person(platform, name, score=score) for name, score in newer.items()])
    metrics = evaluate(platform, sandbox, segment)["metrics"]
    assert metrics["segmentedProfileByStatusCounter"] == {id: {"realized": 2, "existing": 1, "exited": 1}}
    assert metrics["segmentedProfileCounter"] == {id: 3}
    assert [membership(platform, sandbox, name).get(id) for name in ("ann", "bob", "cid", "dan")] == [
        "existing",
        "exited",
        "realized",
        "realized",
    ]
    platform.delete(f"{DEFINITIONS}/{id}", sandbox=sandbox)
    assert membership(platform, sandbox, "ann") == {}


def test_a_segment_over_events(platform: Platform, sandbox: str) -> None:
    """Those of the last days, whoever has no record included."""
    visits = shop.dataset(platform, sandbox, "visits", shop.schema(platform, sandbox, "Visits", shop.EVENTS))
    now = platform.get("/_emulator/clock").json()["now"]
    rows = [
        shop.event(platform, "ann", now, "buy", score=5.0),
        shop.event(platform, "ann", "2020-01-01T00:00:00Z", "buy", score=9.0),
        shop.event(platform, "bob", "2020-01-01T00:00:00Z", "buy", score=9.0),
        shop.event(platform, "cid", now, "view"),
    ]
    shop.put(platform, sandbox, visits, rows)
    until(lambda: shop.entity(platform, sandbox, "cid"))
    bought = make(
        platform,
        sandbox,
        'exists E from xEvent where E.eventType = "buy" and E.timestamp occurs <= 7 days before now',
        name="bought",
    )
    spent = make(
        platform, sandbox, f'xEvent[eventType = "buy"].sum({shop.tenant(platform)}.score) > 10', name="spent much"
    )
    counted = evaluate(platform, sandbox, bought, spent)["metrics"]["segmentedProfileCounter"]
    assert counted == {bought["id"]: 1, spent["id"]: 1}
    assert membership(platform, sandbox, "ann") == {bought["id"]: "realized", spent["id"]: "realized"}


def test_all_segments_in_one_job(platform: Platform, sandbox: str, people: str) -> None:
    """By `*`, and with the schema."""
    shop.fed(platform, sandbox, people, [shop.person(platform, "ann", score=0.9)])
    first = make(platform, sandbox, f"{shop.tenant(platform)}.score > 0.5", name="high")
    second = make(platform, sandbox, f"{shop.tenant(platform)}.score < 0.5", name="low")
    body = {"schema": {"name": shop.PROFILE}, "segments": [{"segmentId": "*"}]}
    made = platform.post(JOBS, sandbox=sandbox, json=body).json()
    job = ended(platform, sandbox, made["id"])
    assert job["segments"] == [{"segmentId": "*"}]
    assert job["metrics"]["segmentedProfileCounter"] == {first["id"]: 1, second["id"]: 0}


def test_jobs_that_cannot_be(platform: Platform, sandbox: str) -> None:
    """400, and nothing is made."""
    too_many = [{"segmentId": "x"}] * 1501
    bodies: list[Any] = [[], [{}], [{"segmentId": "none"}], {"segments": [{"segmentId": "*"}]}, too_many]
    for body in bodies:
        assert platform.post(JOBS, sandbox=sandbox, json=body).status_code == 400
    assert platform.get(JOBS, sandbox=sandbox).json()["_page"] == {"totalCount": 0, "pageSize": 0}
    assert platform.get(f"{JOBS}/none", sandbox=sandbox).status_code == 404
    assert platform.delete(f"{JOBS}/none", sandbox=sandbox).status_code == 404


def test_jobs_are_listed_and_filtered(platform: Platform, sandbox: str) -> None:
    """By status, and by what stands in an array; newest first."""
    first, second = make(platform, sandbox, name="first"), make(platform, sandbox, name="second")
    jobs = [evaluate(platform, sandbox, each)["id"] for each in (first, second)]

    def ids(query: str) -> list[str]:
        return [each["id"] for each in platform.get(f"{JOBS}?{query}", sandbox=sandbox).json()["children"]]

    assert ids("") == jobs[::-1]
    assert ids("sort=creationTime:asc") == jobs
    assert ids("status=SUCCEEDED&limit=1") == [jobs[1]]
    assert ids("status=FAILED") == []
    assert ids(f"property=segments~segmentId=={first['id']}") == [jobs[0]]
    assert ids(f"property=id=={jobs[1]}") == [jobs[1]]
    assert platform.get(f"{JOBS}?status=DONE", sandbox=sandbox).status_code == 400
    bulk = platform.post(f"{JOBS}/bulk-get", sandbox=sandbox, json={"ids": [{"id": jobs[0]}]})
    assert (bulk.status_code, list(bulk.json()["results"])) == (207, [jobs[0]])


def test_a_job_that_waits_can_be_cancelled(own_platform: Platform) -> None:
    """It never writes anything; one that was killed with the server goes on after it."""
    platform = own_platform
    assert platform.post("/_emulator/delays", json={"segmentation": 1}).json()["segmentation"] == 1
    segment = make(platform, "prod")
    made = [platform.post(JOBS, json=[{"segmentId": segment["id"]}]).json()["id"] for _ in range(2)]
    assert platform.delete(f"{JOBS}/{made[0]}").status_code == 204
    assert ended(platform, "prod", made[0])["status"] == "CANCELLED"
    assert platform.get(f"{JOBS}/{made[1]}").json()["status"] in ("NEW", "QUEUED")
    platform.server.kill()
    platform.server.start()
    platform.reconnect()
    assert ended(platform, "prod", made[1])["status"] == "SUCCEEDED"
    assert ended(platform, "prod", made[0])["status"] == "CANCELLED"


def test_a_job_fails_when_its_segment_is_gone(own_platform: Platform) -> None:
    """With a sentence."""
    platform = own_platform
    platform.post("/_emulator/delays", json={"segmentation": 0.5})
    segment = make(platform, "prod")
    job = platform.post(JOBS, json=[{"segmentId": segment["id"]}]).json()["id"]
    platform.delete(f"{DEFINITIONS}/{segment['id']}")
    failed = ended(platform, "prod", job)
    assert failed["status"] == "FAILED"
    assert failed["errors"][0]["msg"] == f"Segment definition {segment['id']} is not found"


def test_cancelling_an_ended_job_does_nothing(platform: Platform, sandbox: str) -> None:
    """204 all the same."""
    job = evaluate(platform, sandbox, make(platform, sandbox))
    assert platform.delete(f"{JOBS}/{job['id']}", sandbox=sandbox).status_code == 204
    assert platform.get(f"{JOBS}/{job['id']}", sandbox=sandbox).json() == job


def test_a_preview_counts_and_lists(platform: Platform, sandbox: str, people: str) -> None:
    """Exactly: the sample is everybody. The estimate has the same id."""
    shop.fed(platform, sandbox, people, [shop.person(platform, str(n), score=n / 10) for n in range(10)])
    body = {
        "predicateExpression": f"{shop.tenant(platform)}.score >= 0.7",
        "predicateType": "pql/text",
        "predicateModel": shop.PROFILE,
        "graphType": "none",
    }
    answer = platform.post(f"{shop.UPS}/preview", sandbox=sandbox, json=body)
    assert (answer.status_code, answer.json()["state"]) == (201, "NEW")
    id = answer.json()["previewId"]
    assert answer.headers["X-Location"] == f"{platform.url}{shop.UPS}/preview/{id}"

    def estimate() -> dict[str, Any] | None:
        found: dict[str, Any] = platform.get(f"{shop.UPS}/estimate/{id}", sandbox=sandbox).json()
        return found if found["state"] == "RESULT_READY" else None

    found = until(estimate)
    assert (found["estimatedSize"], found["totalRows"], found["standardError"]) == (3, 10, 0)
    assert [each["profilesMatchedSoFar"] for each in found["estimatedNamespaceDistribution"]] == [3]
    page = platform.get(f"{shop.UPS}/preview/{id}?limit=2", sandbox=sandbox).json()
    assert page["page"] == {"offset": 0, "size": 2}
    rest = platform.get(page["links"]["next"], sandbox=sandbox).json()
    assert (rest["page"], rest["links"]["next"]) == ({"offset": 2, "size": 1}, "")
    xids = [xid for each in page["results"] + rest["results"] for xid in each]
    ids = {"schema": {"name": shop.PROFILE}, "identities": [{"entityId": xid} for xid in xids]}
    entities = platform.post(f"{shop.UPS}/access/entities", sandbox=sandbox, json=ids).json().values()
    assert sorted(each["entity"]["_id"] for each in entities) == ["7", "8", "9"]
    assert platform.delete(f"{shop.UPS}/preview/{id}", sandbox=sandbox).json()["status"] is True
    assert platform.get(f"{shop.UPS}/preview/{id}", sandbox=sandbox).status_code == 404
    assert platform.get(f"{shop.UPS}/estimate/{id}", sandbox=sandbox).status_code == 404
    for wrong in (
        {"predicateExpression": "a ="},
        {"predicateExpression": None},
        {"predicateType": "pql/json"},
        {"predicateModel": "x"},
        {"graphType": "x"},
    ):
        assert platform.post(f"{shop.UPS}/preview", sandbox=sandbox, json=body | wrong).status_code == 400


def test_conversion_there_and_back(platform: Platform, sandbox: str) -> None:
    """As on Adobe's page."""
    there = platform.post(f"{shop.UPS}/segment/conversion", sandbox=sandbox, json=PLAIN | rule('a.b = "US"'))
    assert there.status_code == 200
    assert there.json()["expression"]["format"] == "pql/json"
    assert json.loads(there.json()["expression"]["value"])["fnName"] == "="
    back = platform.post(f"{shop.UPS}/segment/conversion", sandbox=sandbox, json=there.json())
    assert back.json()["expression"] == {"type": "PQL", "format": "pql/text", "value": 'a.b = "US"'}
    wrong = platform.post(f"{shop.UPS}/segment/conversion", sandbox=sandbox, json=PLAIN | rule("a ="))
    assert wrong.status_code == 400
