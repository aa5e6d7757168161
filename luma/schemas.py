"""The fields of the program's two schemas.

The web data has Adobe's own fields only: the standard field groups of the ExperienceEvent class, named by the ids under
which Adobe publishes them (github.com/adobe/xdm). Only the scores need fields of the organisation's own.
"""

_STANDARD = "https://ns.adobe.com/xdm/context/experienceevent-"

WEB_FIELD_GROUPS = [
    f"{_STANDARD}application",
    f"{_STANDARD}commerce",
    f"{_STANDARD}enduserids",
    f"{_STANDARD}environment-details",
    f"{_STANDARD}marketing",
    f"{_STANDARD}search",
    f"{_STANDARD}technical-details",
    f"{_STANDARD}web",
    "https://ns.adobe.com/experience/analytics/experienceevent-all",
]

# Under the organisation's namespace; the recipe writes them (luma/recipe/luma_propensity/records.py).
SCORE_FIELDS = {
    "propensity": {
        "type": "object",
        "title": "Propensity to order",
        "properties": {
            "ecid": {"type": "string", "title": "Visitor", "description": "The primary identity, an ECID."},
            "score": {"type": "number", "title": "Score", "description": "How likely an order is, from 0 to 1."},
            "modelId": {"type": "string", "title": "Model", "description": "The model that gave the score."},
            "scoredAt": {
                "type": "string",
                "format": "date-time",
                "title": "Scored as of",
                "description": "The moment the score speaks of: the last event known then.",
            },
        },
    }
}
