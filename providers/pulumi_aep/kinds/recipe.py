"""Recipe (API: engine): code that trains and scores, pushed from a folder, or an image that exists already."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from ..apis import sensei
from ..apis import sensei_cascade as cascade
from ..apis.sensei import SenseiKind
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.cascade import Affected, Deletion
from ..core.field import UNKNOWN, Change, Prop, derived, output, prop, unknown
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.problem import InvalidDeclaration, Problem
from ..core.values import Tags
from ..errors import AepError


class Recipe(SenseiKind):
    """A recipe (API: engine). New code is a new recipe beside the old one, which goes once the new one serves.

    What runs by schedule uses a recipe's image as it is at that moment, so that it is never moved in place.
    """

    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    source: Prop[str | None] = prop(
        Change.METADATA,
        "Source folder in Adobe's recipe layout, relative to the project folder.",
        default=None,
        local=True,
    )
    image: Prop[str | None] = prop(
        Change.RETRAIN,
        "Instead of source: an image pushed elsewhere.",
        default=None,
        at="artifacts.default.image.location",
        absent="",
    )
    base: Prop[str | None] = prop(
        Change.RETRAIN,
        "Image it is laid upon: Adobe's runtime for Adobe's Platform; none for the emulator.",
        default=None,
        local=True,
    )
    type: Prop[Literal["Python", "R", "Tensorflow", "PySpark", "Spark"]] = prop(
        Change.RECREATE, "What runs it.", default="Python", at="type", absent=""
    )
    algorithm: Prop[Literal["Classification", "Regression", "Custom", "fp"]] = prop(
        Change.METADATA,
        "Which default metrics it is judged by.",
        default="Classification",
        at="algorithm",
    )
    library: Prop[str | None] = prop(
        Change.RECREATE, "`databricks-spark` for Spark recipes.", default=None, at="mlLibrary"
    )
    repository: Prop[str] = prop(
        Change.METADATA, "Address of its source repository.", default="", at="gitRepo", sparse=True
    )
    documentation: Prop[str] = prop(
        Change.METADATA, "Address of its documentation.", default="", at="documentationUrl", sparse=True
    )
    icon: Prop[str] = prop(Change.METADATA, "Address of its icon.", default="", at="iconUrl", sparse=True)
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, at="tags")
    digest: Prop[str] = derived(
        Change.RETRAIN,
        "The content: of the packaged source and its base, or the image's address.",
        of=("image", "base"),
    )
    location: Prop[str] = output("The image's address in the registry.")

    collection = "engines"
    profile = "engine"
    typical = ("source",)
    chapter = Chapter.TRAINING
    goes_back = True
    heads_pipeline = True

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if not fields.get("source") and not fields.get("image"):
            yield Problem("source", "is missing; give a source folder, or image= for a recipe packaged elsewhere")
        if fields.get("source") and fields.get("image"):
            yield Problem("image", "and source exclude each other; keep one")
        if fields.get("base") and not fields.get("source"):
            yield Problem("base", "goes with source only")

    @classmethod
    def derive(cls, fields: Fields) -> Fields:
        if fields.get("image"):
            return {"digest": fields["image"]}
        if unknown(fields["source"]) or unknown(fields.get("base")):
            return {"digest": UNKNOWN}
        from ..payload import recipe_image as image

        return {"digest": image.image_digest(_layer(fields["source"]), fields.get("base"))}

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        """The document with its image's location: source is pushed first, unless the registry has it already."""
        doc = super().wire(api, fields, base, mark)
        default = (doc.get("artifacts") or {}).get("default") or {}
        image = {
            **(default.get("image") or {}),
            "location": _location(api, fields, _image(base)),
            "name": _slug(fields["name"]),
            "executionType": fields["type"],
            "packagingType": "docker",
        }
        return {**doc, "artifacts": {**doc.get("artifacts", {}), "default": {**default, "image": image}}}

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        """Push the image first, so that there is never a recipe without its code."""
        import json

        body = cls.wire(api, fields, {}, mark)
        reply = api.send("POST", f"{sensei.ROOT}/engines", files={"engine": (None, json.dumps(body), "text/plain")})
        doc = reply.json()
        return Live(doc["id"], {**body, **doc}, reply.headers.get("ETag", ""))

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """Adobe takes every model of a recipe with it, their trainings and runs; services of those are left broken."""
        return cascade.of_engine(api, id, deletion)

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """An image's tag tells whether it holds the source as it is now."""
        from ..payload import recipe_image as image

        location = str(_image(live.doc).get("location", ""))
        if not fields.get("source") or location.endswith(":" + image.tag(fields["digest"])):
            return {}
        return {"digest": location}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"location": _image(live.doc).get("location", "")}


def _image(doc: Doc) -> Doc:
    return ((doc.get("artifacts") or {}).get("default") or {}).get("image") or {}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "recipe"


def _layer(source: str) -> Any:
    from ..payload import recipe_image as image
    from ..payload import recipe_package as package
    from ..payload.project_path import project_path

    try:
        return image.build_layer(package.read_package(project_path(source)))
    except package.InvalidRecipe as error:
        raise InvalidDeclaration(Problem("source", str(error))) from None
    except OSError as error:
        raise InvalidDeclaration(Problem("source", f"{source} cannot be read: {error.strerror}")) from None


def _location(api: Api, fields: Fields, there: Doc) -> str:
    """Push unless the recipe's image already has this content; its tag is the content's digest."""
    if fields.get("image"):
        return str(fields["image"])
    import tempfile

    from ..payload import recipe_image as image

    location = str(there.get("location", ""))
    if location.endswith(":" + image.tag(fields["digest"])):
        return location
    made = _layer(fields["source"])
    if image.image_digest(made, fields.get("base")) != fields["digest"]:
        raise AepError(f"{fields['source']} changed while this was being applied; run pulumi up again")
    login = api.get(f"{sensei.ROOT}/engines/dockerRegistry").json()
    api.progress(f"pushing {len(made.tar) / 1e3:.0f} kB to {login['host']}")
    with tempfile.TemporaryDirectory() as scratch:
        return image.push(
            made,
            name=_slug(fields["name"]),
            base=fields.get("base"),
            login=image.Login(login["host"], login["username"], login["password"]),
            scratch=Path(scratch),
        )
