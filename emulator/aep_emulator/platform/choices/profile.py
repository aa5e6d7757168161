"""Choices for Profile."""

from .choice import SILENT, Choice

SAMPLE_CHANGE = 0.05
EVENTS_PAGE = 1000

PROFILE: tuple[Choice, ...] = (
    Choice(
        "profile.identity", "the primary identity descriptor's, else the identityMap's primary or first one", SILENT
    ),
    Choice(
        "profile.order",
        "a record is as new as its batch's arrival in Profile",
        "timestampOrdered without custom timestamps",
    ),
    Choice(
        "profile.merge", "fields present replace older ones, arrays as a whole, in a dataset and across them", SILENT
    ),
    Choice("profile.classes", "only the two standard classes feed Profile", "what custom ones do is not documented"),
    Choice("profile.events", "two events with the same _id are two events", "recipes write empty ids"),
    Choice(
        "profile.graph", "no stitching: pdg is accepted and does the same as none", "there is no identity graph here"
    ),
    Choice("profile.identityMap", "every entity shows its primary identity there", "so that several can be told apart"),
    Choice("profile.revert", "a reverted batch leaves Profile too", "so that lake and Profile agree"),
    Choice("profile.207", "one array: what was found, then an error per id", "only the errors' form is documented"),
    Choice("profile.many", "identities that nobody has get an empty entity", "a sample shows that"),
    Choice("profile.delete", "404 for an unknown entity", "only 202 and 207 are described"),
    Choice("profile.statusCode", "a string in error bodies", "samples in the API file"),
    Choice(
        "profile.sample",
        f"taken at once when the count has changed by more than {SAMPLE_CHANGE:.0%}",
        "the Platform does it within 15 minutes",
    ),
    Choice(
        "profile.job",
        "bodies in the API file's first form; 422 for batches of records and for unknown ids",
        "two forms are documented",
    ),
    Choice("mergePolicy.default", "made when first needed; can be replaced, but not deleted or unset", SILENT),
    Choice("mergePolicy.used", "cannot be deleted while a segment names it", "the segment could not be evaluated"),
    Choice(
        "mergePolicy.instance", "x-profile-instance-id is not required", "the API file requires it, no page sends it"
    ),
)
