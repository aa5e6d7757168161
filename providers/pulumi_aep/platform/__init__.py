"""HTTP to the Platform: who is asked, with which token, and what an answer means."""
