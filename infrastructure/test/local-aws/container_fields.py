"""Container definitions of a template in the spelling of the ECS API.

ministack translates some members only; `Secrets`, `HealthCheck` and others stay in the template's spelling and are then
not found. Numbers that came through a parameter are strings and are made numbers here.
"""

import ministack.services.cloudformation.provisioners as provisioners

#: Members whose keys are names chosen by the user, not words of the API.
_USER_KEYS = {"options", "dockerLabels"}
_NUMBERS = {"containerPort", "hostPort", "desiredCount", "memory", "cpu"}


def _camel(value, key=""):
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if isinstance(value, dict):
        if key in _USER_KEYS:
            return value
        pairs = ((name[:1].lower() + name[1:], item) for name, item in value.items())
        return {name: _camel(item, name) for name, item in pairs}
    if key in _NUMBERS and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


def install() -> None:
    provisioners._normalize_container_defs = _camel
