"""Starts the local AWS: ministack with the resource types it lacks and with services that CloudFormation waits for.

Owns the order of the patches and nothing else. Everything patched is a private name of ministack, hence its exact
version in requirements.txt. The `docker` package beside this file stands in for the real one: tasks are processes.
"""

import sys

import container_fields
import faithful
import missing_types
import steady_services


def main() -> None:
    container_fields.install()
    faithful.install()
    missing_types.install()
    steady_services.install()
    from ministack.app import main as serve

    sys.argv = ["ministack"]
    serve()


if __name__ == "__main__":
    main()
