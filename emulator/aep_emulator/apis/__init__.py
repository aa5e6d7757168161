"""The Platform's APIs, a module or a package each, with a table of `ROUTES`, and `start(world)` for background work.

Beside them is what several share: `ups`, `data_foundation`, `paging`, `property_filter`, `json_patch`.
"""
