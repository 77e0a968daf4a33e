"""The resource types of our templates that ministack does not know.

Security group rules, flow logs and trails use ministack's own services, so that `describe` calls show them. The others
are records only: nothing acts on them. A type that ministack knows by now is left alone.
"""

import re
import uuid

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudtrail as cloudtrail
from ministack.core.responses import get_account_id, get_region

_RULE_SOURCES = {
    "CidrIp": ("IpRanges.1.CidrIp",),
    "CidrIpv6": ("Ipv6Ranges.1.CidrIpv6",),
    "SourceSecurityGroupId": ("UserIdGroupPairs.1.GroupId", "Groups.1.GroupId"),
    "DestinationSecurityGroupId": ("UserIdGroupPairs.1.GroupId", "Groups.1.GroupId"),
    "SourcePrefixListId": ("PrefixListIds.1.PrefixListId",),
    "DestinationPrefixListId": ("PrefixListIds.1.PrefixListId",),
}


def _checked(response):
    if response[0] >= 400:
        raise ValueError(str(response[2]))
    return response


def _rule_query(props):
    query = {"GroupId": [props["GroupId"]]}
    for key in ("IpProtocol", "FromPort", "ToPort"):
        if key in props:
            query[f"IpPermissions.1.{key}"] = [str(props[key])]
    for key, places in _RULE_SOURCES.items():
        for place in places if key in props else ():
            query[f"IpPermissions.1.{place}"] = [props[key]]
    return query


def _rule(authorize, revoke):
    def create(_logical_id, props, _stack):
        _checked(authorize(_rule_query(props)))
        rule = f"sgr-{uuid.uuid4().hex[:17]}"
        return rule, {"Id": rule}

    def delete(_physical_id, props):
        revoke(_rule_query(props))

    def update(physical_id, old, new, stack):
        delete(physical_id, old)
        return create("", new, stack)

    return {"create": create, "update": update, "delete": delete}


def _flow_log():
    ec2 = provisioners._ec2

    def create(_logical_id, props, _stack):
        names = ("ResourceType", "TrafficType", "LogDestinationType", "LogDestination", "LogGroupName")
        query = {name: [str(props[name])] for name in names if name in props}
        answer = _checked(ec2._create_flow_logs({**query, "ResourceId.1": [props["ResourceId"]]}))
        text = answer[2].decode() if isinstance(answer[2], bytes) else answer[2]
        made = re.search(r"<item>(fl-\w+)</item>", text).group(1)
        return made, {"Id": made}

    return {"create": create, "delete": lambda physical_id, _props: ec2._flow_logs.pop(physical_id, None)}


def _trail():
    def create(logical_id, props, stack):
        name = props.get("TrailName") or f"{stack}-{logical_id}"
        names = ("S3BucketName", "S3KeyPrefix", "IncludeGlobalServiceEvents", "IsMultiRegionTrail", "KMSKeyId")
        body = {key: props[key] for key in names if key in props}
        _checked(cloudtrail._create_trail({"Name": name, **body}))
        if str(props.get("IsLogging")).lower() == "true":
            cloudtrail._start_logging({"Name": name})
        return name, {"Arn": cloudtrail._trail_arn(name)}

    return {"create": create, "delete": lambda physical_id, _props: cloudtrail._delete_trail({"Name": physical_id})}


def _record(name_of, attributes_of):
    def create(logical_id, props, stack):
        physical_id = name_of(logical_id, props, stack)
        return physical_id, attributes_of(physical_id)

    return {
        "create": create,
        "update": lambda physical_id, _old, _new, _stack: (physical_id, attributes_of(physical_id)),
        "delete": lambda _physical_id, _props: None,
    }


def _records():
    def arn(service, rest):
        return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{rest}"

    return {
        "AWS::IAM::ServerCertificate": _record(
            lambda logical_id, props, stack: props.get("ServerCertificateName") or f"{stack}-{logical_id}",
            lambda name: {"Arn": f"arn:aws:iam::{get_account_id()}:server-certificate/{name}"}),
        "AWS::ApplicationAutoScaling::ScalableTarget": _record(
            lambda _logical_id, props, _stack: f"{props['ResourceId']}|{props['ScalableDimension']}|ecs",
            lambda name: {"Id": name}),
        "AWS::ApplicationAutoScaling::ScalingPolicy": _record(
            lambda _logical_id, props, _stack: arn("autoscaling", f"scalingPolicy:policyName/{props['PolicyName']}"),
            lambda name: {"Arn": name}),
        "AWS::Logs::QueryDefinition": _record(
            lambda _logical_id, _props, _stack: str(uuid.uuid4()), lambda name: {"QueryDefinitionId": name}),
        "AWS::ECS::ClusterCapacityProviderAssociations": _record(
            lambda _logical_id, props, _stack: props["Cluster"], lambda name: {"Cluster": name}),
    }


def install() -> None:
    ec2 = provisioners._ec2
    types = {
        "AWS::EC2::SecurityGroupIngress": _rule(ec2._authorize_sg_ingress, ec2._revoke_sg_ingress),
        "AWS::EC2::SecurityGroupEgress": _rule(ec2._authorize_sg_egress, ec2._revoke_sg_egress),
        "AWS::EC2::FlowLog": _flow_log(),
        "AWS::CloudTrail::Trail": _trail(),
        **_records(),
    }
    for name, handler in types.items():
        provisioners._RESOURCE_HANDLERS.setdefault(name, handler)
