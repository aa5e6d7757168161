"""Segment: an audience, by a rule over profiles."""

from typing import Any, Literal

from ..apis import ups
from ..core.field import Change, Prop, prop
from ..core.kind import Api, Doc, Fields, Kind, Live, Stamp
from ..core.values import Days
from ..errors import Missing

DEFINITIONS = f"{ups.ROOT}/segment/definitions"
FLAGS = {"batch": "batch", "streaming": "continuous", "edge": "synchronous"}


class Segment(Kind):
    """A segment (API: segment definition)."""

    name: Prop[str] = prop(Change.METADATA, "Unique in the sandbox.")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="")
    expression: Prop[str] = prop(
        Change.METADATA, "The rule in PQL; `_tenant` is the own namespace: `_tenant.propensity.score >= 0.7`."
    )
    schema: Prop[str] = prop(Change.RECREATE, "The class it is about.", default="_xdm.context.profile")
    evaluation: Prop[Literal["batch", "streaming", "edge"]] = prop(
        Change.METADATA,
        "When it is evaluated; the Platform falls back to batch where the rule allows no more.",
        default="batch",
        local=True,
    )
    merge_policy: Prop[str | None] = prop(
        Change.METADATA, "Id of a merge policy; the sandbox's default if left out.", default=None
    )
    exclude_opt_out: Prop[bool] = prop(Change.METADATA, "Leave out who opted out.", default=True)
    ttl_days: Prop[Days] = prop(Change.METADATA, "Days a membership lasts.", default=30)

    unique = "name"

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, stamp: Stamp) -> Doc:
        flags = {flag: {"enabled": flag == FLAGS[fields["evaluation"]]} for flag in FLAGS.values()}
        return {
            **base,
            "name": fields["name"],
            "description": stamp.into(fields["description"]),
            "expression": {
                "type": "PQL",
                "format": "pql/text",
                "value": ups.to_wire(fields["expression"], api.tenant()),
            },
            "schema": {"name": fields["schema"]},
            "ttlInDays": int(fields["ttl_days"]),
            "evaluationInfo": flags,
            "dataGovernancePolicy": {"excludeOptOut": fields["exclude_opt_out"]},
            **({"mergePolicyId": fields["merge_policy"]} if fields.get("merge_policy") else {}),
        }

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        return [Live(doc["id"], doc) for doc in ups.definitions(api)]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        return [live for live in cls.index(api).values() if live.doc.get("name") == fields["name"]]

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return Stamp.split(live.doc.get("description"))[1]

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        doc = api.send("POST", DEFINITIONS, body=cls.wire(api, fields, {}, stamp)).json()
        return Live(doc["id"], doc)

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            return Live(id, api.get(f"{DEFINITIONS}/{id}").json())
        except Missing:
            return None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        mixed = cls.mixed(api, live, fields, changed)
        body = cls.wire(api, mixed, live.doc, stamp)
        return Live(live.id, {**body, **api.send("PATCH", f"{DEFINITIONS}/{live.id}", body=body).json()})

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{DEFINITIONS}/{id}")

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        expression: dict[str, Any] = live.doc.get("expression", {})
        return {
            "name": live.doc.get("name", ""),
            "description": Stamp.split(live.doc.get("description"))[0],
            "expression": ups.from_wire(expression.get("value", ""), api.tenant()),
            "schema": live.doc.get("schema", {}).get("name", ""),
            "merge_policy": live.doc.get("mergePolicyId"),
            "exclude_opt_out": bool((live.doc.get("dataGovernancePolicy") or {}).get("excludeOptOut", True)),
            "ttl_days": int(live.doc.get("ttlInDays", 30)),
        }

    @classmethod
    def hindrance(cls, api: Api, live: Live) -> str:
        form = (live.doc.get("expression") or {}).get("format", "pql/text")
        return "" if form == "pql/text" else f"its expression is written as {form}, and only PQL text can be declared"

    @classmethod
    def adopted(cls, api: Api, live: Live) -> Fields:
        """The sandbox's default merge policy stands in every definition that names none."""
        found, flags = cls.read(api, live), live.doc.get("evaluationInfo") or {}
        default = ups.default_merge_policy(api, found["schema"])
        on = [name for name, flag in FLAGS.items() if (flags.get(flag) or {}).get("enabled")]
        policy = None if found["merge_policy"] == default else found["merge_policy"]
        return {**found, "merge_policy": policy, "evaluation": next(iter(on), "batch")}
