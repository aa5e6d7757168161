"""Profiles and segments on a Platform whose profiles a scoring has enriched."""

from tests.support.command import Aep


def test_a_profile_is_merged_from_all_datasets(filled: Aep) -> None:
    """What came in as data, and what the recipe found; in JSON as the Platform has it."""
    said = filled.json("profile", "get", "p9")
    assert set(said) == {"id", "namespace", "xid", "merge_policy", "modified", "entity", "segments"}
    own = said["entity"]["_luma"]
    assert (own["visits"], own["bought"]) == (9, True)
    assert own["chance"] > 0.5
    assert "_luma.country" in filled("profile", "get", "p9", "--namespace", "ECID")


def test_nobody_is_met_with_a_reason(filled: Aep) -> None:
    """Which namespace, which sandbox, how profiles come to be."""
    assert filled.refused("profile", "get", "nobody") == (
        "there is no profile with ECID nobody in sandbox prod; only data that came into a Profile-enabled dataset "
        "makes profiles"
    )


def test_a_segment_that_was_never_evaluated_says_so(filled: Aep) -> None:
    """It is not evaluated unasked; in nobody's profile it stands."""
    message = 'the segment "Nobody" was never evaluated; run: aep segment count "Nobody" --evaluate'
    assert filled.refused("segment", "count", "Nobody") == message
    assert filled("segment", "members", "Nobody") == 'none of the 300 people looked at is in "Nobody"\n'


def test_a_segment_is_counted_and_its_members_are_found(filled: Aep) -> None:
    """As many members as the evaluation counted: all are in a Profile-enabled dataset here."""
    counted = filled.json("segment", "count", "Buyers", "--evaluate")
    assert set(counted) == {"id", "name", "count", "profiles", "evaluated", "job"}
    assert filled.json("segment", "count", "Buyers") == counted
    assert f"{counted['count']} of 300 profiles" in filled("segment", "count", counted["id"])
    said = filled.json("segment", "members", "Buyers", "--limit", "1000")
    assert (said["id"], said["name"], said["looked_at"], said["complete"]) == (counted["id"], "Buyers", 300, True)
    assert len(said["members"]) == counted["count"] > 0
    assert "p9" in [member["id"] for member in said["members"]]
    assert set(said["members"][0]) == {"id", "namespace", "status", "since"}
    profile = filled.json("profile", "get", "p9")
    assert [(one["name"], one["status"]) for one in profile["segments"]] == [("Buyers", "realized")]


def test_the_search_for_members_ends_at_the_limit(filled: Aep) -> None:
    """And says that there may be more; a dataset can be named."""
    filled("segment", "count", "Buyers", "--evaluate")
    said = filled.json("segment", "members", "Buyers", "--limit", "2", "--dataset", "Visits")
    assert (len(said["members"]), said["complete"]) == (2, False)


def test_unknown_names_are_met_with_the_nearest(filled: Aep) -> None:
    """Segments as well as datasets."""
    assert filled.refused("segment", "count", "buyer") == 'there is no segment "buyer"; did you mean "Buyers"?'
    message = 'there is no dataset "Visit"; did you mean "Visits"?'
    assert filled.refused("segment", "members", "Buyers", "--dataset", "Visit") == message
