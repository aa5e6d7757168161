"""Choices for sandboxes, Schema Registry, Catalog, ingestion and data access."""

from .choice import SILENT, Choice

PUT_BYTES_AT_MOST = 512_000_000
PART_BYTES_AT_MOST = 512_000_000
FILES_AT_MOST = 1500
URL_AT_MOST = 2000
BAD_ROWS_KEPT = 10_000
ERRORS_KEPT = 100
ABANDONED_AFTER_DAYS = 7
PREVIEW_ROWS = 100
LISTED_AT_MOST = 100

STORAGE: tuple[Choice, ...] = (
    Choice("sandbox.404", "for a name that was never used", "the API file lists no 404"),
    Choice("sandbox.reuse", "the name of a deleted sandbox can be used again", SILENT),
    Choice(
        "sandbox.default", "deleting the default sandbox: 403; resetting it is allowed", "only the ban is documented"
    ),
    Choice("sandbox.codes", "SMS-2400, 2403, 2404, 2409", "codes are documented for identity graphs only"),
    Choice("sandbox.validationOnly", "200 with the sandbox as it is", "no code is documented"),
    Choice(
        "identity.errors", "the error body of Catalog; 409 for a code that exists in any case", "nothing is published"
    ),
    Choice("identity.put", "everything but the code can be changed; Adobe's own: 403", "nothing is published"),
    Choice("identity.standard", "CORE, ECID, Email, Phone, IDFA, GAID", "Adobe's list is longer, and grows"),
    Choice("registry.codes", "1400 bad body, 1401 in use, 1402 bad list parameter", "Adobe's table has none for these"),
    Choice("registry.404", "1010 for classes, 1012 for everything else", "documented for two kinds only"),
    Choice(
        "registry.namespace", "1020 outside the tenant's namespace, 1021 for a bad name", "codes 1020-1024 have no text"
    ),
    Choice("registry.integer", "an integer without bounds is an int", "the table of types has bounds for all"),
    Choice(
        "registry.evolution",
        "400 while in use: a dataset of it holds data, or it has a dataset and is in the union",
        "no code is documented",
    ),
    Choice(
        "registry.delete", "400 while a dataset or another resource refers to it", 'documented: "while in use", no more'
    ),
    Choice("registry.descriptors", "are deleted with their schema; a field has one of each type", SILENT),
    Choice(
        "registry.union",
        "a schema of records needs a primary identity descriptor, one of events none",
        "an event's identityMap is enough",
    ),
    Choice("registry.unions", "a class without a schema in the union has none: 404", SILENT),
    Choice(
        "registry.limit", "rows that share the last one's value stay on its page", "the limit is documented as a hint"
    ),
    Choice("registry.full-desc", "the full form with `meta:descriptors`", "the API file and the pages differ"),
    Choice("catalog.errors", "have the body of the generic services", "one sample of it is documented"),
    Choice("catalog.unknown", "unknown and server-set fields of a body are ignored; null counts as absent", SILENT),
    Choice("catalog.immutable", "changing schemaRef, fileDescription, dataSourceId: 400", "no page changes them"),
    Choice("catalog.put", "keeps fileDescription if it is left out", "it could not be set again"),
    Choice("catalog.validate-only", "a POST gets 200 and an empty list", "no response is documented"),
    Choice("catalog.profile", "400 if the schema is not in the union", "the requirement is documented, not the code"),
    Choice("catalog.order", "oldest first unless orderBy says otherwise", SILENT),
    Choice("catalog.delete", "a dataset's batches become deleted, its labels go", SILENT),
    Choice("catalog.merge", "v2: null removes a key", "as in merge patches"),
    Choice(
        "labels.412", "an If-Match that differs: 412; without one where labels exist: 400", "the API file has 409 only"
    ),
    Choice("batch.externalId", "used already in the organisation: 400", 'documented: "unique", without a code'),
    Choice("batch.upload", "after COMPLETE: 400; to a dataset that is not the batch's: 400", SILENT),
    Choice("batch.empty", "COMPLETE without files, or with a file half sent: 400", SILENT),
    Choice("batch.again", "an action already taken gets 200", "documented for COMPLETE only"),
    Choice("batch.size", f"a PUT holds up to {PUT_BYTES_AT_MOST} bytes", "the pages name 256 MB and 512 MB"),
    Choice("batch.rates", "no limits per minute, hour or day", "they would only slow tests down"),
    Choice(
        "batch.abandoned", f"after {ABANDONED_AFTER_DAYS} days of loading, by the clock", 'documented: "a limited time"'
    ),
    Choice(
        "batch.restart", "a batch that a stopped server was processing is processed from its start", "nothing is lost"
    ),
    Choice("batch.replay", "predecessors become inactive and their rows go", 'documented: "supersedes"'),
    Choice(
        "batch.errors",
        f"the first {ERRORS_KEPT} kinds of error; rows counted from 1, written as ranges",
        "only the form of rows is documented",
    ),
    Choice(
        "ingestion.unknown", "a field that is not in the schema: 1211 for the row or the file", "no typo goes unseen"
    ),
    Choice("ingestion.constraints", "enum, pattern, lengths and bounds are enforced: 1211", "no code is documented"),
    Choice(
        "ingestion.empty",
        "JSON: nulls and empty texts are refused; columns: null and NaN count as absent",
        "a column has no other way to leave a value out",
    ),
    Choice(
        "ingestion.structure",
        "a column of the wrong type fails the batch, whatever share of errors it allows",
        "no row of it is right",
    ),
    Choice(
        "ingestion.times",
        "a time needs its zone; a column without one is in UTC; numbers are milliseconds",
        "RFC 3339",
    ),
    Choice(
        "ingestion.csv",
        "columns are dotted paths; the words true and false are booleans",
        "a tenant's fields always lie below an object",
    ),
    Choice("ingestion.shape", "stored files have all columns of the schema", "readers need not look at each file"),
    Choice(
        "ingestion.diagnostics", f"up to {BAD_ROWS_KEPT} refused rows of a file, as JSON lines", "no form is documented"
    ),
    Choice("export.records", "numbers of files are texts", "the API file says so, a page shows numbers"),
    Choice("export.range", "a range beyond the end: 416", "as in HTTP"),
)
