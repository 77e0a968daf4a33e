"""Stands in for the docker package: a container is a process with a loopback address of its own.

What runs is read from the image's configuration in the local registry (entry, command, environment, folder), so a digest
that was never pushed cannot start and a task really runs what the template names. Layers are not unpacked: the image's
working folder is mapped to a folder of this machine. Only what ministack's ECS calls is here.

    LOCAL_AWS_FOLDERS    JSON, folder in the image -> folder here
    LOCAL_AWS_OVERRIDES  JSON, variables set (or, null, taken away) in every container; {name} is the container's name
    LOCAL_AWS_LOGS       folder for the output of the containers
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid

from . import errors

_GATEWAY = "local-aws-gateway"
_START_LIMIT_SECONDS = 30.0
# The port tells one local AWS from another that runs at the same time.
_network = "127.{}.{}".format(*divmod(int(os.environ["GATEWAY_PORT"]), 256))
_addresses = (f"{_network}.{number}" for number in range(1, 255))
_containers = {}


def _fetch(path, accept):
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}{path}", headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as problem:
        raise errors.ImageNotFound(f"{path}: not found ({problem.code})") from problem


def _configuration(image):
    """The image's own configuration; raises ImageNotFound when the registry does not hold it."""
    path = image.split("/", 1)[1]
    repository, reference = path.split("@", 1) if "@" in path else path.rsplit(":", 1)
    accept = "application/vnd.oci.image.manifest.v1+json"
    manifest = _fetch(f"/v2/{repository}/manifests/{reference}", accept)
    return _fetch(f"/v2/{repository}/blobs/{manifest['config']['digest']}", "*/*").get("config", {})


class Container:
    def __init__(self, image, command=None, environment=None, name=None, labels=None):
        configuration = _configuration(image)
        self.id = uuid.uuid4().hex * 2
        self.name, self.labels, self.image = name or self.id, labels or {}, image
        self.address = next(_addresses)
        self._log = os.path.join(os.environ["LOCAL_AWS_LOGS"], f"{self.name}.log")
        self._process = self._start(configuration, command, environment or {})
        _containers[self.id] = self
        self._await_port(configuration)

    def _start(self, configuration, command, environment):
        arguments = [*configuration.get("Entrypoint", []), *(command or configuration.get("Cmd", []))]
        variables = dict(pair.split("=", 1) for pair in configuration.get("Env", []))
        variables.update({key: str(value) for key, value in environment.items()})
        overrides = json.loads(os.environ.get("LOCAL_AWS_OVERRIDES", "{}"))
        for key, value in overrides.items():
            variables.pop(key, None)
            if value is not None:
                variables[key] = value.replace("{name}", self.name)
        # Fargate sets the region in every task.
        variables.update(AWS_REGION=os.environ["MINISTACK_REGION"], AWS_DEFAULT_REGION=os.environ["MINISTACK_REGION"])
        variables.update(PATH=os.environ["PATH"], CALLBACK_HOST=self.address, CALLBACK_ADMIN_HOST=self.address)
        folders = json.loads(os.environ.get("LOCAL_AWS_FOLDERS", "{}"))
        with open(self._log, "ab") as output:
            return subprocess.Popen(
                arguments, env=variables, cwd=folders.get(configuration.get("WorkingDir"), "/"),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)

    def _await_port(self, configuration):
        """A load balancer gives no traffic to a target that does not answer yet."""
        ports = [int(port.split("/")[0]) for port in configuration.get("ExposedPorts", {})]
        deadline = time.monotonic() + _START_LIMIT_SECONDS
        while ports and self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection((self.address, ports[0]), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)

    @property
    def status(self):
        return "running" if self._process.poll() is None else "exited"

    @property
    def attrs(self):
        network = {"IPAddress": self.address}
        return {"Id": self.id, "NetworkSettings": {"Networks": {"local": network}, "Ports": {}}, "Image": self.image}

    def reload(self):
        """State is always fresh."""

    def wait(self, timeout=None):
        return {"StatusCode": self._process.wait(timeout)}

    def logs(self, stream=False, follow=False, **_options):
        if not stream:
            with open(self._log, "rb") as output:
                return output.read()
        return self._follow()

    def _follow(self):
        with open(self._log, "rb") as output:
            ended = False
            while True:
                line = output.readline()
                if line:
                    yield line
                elif ended:
                    return
                else:
                    ended = self._process.poll() is not None
                    time.sleep(0.05)

    def stop(self, timeout=10, **_options):
        if self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def remove(self, force=False, **_options):
        if force:
            self.stop(1)
        _containers.pop(self.id, None)


class _Gateway:
    """ministack looks for its own container to learn the address that tasks reach it at."""

    attrs = {"NetworkSettings": {"Networks": {"local": {"IPAddress": "127.0.0.1"}}}}


class _Containers:
    def run(self, image, command=None, environment=None, name=None, labels=None, **_options):
        return Container(image, command, environment, name, labels)

    def get(self, name):
        if name == _GATEWAY:
            return _Gateway()
        for container in _containers.values():
            if name in (container.id, container.name):
                return container
        raise errors.NotFound(f"no such container: {name}")

    def list(self, all=False, **_options):
        return [one for one in _containers.values() if all or one.status == "running"]


class _Images:
    def pull(self, image, **_options):
        _configuration(image)
        return self

    def tag(self, *_names, **_options):
        return True

    def get(self, image):
        raise errors.ImageNotFound(image)


class DockerClient:
    def __init__(self):
        self.containers, self.images = _Containers(), _Images()

    def ping(self):
        return True


def from_env(**_options):
    return DockerClient()
