"""The exceptions of the docker package that ministack catches."""


class DockerException(Exception):
    """Any failure of the engine."""


class APIError(DockerException):
    """The engine refused."""


class NotFound(APIError):
    """There is no such container."""


class ImageNotFound(NotFound):
    """The registry has no such image."""
