"""Small corrections, each for one thing that ministack does otherwise than AWS.

A secret reaches its task in plain text. A zone that names networks is private. A change set sees that a condition became
true or false, and lists nothing whose condition is false. An alarm over metric math is taken, as one over its first metric.
Numbers of a table add up exactly.
"""

import decimal

import ministack.services.cloudformation.changesets as changesets
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.ssm as ssm


def _decrypt_secrets():
    resolve = ssm.resolve_parameter_value
    ssm.resolve_parameter_value = lambda name, version=None, decrypt=True: resolve(name, version, decrypt)


def _private_zones():
    handler = provisioners._RESOURCE_HANDLERS["AWS::Route53::HostedZone"]
    create = handler["create"]

    def create_private(logical_id, props, stack_name):
        made = create(logical_id, props, stack_name)
        networks = [{"VPCId": one["VPCId"], "VPCRegion": one["VPCRegion"]} for one in props.get("VPCs", [])]
        provisioners._r53._zones[made[0]].update({"private": bool(networks), "vpcs": networks})
        return made

    handler["create"] = create_private


def _conditions_in_change_sets():
    resolve = changesets._resolve_props_for_diff

    def resolve_present(template, params, stack_name, stack_id):
        resolved = resolve(template, params, stack_name, stack_id)
        conditions = changesets._evaluate_conditions(template, params) if template else {}
        present = {
            name: resource for name, resource in resolved.get("Resources", {}).items()
            if conditions.get(resource.get("Condition"), True)}
        return {**resolved, "Resources": present}

    changesets._resolve_props_for_diff = resolve_present


def _metric_math_alarms():
    record = provisioners._cw_metric_alarm_record

    def record_first_metric(name, props):
        stat = next((one["MetricStat"] for one in props.get("Metrics", []) if "MetricStat" in one), None)
        if stat is None:
            return record(name, props)
        metric = stat["Metric"]
        plain = {key: value for key, value in props.items() if key != "Metrics"}
        return record(name, {
            **plain, "Namespace": metric["Namespace"], "MetricName": metric["MetricName"],
            "Dimensions": metric.get("Dimensions", []), "Period": stat["Period"], "Statistic": stat["Stat"]})

    provisioners._cw_metric_alarm_record = record_first_metric


def _exact_numbers():
    # DynamoDB's 38 digits, in this thread and in those to come.
    decimal.DefaultContext.prec = 38
    decimal.getcontext().prec = 38


def install() -> None:
    _exact_numbers()
    _decrypt_secrets()
    _private_zones()
    _conditions_in_change_sets()
    _metric_math_alarms()
