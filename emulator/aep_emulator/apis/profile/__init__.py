"""Real-time Customer Profile (`/data/core/ups`). Source: `profile.yaml`, pages `profile/api/*`."""

from ...platform.http import Route
from ...platform.world import World
from ..ups import PREFIX
from . import entity, intake, merge_policy, removal, sample, system_job


def start(world: World) -> None:
    world.batch_listeners.append(intake.take)
    world.revert_listeners.append(removal.remove_batch)
    system_job.start(world)


_POLICIES = f"{PREFIX}/config/mergePolicies"

ROUTES = [
    Route("GET", f"{PREFIX}/access/entities", entity.one),
    Route("POST", f"{PREFIX}/access/entities", entity.many),
    Route("DELETE", f"{PREFIX}/access/entities", entity.delete),
    Route("GET", f"{PREFIX}/previewsamplestatus", sample.status),
    Route("GET", f"{PREFIX}/previewsamplestatus/report/dataset", sample.by_dataset),
    Route("GET", f"{PREFIX}/previewsamplestatus/report/namespace", sample.by_namespace),
    Route("GET", _POLICIES, merge_policy.every),
    Route("POST", _POLICIES, merge_policy.create),
    Route("POST", f"{_POLICIES}/bulk-get", merge_policy.bulk_get),
    Route("GET", _POLICIES + "/{id}", merge_policy.one),
    Route("PUT", _POLICIES + "/{id}", merge_policy.replace),
    Route("PATCH", _POLICIES + "/{id}", merge_policy.patch),
    Route("DELETE", _POLICIES + "/{id}", merge_policy.delete),
    Route("GET", f"{PREFIX}/system/jobs", system_job.every),
    Route("POST", f"{PREFIX}/system/jobs", system_job.create),
    Route("GET", PREFIX + "/system/jobs/{id}", system_job.one),
    Route("DELETE", PREFIX + "/system/jobs/{id}", system_job.delete),
]
