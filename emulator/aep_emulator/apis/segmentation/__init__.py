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
    Route("GET", definition.PATH, definition.list_),
    Route("POST", definition.PATH, definition.create),
    Route("POST", f"{definition.PATH}/bulk-get", definition.bulk_get),
    Route("GET", definition.PATH + "/{id}", definition.get),
    Route("PATCH", definition.PATH + "/{id}", definition.replace),
    Route("DELETE", definition.PATH + "/{id}", definition.delete),
    Route("POST", f"{PREFIX}/segment/conversion", definition.convert),
    Route("GET", job.PATH, job.list_),
    Route("POST", job.PATH, job.create),
    Route("POST", f"{job.PATH}/bulk-get", job.bulk_get),
    Route("GET", job.PATH + "/{id}", job.get),
    Route("DELETE", job.PATH + "/{id}", job.cancel),
    Route("GET", _SCHEDULES, schedule.list_),
    Route("POST", _SCHEDULES, schedule.create),
    Route("GET", _SCHEDULES + "/{id}", schedule.get),
    Route("PATCH", _SCHEDULES + "/{id}", schedule.update),
    Route("DELETE", _SCHEDULES + "/{id}", schedule.delete),
    Route("POST", f"{PREFIX}/preview", preview.create),
    Route("GET", PREFIX + "/preview/{id}", preview.get),
    Route("DELETE", PREFIX + "/preview/{id}", preview.delete),
    Route("GET", PREFIX + "/estimate/{id}", preview.get_estimate),
]
