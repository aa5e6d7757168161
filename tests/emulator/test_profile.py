"""Real-time Customer Profile: what comes in, what is shown of it, and what goes."""

from typing import Any

import pytest

from tests.support.platform import shop
from tests.support.platform.server import Platform
from tests.support.polling import until

ENTITIES = f"{shop.UPS}/access/entities"


@pytest.fixture
def people(platform: Platform, sandbox: str) -> str:
    """A Profile-enabled dataset of records."""
    return shop.dataset(platform, sandbox, "people", shop.schema(platform, sandbox, "People"))


@pytest.fixture
def visits(platform: Platform, sandbox: str) -> str:
    """A Profile-enabled dataset of events."""
    return shop.dataset(platform, sandbox, "visits", shop.schema(platform, sandbox, "Visits", shop.EVENTS))


def get(platform: Platform, sandbox: str, **asked: Any) -> Any:
    return platform.get(ENTITIES, sandbox=sandbox, params=asked)


def test_a_record_becomes_a_profile(platform: Platform, sandbox: str, people: str) -> None:
    """Found by its primary identity, whatever case the namespace is asked in; and by its XID."""
    batch = shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.5)])
    answer = get(platform, sandbox, **{"schema.name": shop.PROFILE, "entityId": "jane", "entityIdNS": "crm"})
    ((xid, found),) = answer.json().items()
    assert found["entityId"] == xid
    assert found["sources"] == [people]
    assert found["tags"] == [batch]
    assert found["identityGraph"] == [xid]
    assert found["entity"] == {
        "_id": "jane",
        shop.tenant(platform): {"crmId": "jane", "score": 0.5},
        "identityMap": {"CRM": [{"id": "jane", "primary": True}]},
    }
    assert found["lastModifiedAt"].endswith("Z")
    again = get(platform, sandbox, **{"schema.name": shop.PROFILE, "entityId": xid})
    assert again.json() == answer.json()


def test_newer_fields_replace_and_others_stay(platform: Platform, sandbox: str, people: str) -> None:
    """Field by field, arrays as a whole."""
    first = {"score": 0.5, "level": "gold", "address": {"city": "Rome", "zip": "1"}, "colors": ["red", "blue"]}
    shop.fed(platform, sandbox, people, [shop.person(platform, "jane", **first)])
    newer = {"score": 0.9, "address": {"city": "Paris"}, "colors": ["green"]}
    shop.fed(platform, sandbox, people, [shop.person(platform, "jane", **newer)])
    assert shop.own(platform, sandbox, "jane") == {
        "crmId": "jane",
        "score": 0.9,
        "level": "gold",
        "address": {"city": "Paris", "zip": "1"},
        "colors": ["green"],
    }


def test_only_enabled_datasets_feed_profile(platform: Platform, sandbox: str) -> None:
    """And only with what comes after enabling."""
    schema = shop.schema(platform, sandbox, "People")
    dataset = shop.dataset(platform, sandbox, "people", schema, enabled=False)
    shop.put(platform, sandbox, dataset, [shop.person(platform, "early", score=0.1)])
    tags = {"tags": {"unifiedProfile": ["enabled: true"], "unifiedIdentity": ["enabled: true"]}}
    assert platform.patch(f"{shop.CATALOG}/dataSets/{dataset}", sandbox=sandbox, json=tags).status_code == 200
    shop.fed(platform, sandbox, dataset, [shop.person(platform, "late", score=0.2)])
    assert shop.own(platform, sandbox, "early") is None
    assert shop.own(platform, sandbox, "late") == {"crmId": "late", "score": 0.2}


def test_profiles_of_one_sandbox_are_not_those_of_another(platform: Platform, sandbox: str, people: str) -> None:
    """They share nothing."""
    shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.5)])
    assert shop.own(platform, platform.fresh_sandbox(), "jane") is None


def test_rows_without_identity_are_left_out(platform: Platform, sandbox: str, people: str) -> None:
    """The batch is none the worse."""
    nobody = {"_id": "x", shop.tenant(platform): {"score": 1.0}}
    shop.fed(platform, sandbox, people, [nobody, shop.person(platform, "jane", score=0.5)])
    assert platform.get(f"{shop.UPS}/previewsamplestatus", sandbox=sandbox).json()["totalRows"] == "1"


