"""Small corrections: a secret is injected in plain text, and a zone that names networks is private.

ministack injects the stored (encoded) form of a SecureString into tasks, and ignores `VPCs` of a hosted zone.
"""

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


def install() -> None:
    _decrypt_secrets()
    _private_zones()
