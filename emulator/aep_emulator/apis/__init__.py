"""The Platform's APIs, one module or package each: its table of `ROUTES`, and `start(world)` if it has background work.

What several of them share stands beside them: `ups`, `platform_errors`, `property_filter`.
"""
