"""Segmentation (`/data/core/ups`). Source: `segmentation.yaml`, pages `segmentation/api/*`."""

from ...platform.http import Route
from ...platform.world import World
from ..ups import PREFIX
from . import definition, job, preview, schedule, worker


def start(world: World) -> None:
    worker.start(world)
    preview.start(world)
    schedule.start(world)


_SCHEDULES = f"{PREFIX}/config/schedules"

ROUTES = [
    Route("GET", definition.PATH, definition.every),
    Route("POST", definition.PATH, definition.create),
    Route("POST", f"{definition.PATH}/bulk-get", definition.bulk_get),
    Route("GET", definition.PATH + "/{id}", definition.one),
    Route("PATCH", definition.PATH + "/{id}", definition.overwrite),
    Route("DELETE", definition.PATH + "/{id}", definition.delete),
    Route("POST", f"{PREFIX}/segment/conversion", definition.convert),
    Route("GET", job.PATH, job.every),
    Route("POST", job.PATH, job.create),
    Route("POST", f"{job.PATH}/bulk-get", job.bulk_get),
    Route("GET", job.PATH + "/{id}", job.one),
    Route("DELETE", job.PATH + "/{id}", job.cancel),
    Route("GET", _SCHEDULES, schedule.every),
    Route("POST", _SCHEDULES, schedule.create),
    Route("GET", _SCHEDULES + "/{id}", schedule.one),
    Route("PATCH", _SCHEDULES + "/{id}", schedule.patch),
    Route("DELETE", _SCHEDULES + "/{id}", schedule.delete),
    Route("POST", f"{PREFIX}/preview", preview.create),
    Route("GET", PREFIX + "/preview/{id}", preview.one),
    Route("DELETE", PREFIX + "/preview/{id}", preview.delete),
    Route("GET", PREFIX + "/estimate/{id}", preview.estimate),
]