def test_only_the_fields_asked_for(platform: Platform, sandbox: str, people: str) -> None:
    """By dotted paths."""
    own = shop.tenant(platform)
    row = shop.person(platform, "jane", score=0.5, address={"city": "Rome", "zip": "1"})
    shop.fed(platform, sandbox, people, [row])
    found = shop.entity(platform, sandbox, "jane", fields=f"{own}.address.city,{own}.score,{own}.none")
    assert found == {own: {"address": {"city": "Rome"}, "score": 0.5}}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"entityId": "jane", "entityIdNS": "CRM"}, 400),
        ({"schema.name": "_xdm.context.account", "entityId": "jane", "entityIdNS": "CRM"}, 400),
        ({"schema.name": shop.PROFILE, "entityIdNS": "CRM"}, 400),
        ({"schema.name": shop.PROFILE, "entityId": "nobody", "entityIdNS": "CRM"}, 404),
        ({"schema.name": shop.PROFILE, "entityId": "not-an-xid"}, 404),
        ({"schema.name": shop.PROFILE, "entityId": "jane", "entityIdNS": "CRM", "mergePolicyId": "none"}, 400),
        ({"schema.name": shop.EVENT, "relatedEntityId": "jane", "relatedEntityIdNS": "CRM"}, 400),
    ],
)
def test_what_cannot_be_looked_up(platform: Platform, sandbox: str, asked: dict[str, str], status: int) -> None:
    """In the words of this service."""
    answer = get(platform, sandbox, **asked)
    assert answer.status_code == status
    assert answer.json()["statusCode"] == str(status)
    assert answer.json()["message"]


def test_several_identities_in_one_call(platform: Platform, sandbox: str, people: str) -> None:
    """Who is not there comes empty; each says whom was asked for."""
    rows = [shop.person(platform, name, score=number) for name, number in (("a", 0.1), ("b", 0.2))]
    shop.fed(platform, sandbox, people, rows)
    asked = [{"entityId": name, "entityIdNS": {"code": "CRM"}} for name in ("a", "b", "c")]
    body = {"schema": {"name": shop.PROFILE}, "identities": asked, "fields": [f"{shop.tenant(platform)}.score"]}
    answer = platform.post(ENTITIES, sandbox=sandbox, json=body)
    assert answer.status_code == 200
    assert [(doc["requestedIdentity"], doc["entity"], doc["sources"]) for doc in answer.json().values()] == [
        (asked[0], {shop.tenant(platform): {"score": 0.1}}, [people]),
        (asked[1], {shop.tenant(platform): {"score": 0.2}}, [people]),
        (asked[2], {}, [""]),
    ]


def test_an_identity_that_is_none_makes_it_207(platform: Platform, sandbox: str) -> None:
    """An array then: what was found, and an error for what cannot be understood."""
    asked = [{"entityId": "a", "entityIdNS": {"code": "CRM"}}, {"entityId": "lonely"}]
    body = {"schema": {"name": shop.PROFILE}, "identities": asked}
    answer = platform.post(ENTITIES, sandbox=sandbox, json=body)
    assert answer.status_code == 207
    assert answer.json()[0]["requestedIdentity"] == asked[0]
    assert answer.json()[1]["xid"] == "lonely"
    assert answer.json()[1]["error"]["statusCode"] == "422"


def test_more_than_fifty_identities_are_too_many(platform: Platform, sandbox: str) -> None:
    """422, as documented."""
    asked = [{"entityId": str(number), "entityIdNS": {"code": "CRM"}} for number in range(51)]
    body = {"schema": {"name": shop.PROFILE}, "identities": asked}
    answer = platform.post(ENTITIES, sandbox=sandbox, json=body)
    assert (answer.status_code, answer.json()["message"]) == (422, "Too many related identities")


def test_events_belong_to_their_person(platform: Platform, sandbox: str, people: str, visits: str) -> None:
    """In order of time, in pages, within a time, filtered; somebody with events alone is a profile, too."""
    at = [f"2026-01-0{day}T10:00:00Z" for day in (3, 1, 2)]
    rows = [shop.event(platform, "jane", time, "view") for time in at] + [shop.event(platform, "joe", at[0], "buy")]
    shop.put(platform, sandbox, visits, rows)
    until(lambda: shop.entity(platform, sandbox, "joe"))
    related = {"schema.name": shop.EVENT, "relatedSchema.name": shop.PROFILE}
    of_jane = related | {"relatedEntityId": "jane", "relatedEntityIdNS": "CRM"}
    first = get(platform, sandbox, **of_jane, limit=2, fields="eventType,timestamp").json()
    assert first["_page"] == {
        "orderby": "timestamp",
        "start": f"jane-{at[1]}",
        "count": 2,
        "next": f"jane-{at[0]}",
    }
    assert [(each["timestamp"], each["entity"]) for each in first["children"]] == [
        (1767261600000, {"eventType": "view", "timestamp": at[1]}),
        (1767348000000, {"eventType": "view", "timestamp": at[2]}),
    ]
    rest = platform.get(f"{shop.UPS}/access{first['_links']['next']['href']}", sandbox=sandbox).json()
    assert [each["entityId"] for each in rest["children"]] == [f"jane-{at[0]}"]
    assert rest["_page"]["next"] == rest["_links"]["next"]["href"] == ""
    latest = get(platform, sandbox, **of_jane, orderby="-timestamp", startTime=1767348000000).json()
    assert [each["entityId"] for each in latest["children"]] == [f"jane-{at[0]}", f"jane-{at[2]}"]
    bought = get(platform, sandbox, **related, relatedEntityId="joe", relatedEntityIdNS="CRM", property="eventType=buy")
    assert [each["entityId"] for each in bought.json()["children"]] == [f"joe-{at[0]}"]


