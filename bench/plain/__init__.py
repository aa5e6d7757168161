"""A plain client: what somebody would write who knows the Platform's API and wants it done in the fewest calls.

`requests`, one session, four threads, as many as Pulumi's provider process has. It keeps no state but the ids it was
given, looks for nothing that may be there already, and could not be interrupted safely.
"""
