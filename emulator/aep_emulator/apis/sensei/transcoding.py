"""A model's transcodings: stored as records only, nothing is converted."""

from ...platform.http import Request, Response
from . import asset, body_fields
from .errors import refuse
from .listing import listing
from .object_types import MODEL, TRANSCODING

_FIELDS: dict[str, body_fields.Check] = {
    "modelId": body_fields.string,
    "targetFormat": body_fields.one_of("CoreML", "TF", "K2", "Deepnet"),
}


def create(request: Request) -> Response:
    model = asset.find(request, MODEL, request.path["model"])
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("targetFormat",))
    if body.setdefault("modelId", model["id"]) != model["id"]:
        raise refuse(422, f"modelId is {body['modelId']}, the address names {model['id']}")
    doc = asset.new(request.world, request.client, body)
    return asset.created(request, TRANSCODING, asset.save(request.world, request.sandbox, TRANSCODING, doc))


def list_(request: Request) -> Response:
    model = asset.find(request, MODEL, request.path["model"])
    found = request.world.store.all(TRANSCODING.name, sandbox=request.sandbox)
    return listing(request, TRANSCODING, [doc for doc in found if doc["modelId"] == model["id"]])


def get(request: Request) -> Response:
    model = asset.find(request, MODEL, request.path["model"])
    doc = asset.find(request, TRANSCODING, request.path["id"])
    if doc["modelId"] != model["id"]:
        raise refuse(404, f"ModelTranscoding {doc['id']} is not found in Model {model['id']}")
    return asset.answer(request, TRANSCODING, doc)
