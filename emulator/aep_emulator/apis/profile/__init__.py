"""Real-time Customer Profile (`/data/core/ups`). Source: `profile.yaml`, pages `profile/api/*`."""

from ...platform.http import Route
from ...platform.world import World
from ..ups import PREFIX
from . import entity, intake, merge_policy, removal, sample_status, system_job


def start(world: World) -> None:
    world.batch_listeners.append(intake.take_in)
    world.revert_listeners.append(removal.remove_batch)
    system_job.start(world)


_POLICIES = f"{PREFIX}/config/mergePolicies"

ROUTES = [
    Route("GET", f"{PREFIX}/access/entities", entity.get),
    Route("POST", f"{PREFIX}/access/entities", entity.bulk_get),
    Route("DELETE", f"{PREFIX}/access/entities", entity.delete),
    Route("GET", f"{PREFIX}/previewsamplestatus", sample_status.get),
    Route("GET", f"{PREFIX}/previewsamplestatus/report/dataset", sample_status.get_by_dataset),
    Route("GET", f"{PREFIX}/previewsamplestatus/report/namespace", sample_status.get_by_namespace),
    Route("GET", _POLICIES, merge_policy.list_),
    Route("POST", _POLICIES, merge_policy.create),
    Route("POST", f"{_POLICIES}/bulk-get", merge_policy.bulk_get),
    Route("GET", _POLICIES + "/{id}", merge_policy.get),
    Route("PUT", _POLICIES + "/{id}", merge_policy.replace),
    Route("PATCH", _POLICIES + "/{id}", merge_policy.update),
    Route("DELETE", _POLICIES + "/{id}", merge_policy.delete),
    Route("GET", f"{PREFIX}/system/jobs", system_job.list_),
    Route("POST", f"{PREFIX}/system/jobs", system_job.create),
    Route("GET", PREFIX + "/system/jobs/{id}", system_job.get),
    Route("DELETE", PREFIX + "/system/jobs/{id}", system_job.delete),
]
