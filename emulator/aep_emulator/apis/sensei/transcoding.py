"""Transcodings of a model: kept as records; nothing is converted."""

from ...platform.http import Answer, Call
from . import asset, fields
from .kinds import MODEL, TRANSCODING
from .listing import listing
from .problem import refuse

_FIELDS: dict[str, fields.Check] = {
    "modelId": fields.string,
    "targetFormat": fields.one_of("CoreML", "TF", "K2", "Deepnet"),
}


def create(call: Call) -> Answer:
    model = asset.find(call, MODEL, call.path["model"])
    body = fields.read(fields.body_of(call), _FIELDS, required=("targetFormat",))
    if body.setdefault("modelId", model["id"]) != model["id"]:
        raise refuse(422, f"modelId is {body['modelId']}, the address names {model['id']}")
    doc = asset.stamped(call.world, call.client, body)
    return asset.created(call, TRANSCODING, asset.save(call.world, call.sandbox, TRANSCODING, doc))


def all_of(call: Call) -> Answer:
    model = asset.find(call, MODEL, call.path["model"])
    found = call.world.store.all(TRANSCODING.name, sandbox=call.sandbox)
    return listing(call, TRANSCODING, [doc for doc in found if doc["modelId"] == model["id"]])


def one(call: Call) -> Answer:
    model = asset.find(call, MODEL, call.path["model"])
    doc = asset.find(call, TRANSCODING, call.path["id"])
    if doc["modelId"] != model["id"]:
        raise refuse(404, f"ModelTranscoding {doc['id']} is not found in Model {model['id']}")
    return asset.answer(call, TRANSCODING, doc)