def test_events_of_several_people(platform: Platform, sandbox: str, visits: str) -> None:
    """By XID or by identity; the next page is asked for with what the answer says."""
    rows = [shop.event(platform, name, f"2026-01-0{day}T00:00:00Z", "view") for name in "ab" for day in (1, 2)]
    shop.put(platform, sandbox, visits, rows)
    until(lambda: shop.entity(platform, sandbox, "b"))
    body = {
        "schema": {"name": shop.EVENT},
        "relatedSchema": {"name": shop.PROFILE},
        "identities": [{"relatedEntityId": name, "relatedEntityIdNS": {"code": "CRM"}} for name in "ab"],
        "limit": 1,
    }
    pages = platform.post(ENTITIES, sandbox=sandbox, json=body).json()
    assert [page["children"][0]["entityId"] for page in pages.values()] == [
        "a-2026-01-01T00:00:00Z",
        "b-2026-01-01T00:00:00Z",
    ]
    xid, page = next(iter(pages.items()))
    following = platform.post(ENTITIES, sandbox=sandbox, json=page["_links"]["next"]["payload"]).json()
    assert list(following) == [xid]
    assert following[xid]["children"][0]["entityId"] == "a-2026-01-02T00:00:00Z"
    assert following[xid]["_links"] == {"next": {"href": ""}}


def test_a_reverted_batch_leaves_profile(platform: Platform, sandbox: str, people: str, visits: str) -> None:
    """What older batches said is true again; who has nothing else is gone."""
    shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.5, level="gold")])
    newer = [shop.person(platform, name, score=0.9) for name in ("joe", "jane")]
    batch = shop.fed(platform, sandbox, people, newer)
    visit = shop.put(platform, sandbox, visits, [shop.event(platform, "ann", "2026-01-01T00:00:00Z", "view")])
    until(lambda: shop.entity(platform, sandbox, "ann"))
    for each in (batch, visit):
        assert platform.post(f"{shop.IMPORT}/batches/{each}?action=REVERT", sandbox=sandbox).ok
    until(lambda: shop.entity(platform, sandbox, "ann") is None)
    until(lambda: shop.own(platform, sandbox, "joe") is None)
    assert shop.own(platform, sandbox, "jane") == {"crmId": "jane", "score": 0.5, "level": "gold"}


def test_a_deleted_person_comes_back_only_with_new_data(
    platform: Platform, sandbox: str, people: str, visits: str
) -> None:
    """Not when another batch goes and the profiles are built anew."""
    shop.fed(platform, sandbox, people, [shop.person(platform, name, level="gold") for name in ("joe", "jane")])
    other = shop.fed(platform, sandbox, people, [shop.person(platform, "joe", score=0.1)])
    asked = {"schema.name": shop.PROFILE, "entityId": "jane", "entityIdNS": "CRM"}
    assert platform.delete(ENTITIES, sandbox=sandbox, params=asked).status_code == 202
    assert platform.delete(ENTITIES, sandbox=sandbox, params=asked).status_code == 404
    assert platform.post(f"{shop.IMPORT}/batches/{other}?action=REVERT", sandbox=sandbox).ok
    until(lambda: shop.own(platform, sandbox, "joe") == {"crmId": "joe", "level": "gold"})
    assert shop.own(platform, sandbox, "jane") is None
    shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.7)])
    assert shop.own(platform, sandbox, "jane") == {"crmId": "jane", "score": 0.7}


