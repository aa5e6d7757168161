"""A program with every kind in it, with all edits that are made in place, and with edits that make things anew."""

from tests.support.kinds.program import Item, item, to

ROWS = '{"_id": "1", "_luma": {"id": "1", "n": 2}}\n'
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
ECID = {"path": "_tenant.id", "namespace": "ECID", "primary": True}


def program(
    *, word: str = "", rate: str = "0.1", kept: str = "P30D", cron: str = "0 3 * * *", anew: bool = False
) -> list[Item]:
    """`word` comes into every text; `rate` trains again; `anew` changes what can only be made anew."""
    text, tags = f"Text {word}".strip(), {"of": word or "tests"}
    fields = {"id": TEXT, "n": NUMBER} | ({"word": TEXT} if word else {})
    if anew:
        fields["n"] = TEXT
    groups = [to("FieldGroup", "f")] + ([to("FieldGroup", "more")] if word and not anew else [])
    data = {"training_dataset": to("Dataset", "d"), "scoring_dataset": to("Dataset", "d")}
    return [
        item("Sandbox", "dev", title=f"Dev {word}".strip()),
        item("FieldGroup", "f", title=f"F {word}".strip(), description=text, extends=["profile"], fields=fields),
        item("FieldGroup", "more", title="More", extends=["profile"], fields={"extra": TEXT}),
        item(
            "Schema",
            "s",
            title=f"S {word}".strip(),
            description=text,
            behavior="profile",
            field_groups=groups,
            identities=[ECID],
            profile=True,
        ),
        item(
            "Dataset",
            "d",
            name=f"D {word}".strip(),
            description=text,
            schema=to("Schema", "s"),
            profile=True,
            retention=kept,
            tags=tags,
        ),
        item("Dataset", "out", name=f"Out {word}".strip(), schema=to("Schema", "s"), tags=tags),
        item("Batch", "b", dataset=to("Dataset", "d"), source="rows.jsonl", tags=tags),
        item("Recipe", "r", name=f"R {word}".strip(), description=text, source="toy", tags=tags),
        item(
            "Model",
            "m",
            name=f"M {word}".strip(),
            recipe=to("Recipe", "r"),
            hyperparameters={"rate": rate},
            results_dataset=to("Dataset", "out"),
            tags=tags,
            **data,
        ),
        item(
            "TrainingRun",
            "t",
            name=f"T {word}".strip(),
            model=to("Model", "m"),
            data=[to("Batch", "b")],
            gate={"mean": ">= 1"},
            tags=tags,
        ),
        item("ScoringRun", "c", run=to("TrainingRun", "t"), dataset=to("Dataset", "d"), results=to("Dataset", "out")),
        item("Service", "v", name=f"V {word}".strip(), run=to("TrainingRun", "t"), description=text, tags=tags),
        *(
            item(
                "Schedule", runs, service=to("Service", "v"), runs=runs, cron=cron, start="2036-01-01", end="2037-01-01"
            )
            for runs in ("training", "scoring")
        ),
        item(
            "Segment",
            "g",
            ["Dataset/d"],
            name=f"G {word}".strip(),
            description=text,
            expression=f"_tenant.n {'=' if anew else '>'} {chr(34) + 'x' + chr(34) if anew else 1}",
        ),
        item("SegmentSchedule", "e", name="E two" if anew else "E", cron=f"0 0 {2 if word else 1} * * ?"),
    ]


FIRST = program()
EDITED = program(word="two", kept="P60D", cron="0 4 * * *")
ANEW = program(word="two", rate="0.2", kept="P60D", cron="0 4 * * *", anew=True)
