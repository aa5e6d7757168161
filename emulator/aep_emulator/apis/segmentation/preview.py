"""Previews and estimates (`/preview`, `/estimate`): which and how many profiles a segment would have.

Source: `segmentation.yaml`, page `segmentation/api/previews-and-estimates`. Both share one id. Counts are exact: below
a million profiles the sample is all of them.
"""

import base64
import uuid
from collections import Counter
from typing import Any

from ...platform.choices.segmentation import PREVIEW_PAGE
from ...platform.http import ApiError, Request, Response
from ...platform.store import ORG, Doc
from ...platform.world import World
from ..profile import merge_policy
from ..profile.identity import namespace_id
from ..ups import PREFIX, PROFILE, json_object, number_parameter, refuse
from . import expression
from .population import Population

KIND = "segmentPreview"


def start(world: World) -> None:
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for doc in world.store.all(KIND, sandbox=sandbox["name"]):
            if doc["state"] in ("NEW", "RUNNING"):
                world.spawn(f"preview {doc['id']}", _run, world, sandbox["name"], doc["id"])


def create(request: Request) -> Response:
    body = json_object(request)
    if body.get("predicateType") != "pql/text":
        raise refuse(400, "predicateType must be pql/text")
    if body.get("predicateModel") != PROFILE:
        raise refuse(400, f"predicateModel must be {PROFILE}")
    if body.get("graphType", "none") not in ("none", "pdg"):
        raise refuse(400, "graphType must be one of: none, pdg")
    rule = {"type": "PQL", "format": "pql/text", "value": body.get("predicateExpression")}
    try:
        expression.parse_checked(request.world, request.sandbox, rule)
    except ApiError as error:
        words = str(error.response.json["message"]).replace("expression.value", "predicateExpression")
        raise refuse(error.response.status, words) from None
    query = str(uuid.uuid4())
    id = base64.urlsafe_b64encode(f"0:app-{uuid.uuid4()}:{query}:0".encode()).decode().rstrip("=")
    doc = {"id": id, "query": query, "state": "NEW", "expression": rule}
    request.world.store.put(KIND, id, doc, sandbox=request.sandbox)
    request.world.spawn(f"preview {id}", _run, request.world, request.sandbox, id)
    answer = {
        "state": "NEW",
        "previewQueryId": query,
        "previewQueryStatus": "NEW",
        "previewId": id,
        "previewExecutionId": 0,
    }
    return Response(status=201, json=answer, headers={"X-Location": request.href(f"{PREFIX}/preview/{id}")})


def _run(world: World, sandbox: str, id: str) -> None:
    def note(**changes: Any) -> None:
        world.store.change(KIND, id, lambda doc: doc.update(changes), sandbox=sandbox)

    note(state="RUNNING")
    try:
        doc = world.store.get(KIND, id, sandbox=sandbox) or {}
        population = Population(world, sandbox)
        policy = merge_policy.default(world, sandbox)
        members = population.members(expression.parse(doc["expression"]), policy, world.clock.now())
        spaces = Counter(namespace_id(each["namespace"]) for each in members)
        xids = [each["xid"] for each in members]
        note(state="RESULT_READY", members=xids, namespaces=spaces, total=len(population.docs))
    except Exception as error:
        note(state="FAILED", error=str(error))
        raise


def _find(request: Request) -> Doc:
    doc = request.world.store.get(KIND, request.path["id"], sandbox=request.sandbox)
    if doc is None:
        raise refuse(404, f"Preview {request.path['id']} is not found")
    return doc


def get(request: Request) -> Response:
    doc, href = _find(request), f"{PREFIX}/models/profile/"
    offset, limit = number_parameter(request, "offset", 0), number_parameter(request, "limit", PREVIEW_PAGE, least=1)
    members = doc.get("members", [])
    page = members[offset : offset + limit]
    here = request.href(request.url_path)
    more = f"{here}?offset={offset + limit}&limit={limit}" if offset + limit < len(members) else ""
    before = f"{here}?offset={max(0, offset - limit)}&limit={limit}" if offset else ""
    answer = {
        "results": [{xid: {"_href": request.href(href + xid), "endCustomerIds": {}}} for xid in page],
        "state": doc["state"],
        "links": {"_self": f"{here}?offset={offset}&limit={limit}", "next": more, "prev": before},
        "page": {"offset": offset, "size": len(page)},
    }
    return Response(json=answer)


def delete(request: Request) -> Response:
    doc = _find(request)
    request.world.store.delete(KIND, doc["id"], sandbox=request.sandbox)
    return Response(json={"status": True, "message": f"Preview {doc['id']} has been deleted"})


def get_estimate(request: Request) -> Response:
    doc = _find(request)
    matched, total = len(doc.get("members", [])), doc.get("total", 0)
    spaces = doc.get("namespaces", {}).items()
    answer = {
        "estimatedSize": matched,
        "numRowsToRead": total,
        "state": doc["state"],
        "profilesReadSoFar": total,
        "standardError": 0,
        "error": {"description": doc.get("error", ""), "traceback": ""},
        "profilesMatchedSoFar": matched,
        "totalRows": total,
        "confidenceInterval": "95%",
        "estimatedNamespaceDistribution": [{"namespaceId": id, "profilesMatchedSoFar": n} for id, n in spaces],
        "_links": {"preview": request.href(f"{PREFIX}/preview/{doc['id']}")},
    }
    return Response(json=answer)
