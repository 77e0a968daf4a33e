"""CloudFormation waits for a service's deployment, and fails when its circuit breaker does.

ministack reports a service as made as soon as the API took it, and a first deployment as complete before a task runs.
Here a deployment is in progress until its tasks are stable, and the provisioning of a service runs on a worker thread and
blocks until the deployment of the asked task definition is complete or has failed.
"""

import time

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudformation.stacks as stacks

_SERVICE = "AWS::ECS::Service"
_LIMIT_SECONDS = 90.0


def _await_deployment(physical_id, props):
    ecs = provisioners._ecs
    cluster, name = physical_id.split("/")[-2:]
    deadline = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < deadline:
        service = ecs._services.get(f"{cluster}/{name}") or {}
        deployments = service.get("deployments", [])
        asked = [d for d in deployments if d["taskDefinition"] == props["TaskDefinition"]]
        primary = next((d for d in deployments if d["status"] == "PRIMARY"), None)
        if primary in asked and primary["rolloutState"] == "COMPLETED":
            return
        failed = next((d for d in asked if d["rolloutState"] == "FAILED"), None)
        if failed:
            raise ValueError(
                f"Resource handler returned message: Error occurred during operation 'ECS Deployment "
                f"Circuit Breaker was triggered: {failed['rolloutStateReason']}' (HandlerErrorCode: GeneralServiceException)")
        time.sleep(0.1)
    raise ValueError(f"{_SERVICE} did not stabilize")


def _with_numbers(props):
    return {**props, "DesiredCount": int(props.get("DesiredCount", 1))}


def _begin_in_progress():
    ecs = provisioners._ecs
    make = ecs._make_deployment

    def make_in_progress(task_definition, desired_count, status="PRIMARY"):
        deployment = make(task_definition, desired_count, status)
        if desired_count > 0:
            deployment.update({"rolloutState": "IN_PROGRESS", "rolloutStateReason": "ECS deployment in progress."})
        return deployment

    ecs._make_deployment = make_in_progress


def install() -> None:
    _begin_in_progress()
    on_worker = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind == _SERVICE or on_worker(kind)
    handler = provisioners._RESOURCE_HANDLERS[_SERVICE]
    create, update = handler["create"], handler["update"]

    def create_and_wait(logical_id, props, stack_name):
        props = _with_numbers(props)
        made = create(logical_id, props, stack_name)
        _await_deployment(made[0], props)
        return made

    def update_and_wait(physical_id, old, new, stack_name):
        changed = update(physical_id, _with_numbers(old), _with_numbers(new), stack_name)
        _await_deployment(physical_id, new)
        return changed

    handler["create"], handler["update"] = create_and_wait, update_and_wait