def test_a_system_job_takes_a_dataset_out_of_profile(platform: Platform, sandbox: str, people: str) -> None:
    """Asynchronously, and out of Profile only: the lake keeps it."""
    batch = shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.5)])
    made = platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={"dataSetId": people})
    job = made.json()
    assert made.status_code == 200
    assert {key: job[key] for key in ("dataSetId", "jobType", "status")} == {
        "dataSetId": people,
        "jobType": "DELETE",
        "status": "NEW",
    }
    path = f"{shop.UPS}/system/jobs/{job['id']}"
    done = until(lambda: _completed(platform.get(path, sandbox=sandbox).json()))
    assert done["metrics"].startswith('{"recordsProcessed": 1, "timeTakenInSec": ')
    assert shop.own(platform, sandbox, "jane") is None
    assert platform.get(f"{shop.CATALOG}/batches/{batch}", sandbox=sandbox).json()[batch]["status"] == "success"
    listed = platform.get(f"{shop.UPS}/system/jobs", sandbox=sandbox).json()
    assert listed == {"_page": {"count": 1}, "children": [done]}
    assert platform.delete(path, sandbox=sandbox).status_code == 200
    assert platform.get(path, sandbox=sandbox).status_code == 404


def _completed(job: dict[str, Any]) -> dict[str, Any] | None:
    return job if job["status"] == "COMPLETED" else None


def test_a_system_job_takes_a_batch_of_events_but_not_of_records(
    platform: Platform, sandbox: str, people: str, visits: str
) -> None:
    """Records have overwritten what was there before."""
    records = shop.fed(platform, sandbox, people, [shop.person(platform, "jane", score=0.5)])
    events = shop.put(platform, sandbox, visits, [shop.event(platform, "ann", "2026-01-01T00:00:00Z", "view")])
    until(lambda: shop.entity(platform, sandbox, "ann"))
    assert platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={"batchId": records}).status_code == 422
    assert platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={"batchId": "none"}).status_code == 422
    assert platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={"dataSetId": "none"}).status_code == 422
    assert platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={}).status_code == 400
    assert platform.post(f"{shop.UPS}/system/jobs", sandbox=sandbox, json={"batchId": events}).status_code == 200
    until(lambda: shop.entity(platform, sandbox, "ann") is None)
    assert shop.own(platform, sandbox, "jane") == {"crmId": "jane", "score": 0.5}


def test_the_sample_counts_profiles_by_dataset_and_namespace(
    platform: Platform, sandbox: str, people: str, visits: str
) -> None:
    """It is taken anew when the number changed by more than 5 %, and not when by less."""
    status = f"{shop.UPS}/previewsamplestatus"
    assert platform.get(status, sandbox=sandbox).json()["totalRows"] == "0"
    assert platform.get(f"{status}/report/dataset", sandbox=sandbox).status_code == 404
    shop.fed(platform, sandbox, people, [shop.person(platform, str(number), score=0.5) for number in range(40)])
    shop.put(platform, sandbox, visits, [shop.event(platform, "0", "2026-01-01T00:00:00Z", "view")])
    shop.fed(platform, sandbox, people, [shop.person(platform, "one more", score=0.5)])
    found = platform.get(status, sandbox=sandbox).json()
    assert (found["totalRows"], found["numRowsToRead"], found["status"]) == ("40", "40", "TASK_FINISHED")
    more = [shop.person(platform, f"more {number}", score=0.5) for number in range(9)]
    batch = shop.fed(platform, sandbox, people, more)
    found = platform.get(status, sandbox=sandbox).json()
    assert (found["totalRows"], found["totalFragmentCount"], found["lastBatchId"]) == ("50", 51, f'"{batch}"')
    by_dataset = platform.get(f"{status}/report/dataset", sandbox=sandbox).json()["data"]
    assert [(row["value"], row["name"], row["fullIDsCount"], row["fullIDsPercentage"]) for row in by_dataset] == [
        (people, "people", 50, 1.0),
        (visits, "visits", 1, 0.02),
    ]
    ((space),) = platform.get(f"{status}/report/namespace", sandbox=sandbox).json()["data"]
    assert (space["code"], space["fullIDsCount"], space["fullIDsFragmentCount"]) == ("CRM", 50, 51)
    assert platform.get(f"{status}/report/namespace?date=2020-01-01", sandbox=sandbox).status_code == 404


def test_thousands_come_in_one_batch(platform: Platform, sandbox: str) -> None:
    """Five thousand people with a score each."""
    dataset = shop.dataset(platform, sandbox, "people", shop.schema(platform, sandbox, "People"))
    shop.fed(platform, sandbox, dataset, [shop.person(platform, str(n), score=n / 5000) for n in range(5000)])
    assert platform.get(f"{shop.UPS}/previewsamplestatus", sandbox=sandbox).json()["totalRows"] == "5000"
